"""A cut as one video to watch without a speaker: chapters, captions, and beside it a transcript."""

from __future__ import annotations

import heapq
import json
import struct
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from io import BytesIO
from itertools import chain, count, groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import typst
from av.packet import Packet
from av.stream import Stream
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream
from PIL import Image

from recording.draw import Painter, Pixels
from recording.errors import InputError
from recording.file import Recording, Step
from recording.keep import Recordings
from recording.stretches import Stretch, make_stretches
from recording.video import Quality, writing
from recording.whole import whole
from slides.outputs.captions import Cue, make_cues, subrip, webvtt
from slides.outputs.font import font_folder
from slides.outputs.palette import load_palette
from slides.outputs.transcript import as_html, as_markdown, say
from slides.pace import WORDS_A_MINUTE, speech
from slides.script import Cut, Slide

if TYPE_CHECKING:
    from av.container.core import Chapter  # only its types know it

    Timed = tuple[float, Packet[Any]]  # by the seconds at which it is decoded

CARD = 4.0  # seconds that the first and the last card stand
BREATH = 0.8  # seconds that the end of a slide stands when all is said
FADE = 0.3  # seconds in which a picture goes over into one that does not go on from it
THOUSANDTH = Fraction(1, 1000)
CARDS = Path(__file__).with_name("film.typ")
# A video names its language with three letters.
LANGUAGES = """
    ar ara bg bul ca cat cs ces da dan de deu el ell en eng es spa et est eu eus fa fas fi fin fr fra ga gle gl glg he
    heb hi hin hr hrv hu hun hy hye id ind is isl it ita ja jpn ka kat ko kor lt lit lv lav nb nob nl nld no nor pl pol
    pt por ro ron ru rus sk slk sl slv sq sqi sr srp sv swe sw swa th tha tr tur uk ukr ur urd vi vie zh zho
"""
CAPTION_STYLE = (
    "[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, "
    "Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, "
    "MarginR, MarginV, Encoding\n"
    "Style: Default,Source Sans Pro,{size},&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0\n"
)


@dataclass(frozen=True)
class Take:
    """A step of a slide as the film shows it: frames of its recording, played from the frame ``start`` of the film.

    For the last ``breath`` of them all is said. One that does not ``follow`` does not go on from the picture before.
    """

    slide: Slide
    number: int
    said: str
    frames: tuple[int, ...]
    breath: int
    start: int
    follows: bool

    @property
    def end(self) -> int:
        """The frame of the film after it."""
        return self.start + len(self.frames)


def write_film(
    cut: Cut,
    recordings: Recordings,
    out: Path,
    *,
    size: int = 1080,
    pace: int = WORDS_A_MINUTE,
    jobs: int | None = None,
    cluster: str | None = None,
) -> list[Path]:
    """Write the film of a cut in its first theme, ``size`` pixels high, with captions (vtt, srt) and a transcript
    (html, md) beside it, as ``<out>/<name of the cut>.mp4`` and so on; returns them.

    A step plays, and rests until its words are said at ``pace`` words a minute, or can be read. Raises InputError where
    the film cannot be written; what was there stays then.
    """
    drawn = recordings[cut.theme]
    takes = plan(cut, drawn, pace)
    quality = quality_of(drawn[takes[0].slide.scene], size)
    stretches = [
        Stretch(f"{take.slide.full_id}-{take.number}-{cut.theme}", drawn[take.slide.scene], take.frames, "mp4", quality)
        for take in takes
    ]
    made = make_stretches(stretches, jobs=jobs, cluster=cluster)
    cues = [cue for take in takes for cue in _cues(take, quality.frame_rate)]
    times = {
        slide.full_id: [take.start / quality.frame_rate for take in of_slide]
        for slide, of_slide in groupby(takes, key=lambda take: take.slide)
    }
    targets = [out / f"{cut.name}.{kind}" for kind in ("mp4", "vtt", "srt", "html", "md")]
    film = targets[0].name
    texts = [webvtt(cues), subrip(cues), as_html(cut, film, times, webvtt(cues)), as_markdown(cut, film, times)]
    try:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as all_or_none:
            video, *beside = [all_or_none.enter_context(whole(target)) for target in targets]
            pieces = _pieces(cut, drawn, takes, [made[stretch.name] for stretch in stretches], quality, Path(folder))
            _join(pieces, cut, takes, cues, quality, video)
            for path, text in zip(beside, texts, strict=True):
                path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"the film cannot be written: {error}") from error
    return targets


def quality_of(recording: Recording, size: int) -> Quality:
    """All frames of a recording, so many pixels high; a video has even sizes."""
    width, height = recording.frame
    return Quality(2 * round(size * width / height / 2), 2 * round(size / 2), recording.fps)


def plan(cut: Cut, drawn: Mapping[str, Recording], pace: int = WORDS_A_MINUTE) -> list[Take]:
    """All steps of a cut as its film shows them, after the first card."""
    takes: list[Take] = []
    before: tuple[str, int] | None = None  # the scene and the frame that would go on
    for slide in cut.slides:
        fps, steps = drawn[slide.scene].fps, drawn[slide.scene].slide(slide.id).steps
        for number, (said, step) in enumerate(zip(slide.paragraphs, steps, strict=True), 1):
            words = max(speech(said, pace), make_cues(said, 0)[-1].end)
            breath = round(BREATH * fps) if step is steps[-1] else 0
            frames = played(step, round(words * fps)) + (step.rest,) * breath
            follows = before == (slide.scene, step.first)
            start = takes[-1].end if takes else round(CARD * fps)
            takes.append(
                Take(slide, number, said, frames, breath, start + (0 if follows else round(FADE * fps)), follows)
            )
            before = slide.scene, step.end
    return takes


def played(step: Step, least: int) -> tuple[int, ...]:
    """The frames that show a step, so many at least: a loop goes round until then; a dial swings back and forth once
    more where there is time for it; and what time is left, the end of the step stands.
    """
    shown = list(range(step.first, step.end))
    if step.loop:
        turn = range(*step.loop)
        shown += [*turn] * -(-max(0, least - len(shown)) // len(turn))
    elif step.dial:
        sweep = range(step.dial.first, step.dial.end)
        if len(shown) + 2 * len(sweep) <= least:
            highest = step.dial.end - step.first
            shown[highest:highest] = [*sweep[::-1], *sweep]
    return (*shown, *[step.rest] * (least - len(shown)))


def _cues(take: Take, fps: int) -> Iterator[Cue]:
    """The captions of a step, over all its time but the breath."""
    for cue in make_cues(take.said, (len(take.frames) - take.breath) / fps):
        yield replace(cue, start=cue.start + take.start / fps, end=cue.end + take.start / fps)


def _pieces(
    cut: Cut,
    drawn: Mapping[str, Recording],
    takes: Sequence[Take],
    made: Iterable[Path],
    quality: Quality,
    folder: Path,
) -> Iterator[Path]:
    """The film's pieces in running order: card, steps, card, with a fade before each that does not go on."""
    numbers = count()

    def written(pictures: Iterable[Pixels], each: int = 1) -> Path:
        path = folder / f"{next(numbers)}.mp4"
        with writing(path, quality) as put:
            for picture in pictures:
                for again in range(each):
                    put(picture, [] if again else [(0, 0, quality.width, quality.height)])
        return path

    def still(take: Take, which: int) -> Pixels:
        painter = Painter(drawn[take.slide.scene], quality.width, quality.height)
        painter.draw(take.frames[which])
        return painter.pixels

    stands = round(CARD * quality.frame_rate)
    first, last = (_card(cut, quality, closing) for closing in (False, True))
    yield written([first], stands)
    for take, before, path in zip(takes, [None, *takes], made, strict=False):
        if not take.follows:
            yield written(_fade(still(before, -1) if before else first, still(take, 0), quality.frame_rate))
        yield path
    yield written(_fade(still(takes[-1], -1), last, quality.frame_rate))
    yield written([last], stands)


def _fade(one: Pixels, other: Pixels, frame_rate: int) -> Iterator[Pixels]:
    before, after = (Image.fromarray(pixels, "RGBA") for pixels in (one, other))
    frames = round(FADE * frame_rate)
    for n in range(frames):
        yield np.asarray(Image.blend(before, after, (n + 1) / (frames + 1)))


def _card(cut: Cut, quality: Quality, closing: bool) -> Pixels:
    """The picture at the film's beginning or end."""
    lecture = cut.lecture
    credit = [
        f"{say(cut, 'Text and pictures')}: {lecture.licence}",
        f"{say(cut, 'Made with')} Manim, www.manim.community",
    ]
    told = {
        "title": lecture.title,
        "author": lecture.byline,
        "lines": credit if closing else [f"{lecture.day} · {lecture.licence}"],
        "large": 5.2 if closing else 7.4,
        "language": cut.language.partition("-")[0],
        "colours": dict(load_palette(cut.theme)),
        "width": quality.width,
        "height": quality.height,
    }
    drawn = typst.compile(
        CARDS, format="png", ppi=72, sys_inputs={"told": json.dumps(told)}, font_paths=[font_folder()]
    )
    with Image.open(BytesIO(drawn)) as picture:
        return np.ascontiguousarray(np.asarray(picture.convert("RGBA"))[..., [2, 1, 0, 3]])


def _join(
    pieces: Iterator[Path], cut: Cut, takes: Sequence[Take], cues: Sequence[Cue], quality: Quality, target: Path
) -> None:
    """Put the pieces one behind another as they are encoded, with captions, chapters and what a player names."""
    first = next(pieces)
    frame = Fraction(1, quality.frame_rate)
    options = {"movflags": "+faststart"}
    with av.open(str(first)) as pattern, av.open(str(target), "w", format="mp4", options=options) as film:
        video = film.add_stream_from_template(pattern.streams.video[0], time_base=frame)
        captions = film.add_stream("mov_text", time_base=THOUSANDTH)
        captions.codec_context.subtitle_header = CAPTION_STYLE.format(size=quality.height // 20).encode()
        captions.metadata["language"] = _three_letters(cut.language)
        film.metadata.update(
            title=cut.lecture.title,
            artist=cut.lecture.author,
            copyright=cut.lecture.licence,
            comment=f"{cut.lecture.licence}. Made with Manim, www.manim.community",
            date=cut.lecture.day.isoformat(),
        )
        film.set_chapters(list(_chapters(cut, takes, quality.frame_rate)))
        head = pattern.streams.video[0].codec_context.extradata
        streams = _shown(chain([first], pieces), video, head, frame), _spoken(cues, captions)
        for _, packet in heapq.merge(*streams, key=itemgetter(0)):
            film.mux(packet)


def _shown(pieces: Iterable[Path], video: VideoStream, head: bytes | None, frame: Fraction) -> Iterator[Timed]:
    """The pictures of all pieces, counted through in the order in which they are decoded."""
    done = lead = 0
    for piece in pieces:
        with av.open(str(piece)) as file:
            stream = file.streams.video[0]
            if stream.codec_context.extradata != head:
                raise InputError(
                    f"{piece} is encoded otherwise than the first piece of the film; install the same version of av on "
                    "all machines that made it, and delete it"
                )
            begin = done
            for packet in file.demux(stream):
                if packet.pts is None or packet.dts is None:
                    continue  # what ends a file
                in_frames = packet.time_base / frame
                lead = lead if done else round(-packet.dts * in_frames)
                pts, dts = begin + round(packet.pts * in_frames), done - lead
                done += 1
                yield _timed(packet, video, frame, pts, dts, 1)


def _spoken(cues: Iterable[Cue], captions: SubtitleStream) -> Iterator[Timed]:
    for cue in cues:
        text = cue.text.encode()
        start, end = round(1000 * cue.start), round(1000 * cue.end)
        packet = Packet(struct.pack(">H", len(text)) + text)
        yield _timed(packet, captions, THOUSANDTH, start, start, end - start)


def _timed(packet: Packet[Any], stream: Stream, base: Fraction, pts: int, dts: int, duration: int) -> Timed:
    packet.stream, packet.time_base = stream, base
    packet.pts, packet.dts, packet.duration = pts, dts, duration
    return float(dts * base), packet


def _three_letters(language: str) -> str:
    codes = LANGUAGES.split()
    return dict(zip(codes[::2], codes[1::2], strict=True)).get(language.lower().partition("-")[0], "und")


def _chapters(cut: Cut, takes: Sequence[Take], frame_rate: int) -> Iterator[Chapter]:
    """A chapter for each card and each slide."""
    fade, card = round(FADE * frame_rate), round(CARD * frame_rate)
    last = takes[-1].end + fade
    begins = [(0, cut.lecture.title)]
    begins += [(take.start, take.slide.title) for take in takes if take.number == 1]
    begins += [(last, cut.lecture.licence), (last + card, "")]
    for number, ((start, title), (end, _)) in enumerate(pairwise(begins)):
        base = Fraction(1, frame_rate)
        yield {"id": number, "start": start, "end": end, "time_base": base, "metadata": {"title": title}}
