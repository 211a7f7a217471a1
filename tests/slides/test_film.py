"""The film of a small lecture: its frames and their times, its joints, chapters, captions, and what lies beside it."""

from __future__ import annotations

import io
import resource
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
import srt
from axe_core_python.sync_playwright import Axe
from markdown_it import MarkdownIt
from PIL import Image

from recording.draw import Pixels, pixels
from recording.errors import InputError
from recording.file import Dial, Step
from recording.keep import build_folder
from slides.outputs.captions import LONGEST_CUE
from slides.outputs.film import plan, played, quality_of, write_film
from slides.outputs.transcript import clock
from slides.script import Source
from tests.browser.firefox import firefox
from tests.browser.stage import COLOURS, DIAL, IDS, LOOP, make_cut, make_recordings
from tests.recording.made import psnr

WIDTH, HEIGHT, FPS = 320, 180, 60
CARD, FADE, BREATH = 240, 18, 48  # frames
SAID = round(10 * 60 / 130 * FPS)  # ten words
# Where each step begins, and how many frames it takes: the loop ends at 132 first, and three more turns fill the words.
STARTS = {
    "alpha-red": [258],
    "alpha-green": [583, 860],
    "beta-blue": [1037],
    "beta-yellow": [1397],
    "gamma-white": [1740],
}
LENGTHS = {
    "alpha-red": [325],
    "alpha-green": [277, 159],
    "beta-blue": [360],
    "beta-yellow": [325],
    "gamma-white": [325],
}
FRAMES = 1740 + 325 + FADE + CARD
ODD = "<script>alert(1)</script> & {\\an8} $x^2$ **not bold** [a](b) שלום עולם 🙂 --> `c` &lt; 1. <3"
KINDS = ["mp4", "vtt", "srt", "html", "md"]


@pytest.fixture(scope="module", autouse=True)
def build(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_BUILD", str(tmp_path_factory.mktemp("build")))
        yield


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    return make_cut(tmp_path_factory.mktemp("film") / "lecture")


@pytest.fixture(scope="module")
def recordings():
    return make_recordings()


@pytest.fixture(scope="module")
def film(cut, recordings, tmp_path_factory) -> Path:
    paths = write_film(cut, recordings, tmp_path_factory.mktemp("out"), size=HEIGHT, jobs=2)
    assert [path.name for path in paths] == [f"lecture-dark.{kind}" for kind in KINDS]
    return paths[0]


@pytest.fixture(scope="module")
def frames(film) -> list[Pixels]:
    """All frames, as the file says that they are to be read."""
    with av.open(str(film)) as file:
        return [
            frame.reformat(
                format="rgb24", src_colorspace=frame.colorspace, src_color_range=frame.color_range
            ).to_ndarray()
            for frame in file.decode(video=0)
        ]


def with_words(cut, slide_id: str, **words: str):
    whole = {
        scene: tuple(replace(slide, **words) if slide.full_id == slide_id else slide for slide in script)
        for scene, script in cut.whole.items()
    }
    return replace(cut, whole=whole)


@pytest.fixture(scope="module")
def odd(cut, tmp_path_factory) -> Path:
    """A film of odd words, short, with a source."""
    found = with_words(cut, "alpha-red", title=ODD, say=ODD, alt=ODD, source=f"{ODD} Ada 1843", cites=("ada1843",))
    sources = {"ada1843": Source("ada1843", "Ada 1843", ("Ada <L>",), 1843, "Notes & more", "Memoirs")}
    unused = {"nobody": Source("nobody", "Nobody 1900", ("Nobody",), 1900, "Nothing", "Nowhere")}
    found = replace(found, sources=sources | unused, lecture=replace(cut.lecture, title=ODD, author=ODD))
    return write_film(found, make_recordings(seconds=0.3), tmp_path_factory.mktemp("odd"), size=120, jobs=2)[0]


def captions(film: Path) -> list[tuple[int, int, str]]:
    """The subtitle track: begin and end in thousandths, and the words."""
    with av.open(str(film)) as file:
        [stream] = file.streams.subtitles
        packets = [packet for packet in file.demux(stream) if packet.size > 2]
        return [(p.pts, p.pts + p.duration, bytes(p)[2:].decode()) for p in packets]


# When a step is over


@pytest.mark.parametrize(("least", "frames"), [(0, 4), (4, 4), (5, 5), (9, 9)])
def test_the_end_of_a_step_stands_while_there_is_something_to_say(least, frames):
    assert played(Step(10, 14), least) == (10, 11, 12, 13, *[13] * (frames - 4))


@pytest.mark.parametrize(("least", "turns"), [(0, 1), (5, 1), (6, 2), (8, 2), (9, 3), (11, 3)])
def test_a_loop_goes_on_in_whole_turns_until_all_is_said(least, turns):
    assert played(Step(10, 15, loop=(12, 15)), least) == (10, 11, *[12, 13, 14] * turns)


@pytest.mark.parametrize("least", [12, 13, 20])
def test_a_dial_swings_back_and_forth_once_more_where_there_is_time(least):
    step = Step(0, 6, None, Dial("n", 1, 4, (0.0, 1.0, 2.0), 0, ""))
    swung = (0, 1, 2, 3, 3, 2, 1, 1, 2, 3, 4, 5)
    assert played(step, least) == swung + (5,) * (least - 12)
    assert played(step, 11) == (0, 1, 2, 3, 4, 5, *[5] * 5)


def test_a_step_takes_as_long_as_its_words_and_a_breath_after_the_slide(cut, recordings):
    takes = plan(cut, recordings["dark"])
    assert SAID == 277
    assert {id: [take.start for take in takes if take.slide.full_id == id] for id in IDS} == STARTS
    assert {id: [len(take.frames) for take in takes if take.slide.full_id == id] for id in IDS} == LENGTHS


def test_other_paces_take_other_times_but_never_less_than_to_read_or_to_play(cut, recordings):
    def length(pace: int, said: str = "ten " * 10) -> int:
        take = plan(with_words(cut, "alpha-red", say=said), recordings["dark"], pace)[0]
        return len(take.frames) - take.breath

    assert [length(pace) for pace in (100, 130, 150)] == [360, 277, 240]
    assert length(400) == round(39 / 15 * FPS)  # 15 characters a second are read
    assert length(130, "No") == 72


# The video


def test_the_film_is_as_long_as_its_pieces_and_frames_are_equally_spaced(film):
    with av.open(str(film)) as file:
        stream = file.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (WIDTH, HEIGHT, FPS)
        assert float(stream.duration * stream.time_base) == pytest.approx(FRAMES / FPS)
        packets = [packet for packet in file.demux(stream) if packet.size]
        base = stream.time_base * FPS
    assert sorted(packet.pts * base for packet in packets) == list(range(FRAMES))
    assert [packet.dts * base for packet in packets] == list(range(-1, FRAMES - 1))
    assert all(packet.pts >= packet.dts for packet in packets)


def test_every_frame_of_the_film_can_be_decoded(frames):
    assert len(frames) == FRAMES


def test_the_film_shows_what_the_recording_draws_at_joints_in_motions_and_at_rest(cut, recordings, frames):
    for take in plan(cut, recordings["dark"]):
        count = len(take.frames)
        for n in {0, 1, 30, 60, 90, count // 2, count - 2, count - 1}:
            drawn = pixels(recordings["dark"][take.slide.scene], take.frames[n], WIDTH, HEIGHT)
            assert psnr(frames[take.start + n], drawn) >= 34, (take.slide.full_id, n)


def test_a_slide_rests_in_the_colour_of_its_end(frames):
    for slide_id, starts in STARTS.items():
        end = starts[-1] + LENGTHS[slide_id][-1]
        for frame in (end - BREATH // 2, end - BREATH - 20):
            assert np.abs(frames[frame][HEIGHT // 2, WIDTH // 2] - np.array(COLOURS[slide_id])).max() <= 4


def test_a_loop_closes_before_the_slide_ends(frames):
    [start] = STARTS[f"beta-{LOOP}"]
    turns = [frames[start + 72 + 60 * turn] for turn in range(4)]
    wide, narrow = (int((turn[HEIGHT - 5, :, 0] > 90).sum()) for turn in (turns[0], frames[start + 102]))
    assert narrow < 0.6 * wide
    for turn in [*turns[1:], frames[start + 72 + 240]]:
        assert psnr(turn, turns[0]) >= 40


def test_a_dial_plays_as_a_motion_and_once_more(frames, cut, recordings):
    [take] = [take for take in plan(cut, recordings["dark"]) if take.slide.id == DIAL]
    bars = [int((frames[take.start + n][HEIGHT - 5, :, 0] > 90).sum()) for n in range(110)]
    assert bars[40] > bars[10]
    assert abs(bars[72] - bars[10]) <= 4
    assert abs(bars[103] - bars[40]) <= 4


def test_what_does_not_go_on_from_the_picture_before_comes_with_a_fade(frames):
    [start], before = STARTS["gamma-white"], frames[STARTS["gamma-white"][0] - FADE - 1]
    halfway = frames[start - FADE // 2].astype(float)
    assert np.abs(halfway - (before.astype(float) + frames[start]) / 2).mean() < 8
    assert psnr(frames[583], frames[582]) > psnr(frames[start], before)  # within a scene it goes on


def test_the_cards_have_words_and_the_last_one_stands_to_the_end(frames):
    for frame in (0, CARD - 1, FRAMES - CARD, FRAMES - 1):
        assert (frames[frame].max(axis=2) > 150).sum() > 100
    assert psnr(frames[0], frames[CARD - 1]) > 40
    assert psnr(frames[0], frames[-1]) < 40


def test_the_head_of_the_file_comes_first(film):
    data = film.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize(
    ("size", "even"), [(120, (214, 120)), (121, (216, 120)), (1000, (1778, 1000)), (1080, (1920, 1080))]
)
def test_a_size_is_the_height_and_becomes_even(recordings, size, even):
    quality = quality_of(recordings["dark"]["alpha"], size)
    assert (quality.width, quality.height) == even


# What a player names


def test_each_slide_is_a_chapter_from_its_first_frame_which_is_a_key_frame(film):
    with av.open(str(film)) as file:
        chapters = file.chapters()
        keys = {packet.pts * packet.time_base for packet in file.demux(video=0) if packet.is_keyframe}
    titles = ["A lecture for tests", *[f"The {id.partition('-')[2]} title" for id in IDS], "CC BY 4.0"]
    starts = [0, *[STARTS[id][0] for id in IDS], FRAMES - CARD]
    assert [chapter["metadata"]["title"] for chapter in chapters] == titles
    assert [float(chapter["start"] * chapter["time_base"]) for chapter in chapters] == pytest.approx(
        [start / FPS for start in starts], abs=0.001
    )
    ends = [chapter["end"] for chapter in chapters]
    assert ends == [*[chapter["start"] for chapter in chapters[1:]], round(FRAMES / FPS * 1000)]
    assert {round(float(key) * FPS) for key in keys} >= set(starts)


def test_the_film_says_what_it_is_and_whose(film):
    with av.open(str(film)) as file:
        said = file.metadata
    assert (said["title"], said["artist"], said["copyright"]) == ("A lecture for tests", "Nobody", "CC BY 4.0")
    assert said["comment"].startswith("CC BY 4.0")
    assert len(said["date"]) == 10


def test_captions_are_a_track_of_their_own_that_is_shown(film, cut):
    with av.open(str(film)) as file:
        [stream] = file.streams.subtitles
        assert (stream.codec_context.name, stream.language) == ("mov_text", "eng")
        assert stream.disposition & av.stream.Disposition.default
        decoded = [line.dialogue.decode() for packet in file.demux(stream) if packet.size for line in packet.decode()]
    assert decoded == [text for _, _, text in captions(film)]
    assert " ".join(decoded) == " ".join(said for slide in cut.slides for said in slide.paragraphs)


def test_captions_follow_each_other_while_the_step_is_on_and_leave_the_breath(film):
    shown = captions(film)
    ends = [start + length for id in IDS for start, length in zip(STARTS[id], LENGTHS[id], strict=True)]
    begins = [start for id in IDS for start in STARTS[id]]
    assert all(begin < end for begin, end, _ in shown)
    assert all(end <= begin for (_, end, _), (begin, _, _) in pairwise(shown))
    for begin, end in zip(begins, ends, strict=True):
        within = [cue for cue in shown if -1 <= cue[0] - begin / FPS * 1000 < (end - begin) / FPS * 1000 - 1]
        breath = 0 if end == STARTS["alpha-green"][1] else BREATH
        assert within[0][0] == pytest.approx(begin / FPS * 1000, abs=1)
        assert within[-1][1] == pytest.approx((end - breath) / FPS * 1000, abs=1)


@pytest.mark.parametrize(("language", "letters"), [("pt-BR", "por"), ("pirate", "und")])
def test_captions_are_tagged_with_their_language(cut, recordings, tmp_path, language, letters):
    [path, *_] = write_film(replace(cut, language=language), recordings, tmp_path, size=HEIGHT)
    with av.open(str(path)) as file:
        assert file.streams.subtitles[0].language == letters


def test_srt_has_the_captions_of_the_film(film):
    lines = list(srt.parse(film.with_suffix(".srt").read_text(), ignore_errors=False))
    found = [(round(c.start.total_seconds() * 1000), round(c.end.total_seconds() * 1000)) for c in lines]
    assert found == [(begin, end) for begin, end, _ in captions(film)]
    assert [line.content.replace("\u2060", "") for line in lines] == [text for _, _, text in captions(film)]
    assert [line.index for line in lines] == list(range(1, len(lines) + 1))
    assert all(len(line.content) <= LONGEST_CUE + 2 for line in lines)


# In browsers

CUES = """() => {
    const track = document.querySelector("video").textTracks[0]
    return [...track.cues].map(cue => [cue.startTime, cue.endTime, cue.getCueAsHTML().textContent])
}"""
READY = "document.querySelector('video').readyState > 1 && document.querySelector('track').readyState === 2"
SEEK = """(time) => new Promise(done => {
    const video = document.querySelector("video"), canvas = document.createElement("canvas")
    video.onseeked = () => {
        canvas.width = video.videoWidth, canvas.height = video.videoHeight
        document.body.append(canvas)
        const pen = canvas.getContext("2d")
        pen.drawImage(video, 0, 0)
        requestAnimationFrame(() => done([video.currentTime, video.duration]))
    }
    video.currentTime = time
})"""


@pytest.fixture
def page(browser, film):
    page = browser.new_page(viewport={"width": 900, "height": 700})
    page.goto(film.with_suffix(".html").as_uri())
    page.wait_for_function(READY)
    yield page
    page.close()


def photographed(page, selector: str) -> tuple[int, ...]:
    """The colour in the middle of an element."""
    with Image.open(io.BytesIO(page.locator(selector).screenshot())) as image:
        return image.convert("RGB").getpixel((image.width // 2, image.height // 2))


def test_chromium_plays_the_film_and_goes_to_each_chapter(page, film):
    for id in IDS:
        end = (STARTS[id][-1] + LENGTHS[id][-1] - BREATH / 2) / FPS
        _, duration = page.evaluate(SEEK, end)
        assert duration == pytest.approx(FRAMES / FPS, abs=0.05)
        shown = photographed(page, "canvas >> nth=-1")
        assert np.abs(np.array(shown) - COLOURS[id]).max() <= 10, id


def test_chromium_plays_on_over_a_joint(page):
    page.evaluate("""() => new Promise(done => {
        const video = document.querySelector("video")
        video.muted = true, video.currentTime = 9.4
        video.ontimeupdate = () => video.currentTime > 10.2 && done()
        video.play()
    })""")
    assert page.evaluate("document.querySelector('video').error") is None


def test_the_page_has_the_captions_without_a_server(page, film):
    shown = page.evaluate(CUES)
    assert [text for _, _, text in shown] == [text for _, _, text in captions(film)]
    for (begin, end, _), (start, stop, _) in zip(shown, captions(film), strict=True):
        assert (begin, end) == pytest.approx((start / 1000, stop / 1000), abs=0.001)
    assert page.evaluate("document.querySelector('video').textTracks[0].mode") == "showing"


def test_the_times_in_the_page_open_the_film_there(page, film):
    links = page.evaluate(
        "[...document.querySelectorAll('section a')].map(a => [a.getAttribute('href'), a.textContent])"
    )
    starts = [start / FPS for id in IDS for start in STARTS[id]]
    assert links == [[f"{film.name}#t={start:.2f}", clock(start)] for start in starts]


def test_axe_finds_no_violation(page):
    found = Axe().run(page)["violations"]
    assert [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]] == []


@pytest.fixture
def decoders(tmp_path, monkeypatch):
    """The decoder that av brings, for a Firefox on a machine that has none of its own."""
    libraries = Path(av.__file__).parent.with_name("av.libs")
    for name in ("avcodec", "avutil"):
        for library in libraries.glob(f"lib{name}-*.so.*"):
            number = library.name.partition(".so.")[2].partition(".")[0]
            (tmp_path / f"lib{name}.so.{number}").symlink_to(library)
    monkeypatch.setenv("LD_LIBRARY_PATH", f"{tmp_path}:{libraries}")
    monkeypatch.setenv("MOZ_DISABLE_RDD_SANDBOX", "1")


def test_firefox_plays_the_film_with_its_captions(film, decoders):
    with firefox() as window:
        window.open(film.with_suffix(".html"))
        found = window.evaluate("""() => new Promise(done => {
            const video = document.querySelector("video"), told = () => [
                video.error?.message, video.videoWidth, video.duration, video.textTracks[0].cues.length,
            ]
            video.onerror = video.onseeked = () => done(told())
            if (video.error) done(told())
            video.currentTime = 20
        })""")
    assert found == [None, WIDTH, pytest.approx(FRAMES / FPS, abs=0.05), len(captions(film))]


# Odd words


def test_odd_words_are_themselves_in_the_film(odd):
    with av.open(str(odd)) as file:
        assert file.metadata["title"] == file.metadata["artist"] == ODD
        assert [chapter["metadata"]["title"] for chapter in file.chapters()[:2]] == [ODD, ODD]
    said = " ".join(text for _, _, text in captions(odd))
    assert said.startswith(ODD)


def test_odd_words_are_themselves_on_the_page(browser, odd):
    page = browser.new_page()
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.goto(odd.with_suffix(".html").as_uri())
    page.wait_for_function(READY)
    assert page.title() == page.inner_text("h1") == ODD
    assert page.inner_text("#alpha-red h3") == f"1 {ODD}"
    assert page.inner_text("#alpha-red .said p") == ODD
    assert page.inner_text("#alpha-red .seen") == f"Picture: {ODD}"
    assert " ".join(text for _, _, text in page.evaluate(CUES)).startswith(ODD)
    assert alerts == []
    assert page.evaluate("document.scripts.length") == 0
    assert page.inner_text("li") == "Ada <L> (1843): Notes & more. Memoirs"
    page.close()


def test_odd_words_are_themselves_in_markdown(odd):
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(odd.with_suffix(".md").read_text())
    inline = [token for token in tokens if token.type == "inline"]
    texts = ["".join(child.content for child in token.children or []) for token in inline]
    assert not any(child.type.startswith(("html", "code")) for token in inline for child in token.children or [])
    assert texts[0] == ODD
    assert f"1 {ODD}" in texts
    assert f"0:04 {ODD}" in texts
    assert f"Picture: {ODD}" in texts
    assert f"{ODD} Ada 1843" in texts
    assert texts[-2:] == ["Sources", "Ada <L> (1843): Notes & more. Memoirs"]


def test_odd_words_are_themselves_in_srt(odd):
    with av.open(str(odd.with_suffix(".srt"))) as file:
        shown = [line.ass.decode() for packet in file.demux(subtitles=0) if packet.size for line in packet.decode()]
    said = " ".join(text.split(",", 8)[8] for text in shown).replace("\u2060", "")
    assert said.startswith(ODD[:30])
    assert "<script>" in said


# What goes wrong


def whole_again(film: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in film.parent.iterdir()}


def test_a_second_time_no_step_is_encoded_anew(cut, recordings, film, tmp_path):
    def times() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in (build_folder() / "stretches").rglob("*.mp4")}

    before = times()
    [again, *_] = write_film(cut, recordings, tmp_path, size=HEIGHT)
    assert times() == before
    assert again.read_bytes() == film.read_bytes()


def test_a_film_that_cannot_be_put_in_its_place_is_one_error(cut, recordings, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match=r"^the film cannot be written: "):
        write_film(cut, recordings, tmp_path / "out", size=HEIGHT)
    assert (tmp_path / "out").read_text() == "a file"


def test_on_a_full_disk_the_film_that_was_there_stays_with_all_beside_it(cut, recordings, film):
    before = whole_again(film)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (film.stat().st_size // 2, limits[1]))
    try:
        with pytest.raises(InputError, match=r"^the film cannot be written: "):
            write_film(with_words(cut, "alpha-red", title="Another"), recordings, film.parent, size=HEIGHT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert whole_again(film) == before


def test_pieces_that_do_not_fit_together_are_one_error(cut, recordings, tmp_path):
    write_film(cut, recordings, tmp_path, size=90, jobs=2)
    before = whole_again(tmp_path / "lecture-dark.mp4")
    piece = max((build_folder() / "stretches").rglob("*.mp4"), key=lambda path: path.stat().st_mtime_ns)
    with av.open(str(piece), "w") as file:
        stream = file.add_stream("mpeg4", rate=FPS)
        stream.width, stream.height = 160, 90
        file.mux([*stream.encode(av.VideoFrame(160, 90, "yuv420p")), *stream.encode()])
    with pytest.raises(InputError, match="is encoded otherwise than the first piece"):
        write_film(cut, recordings, tmp_path, size=90)
    assert whole_again(tmp_path / "lecture-dark.mp4") == before
