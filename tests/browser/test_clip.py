"""A clip in a frame of another page: it plays, obeys, tells what happens, and hands keys back; and the gallery."""

import html
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
from axe_core_python.sync_playwright import Axe

from recording.draw import pixels
from recording.excerpt import excerpt
from slides.outputs.clip_page import make_page
from slides.outputs.clips import read_place, select, write_clips
from tests.browser.stage import COLOURS, DIAL, HALFWAY, LOOP, TWO_STEPS, near, new_page, wait_until
from tests.recording.made import photograph, psnr

FRAME = '<iframe {source} sandbox="allow-scripts" style="width: 640px; height: 360px; border: 0"></iframe>'
HOST = """<!doctype html><body style="margin: 0; height: 3000px">{frame}<script>
  window.told = [];
  addEventListener("message", ({{ source, data }}) => source === frames[0] && told.push(data));
</script>"""


@pytest.fixture(scope="module")
def clip(cut, recordings, tmp_path_factory):
    """Make the page of a slide, or of a step of it."""
    folder = tmp_path_factory.mktemp("clips")

    def make(scene, slide, step=None, **words):
        recording = recordings["dark"][scene]
        marks = recording.slide(slide)
        found = marks if step is None else marks.steps[step - 1]
        part = excerpt(recording, found.first, found.end)
        words = {"title": "A <title>", "alt": 'What "is" seen'} | words
        path = folder / f"{scene}-{slide}-{step}.html"
        path.write_text(make_page(part, words["title"], words["alt"], cut.lecture, first=step or 1))
        return path

    return make


@contextmanager
def hosted(browser, tmp_path, source, **options):
    """The host page and the frame in it. At the end no request has left the disk and no error was reported."""
    with new_page(browser, **({"viewport": {"width": 640, "height": 400}} | options)) as page:
        (tmp_path / "host.html").write_text(HOST.format(frame=FRAME.format(source=source)))
        page.goto((tmp_path / "host.html").as_uri())
        page.wait_for_function("told.length > 0")
        yield page, page.frames[1]


@pytest.fixture
def host(browser, tmp_path, clip):
    def opened(*what, **options):
        return hosted(browser, tmp_path, f'src="{clip(*what).as_uri()}"', **options)

    return opened


def last(page) -> dict:
    return page.evaluate("told.at(-1)")


def send(page, **message) -> None:
    page.evaluate("(message) => frames[0].postMessage(message, '*')", message)


def colour(page) -> tuple[int, ...]:
    return tuple(photograph(page, 640, 400)[180, 320].tolist())


def is_so(page, **facts) -> bool:
    return last(page).items() >= facts.items()


def test_it_tells_what_it_is_once_and_then_what_happens(host):
    with host("alpha", TWO_STEPS) as (page, _):
        wait_until(partial(is_so, page, clip="change", step=1, state="resting", over=False))
        ready, *changes = page.evaluate("told")
        assert ready["clip"] == "ready"
        assert (ready["scene"], ready["slide"], ready["steps"]) == ("alpha", TWO_STEPS, [1, 2])
        assert {change["clip"] for change in changes} == {"change"}
        assert near(colour(page), HALFWAY)


@pytest.mark.parametrize("how", ["click", "Space", "ArrowRight", "message", "play"])
def test_it_goes_on_to_the_next_step(host, how):
    with host("alpha", TWO_STEPS) as (page, frame):
        wait_until(partial(is_so, page, step=1, state="resting"))
        if how == "click":
            page.mouse.click(400, 180)
        elif how == "message":
            send(page, clip="step", value="next")
        elif how == "play":
            send(page, clip="play")
        else:
            frame.evaluate("window.focus()")
            page.keyboard.press(how)
        wait_until(partial(is_so, page, step=2, state="playing"))
        wait_until(partial(is_so, page, step=2, state="resting", over=True))
        assert near(colour(page), COLOURS[f"alpha-{TWO_STEPS}"])


def test_a_tap_goes_on(host):
    with host("alpha", TWO_STEPS, has_touch=True) as (page, _):
        wait_until(partial(is_so, page, step=1, state="resting"))
        page.touchscreen.tap(400, 180)
        wait_until(partial(is_so, page, step=2))


def test_a_click_at_the_end_begins_again(host):
    with host("alpha", "red") as (page, _):
        wait_until(partial(is_so, page, over=True))
        page.mouse.click(400, 180)
        wait_until(partial(is_so, page, state="playing"))


def test_it_pauses_and_plays_and_goes_to_a_step(host):
    with host("alpha", TWO_STEPS) as (page, _):
        send(page, clip="step", value=2)
        wait_until(partial(is_so, page, step=2, state="playing"))
        send(page, clip="pause")
        wait_until(partial(is_so, page, step=2, paused=True))
        page.wait_for_timeout(1500)
        assert is_so(page, step=2, state="playing")
        send(page, clip="play")
        wait_until(partial(is_so, page, step=2, state="resting", paused=False))
        send(page, clip="step", value="previous")
        wait_until(partial(is_so, page, step=1, state="resting"))


@pytest.mark.parametrize("message", [{}, {"clip": "step", "value": 9}, {"clip": "step", "value": "<"}, {"clip": 1}])
def test_what_it_does_not_understand_changes_nothing(host, message):
    with host("alpha", "red") as (page, _):
        wait_until(partial(is_so, page, over=True))
        count = page.evaluate("told.length")
        send(page, **message)
        page.evaluate("frames[0].postMessage(null, '*')")
        page.wait_for_timeout(200)
        assert page.evaluate("told.length") == count


def test_only_the_page_around_is_obeyed(host):
    with host("alpha", "red") as (page, _):
        wait_until(partial(is_so, page, over=True))
        page.evaluate("""() => {
            const other = document.body.appendChild(document.createElement("iframe"));
            other.contentWindow.eval("parent.frames[0].postMessage({ clip: 'play' }, '*')");
        }""")
        page.wait_for_timeout(200)
        assert is_so(page, over=True, state="resting")


def test_it_does_what_reveal_says(host):
    with host("alpha", TWO_STEPS) as (page, _):
        send(page, clip="step", value=2)
        wait_until(partial(is_so, page, step=2))
        page.evaluate("frames[0].postMessage('slide:start', '*')")
        wait_until(partial(is_so, page, step=1, state="playing"))
        page.evaluate("frames[0].postMessage('slide:stop', '*')")
        wait_until(partial(is_so, page, step=1, paused=True))


def test_a_step_alone_keeps_its_number(host):
    with host("alpha", TWO_STEPS, 2) as (page, _):
        assert page.evaluate("told[0].steps") == [2]
        wait_until(partial(is_so, page, step=2, state="resting", over=True))
        send(page, clip="step", value=2)
        wait_until(partial(is_so, page, step=2, state="playing"))


def test_its_loop_goes_on_for_ever(host):
    with host("beta", LOOP) as (page, frame):
        wait_until(partial(is_so, page, state="looping", over=True))
        time = '#scrub [role="slider"]'
        seen = []
        for _ in range(18):
            seen.append(float(frame.get_attribute(time, "aria-valuenow")))
            page.wait_for_timeout(80)
        assert any(later < before for before, later in pairwise(seen))
        assert is_so(page, state="looping")


def test_its_dial_turns_and_tells_its_value(host):
    with host("beta", DIAL) as (page, frame):
        wait_until(partial(is_so, page, state="resting"))
        box = frame.locator('#dial [role="slider"]').bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        wait_until(lambda: last(page)["dial"] is not None)
        assert last(page)["dial"] == {"name": "temperature", "value": pytest.approx(1.0, abs=0.15)}
        frame.locator('#dial [role="slider"]').focus()
        page.keyboard.press("End")
        wait_until(lambda: last(page)["dial"]["value"] == 2.0)


def test_a_dial_does_not_cover_the_picture(host):
    with host("beta", DIAL) as (_, frame):
        picture, dial = (frame.locator(name).bounding_box() for name in ("#picture", "#dial"))
        drawn = picture["y"] + picture["height"] * (1 - 0.06)  # every picture leaves that free
        assert dial["y"] + dial["height"] / 2 >= drawn


def test_it_hands_keys_back_at_its_ends_and_says_so(host):
    with host("alpha", "red") as (page, frame):
        wait_until(partial(is_so, page, over=True))
        frame.evaluate("window.focus()")
        page.keyboard.press("PageDown")
        wait_until(partial(is_so, page, clip="leave", to="next"))
        wait_until(lambda: page.evaluate("scrollY") > 0)
        page.keyboard.press("PageUp")
        wait_until(partial(is_so, page, clip="leave", to="previous"))


def test_it_does_not_play_before_it_is_seen(browser, tmp_path, clip):
    frame = FRAME.format(source=f'src="{clip("alpha", "red").as_uri()}"')
    (tmp_path / "host.html").write_text(f'<p style="height: 2000px">text</p>{frame}')
    page = browser.new_page(viewport={"width": 700, "height": 500})
    page.goto((tmp_path / "host.html").as_uri())
    frame = page.frames[1]
    frame.wait_for_selector("body[data-state=playing]")
    page.wait_for_timeout(1500)
    assert frame.evaluate("document.body.dataset.state") == "playing"
    page.evaluate("scrollTo(0, 3000)")
    frame.wait_for_selector("body[data-state=resting]")
    page.close()


def test_with_reduced_motion_it_shows_end_states(host):
    with host("alpha", TWO_STEPS, reduced_motion="reduce") as (page, _):
        assert is_so(page, step=1, state="resting")
        assert near(colour(page), HALFWAY)
        send(page, clip="step", value="next")
        wait_until(partial(is_so, page, step=2, state="resting"))


def test_it_plays_in_a_srcdoc(browser, tmp_path, clip):
    text = html.escape(clip("alpha", TWO_STEPS).read_text())
    with hosted(browser, tmp_path, f'srcdoc="{text}"') as (page, _):
        wait_until(partial(is_so, page, step=1, state="resting"))
        assert near(colour(page), HALFWAY)


def test_it_plays_alone(browser, clip):
    page = browser.new_page(viewport={"width": 640, "height": 360})
    page.goto(clip("alpha", "red").as_uri())
    page.wait_for_selector("body[data-state=resting]")
    assert near(tuple(photograph(page, 640, 360)[180, 320].tolist()), COLOURS["alpha-red"])
    page.close()


def test_its_picture_is_the_one_that_is_drawn(host, recordings):
    alpha = recordings["dark"]["alpha"]
    with host("alpha", "red") as (page, _):
        wait_until(partial(is_so, page, over=True))
        assert psnr(photograph(page, 640, 400)[:355], pixels(alpha, alpha.slide("red").rest, 640, 360)[:355]) >= 30


def test_without_scripts_it_shows_its_end(browser, tmp_path, clip):
    frame = FRAME.format(source=f'src="{clip("alpha", "red").as_uri()}"').replace("allow-scripts", "")
    (tmp_path / "host.html").write_text(f'<body style="margin: 0">{frame}')
    page = browser.new_page(viewport={"width": 640, "height": 400})
    page.goto((tmp_path / "host.html").as_uri())
    page.frames[1].wait_for_selector("img")
    wait_until(lambda: near(colour(page), COLOURS["alpha-red"]))
    assert not page.frames[1].is_visible("#foot")
    page.close()


def test_a_damaged_recording_is_told_over_its_end(browser, tmp_path, clip):
    path = tmp_path / "clip.html"
    text = clip("alpha", "red").read_text()
    at = text.index('id="recording">') + 200
    path.write_text(text[:at] + "AAAA" + text[at + 4 :])
    page = browser.new_page(viewport={"width": 640, "height": 360})
    page.goto(path.as_uri())
    wait_until(lambda: "The end state is shown." in page.inner_text("#why"))
    page.close()


def test_its_policy_lets_no_other_script_run(browser, tmp_path, clip):
    path = tmp_path / "clip.html"
    path.write_text(clip("alpha", "red").read_text().replace("</body>", "<script>window.ran = 1</script></body>"))
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-state]")
    assert page.evaluate("window.ran") is None
    page.close()


def test_it_is_read_aloud_and_axe_finds_no_violation(browser, clip):
    page = browser.new_page(viewport={"width": 640, "height": 360})
    page.goto(clip("beta", DIAL).as_uri())
    page.wait_for_selector("body[data-state=resting]")
    assert page.get_attribute("img", "alt") == 'What "is" seen'
    assert page.title() == "A <title>"
    assert [violation["id"] for violation in Axe().run(page)["violations"]] == []
    page.close()


@pytest.fixture(scope="module")
def gallery(cut, recordings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gallery")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_BUILD", str(folder / "build"))
        for place, kinds in ((f"alpha/{TWO_STEPS}", ("html",)), ("beta/blue", ("mp4", "webp")), ("gamma/white", ())):
            scene = read_place(place)[0]
            chosen = select(replace(cut, whole={scene: cut.whole[scene]}), place)
            page = write_clips(cut, recordings, folder / "out", chosen=chosen, kinds=kinds, size=180, rate=10)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation_in_the_gallery_and_it_fits(browser, gallery, scheme, width):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
    page = context.new_page()
    page.goto(gallery.as_uri())
    for article in page.locator("article").all():
        article.locator(".snippets > summary").click()
        article.locator(".snippets details summary").first.click()
    assert [violation["id"] for violation in Axe().run(page)["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_gallery_plays_a_clip_in_place(browser, gallery):
    page = browser.new_page()
    page.goto(gallery.as_uri())
    assert page.locator("article").count() == 3
    page.click("#alpha-green .picture button")
    page.wait_for_selector("#alpha-green iframe")
    frame = next(frame for frame in page.frames if frame.url.endswith("alpha-green.html"))
    frame.wait_for_selector("body[data-state=resting]")
    page.click("#beta-blue .picture button")
    wait_until(lambda: page.evaluate("document.querySelector('video').currentTime") > 0)
    page.close()


def test_the_gallery_copies_a_snippet_or_selects_it(browser, gallery):
    context = browser.new_context()
    page = context.new_page()
    page.goto(gallery.as_uri())
    page.click("#alpha-green .snippets > summary")
    page.click("#alpha-green .snippets details summary >> nth=0")
    text = page.inner_text("#alpha-green pre >> nth=0")
    for prepare in (
        "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }",
        "navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false",
    ):
        page.evaluate(prepare)
        page.click("#alpha-green .copy button >> nth=0")
        page.wait_for_function("document.querySelector('#alpha-green [role=status]').textContent")
    assert page.evaluate("copied") == text
    assert page.inner_text("#alpha-green [role=status] >> nth=0") == "Selected: press Ctrl+C"
    assert page.evaluate("getSelection().toString()").strip() == text.strip()
    context.close()


def test_the_gallery_finds_clips_by_their_words(browser, gallery):
    page = browser.new_page()
    page.goto(gallery.as_uri())
    page.fill("#find", "blue square")
    assert page.locator("article:visible").get_attribute("id") == "beta-blue"
    page.fill("#find", "nonesuch")
    assert page.locator("#nothing").is_visible()
    page.close()
