"""A browser without a network that presents a deck, and a small lecture of real recordings to present."""

import inspect
import io
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from recording.file import Dial, Recording, SlideMarks, Step, decode, encode
from recording.tracks import Look, Tracks
from slides.script import Cut, load_lecture

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SANDBOX = [] if os.getuid() else ["--no-sandbox"]  # Chromium refuses its sandbox to root
QUIET = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WINDOW = {"viewport": {"width": 1280, "height": 720}, "offline": True}
FPS = 60
SECONDS = 1.2  # of a step of the small lecture
PAGE = {"dark": (17, 20, 28), "light": (255, 255, 255)}

LECTURE = """
title = "A lecture for tests"
author = "Nobody"
language = "en"
licence = "CC BY 4.0"
[[part]]
title = "Beginning"
scenes = ["alpha"]
[[part]]
title = "Rest"
scenes = ["beta", "gamma"]
[editions.lecture]
minutes = 5
scenes = ["alpha", "beta", "gamma"]
"""
# scene -> local id -> colour of the end state
SCENES = {
    "alpha": {"red": (200, 40, 40), "green": (40, 160, 60)},
    "beta": {"blue": (50, 70, 210), "yellow": (210, 190, 40)},
    "gamma": {"white": (235, 235, 235)},
}
IDS = [f"{scene}-{slide}" for scene, slides in SCENES.items() for slide in slides]
COLOURS = {f"{scene}-{slide}": colour for scene, slides in SCENES.items() for slide, colour in slides.items()}
HALFWAY = (120, 60, 160)  # where the first of two steps ends
TWO_STEPS, LOOP, DIAL = "green", "blue", "yellow"  # slides that have these
DIAL_VALUES = tuple(np.linspace(0, 2, 31).tolist())


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's Chromium. Without one the test is skipped, but fails where CI is set."""
    with sync_playwright() as playwright:
        # On Ubuntu it is Playwright's own, for the system has a snap only.
        own = playwright.chromium.executable_path
        path = next(filter(None, map(shutil.which, NAMES)), own if Path(own).is_file() else None)
        if path is None:
            (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium here; `./run test` installs it")
        browser = playwright.chromium.launch(executable_path=path, args=SANDBOX + QUIET)
        yield browser
        browser.close()


@cache
def window(browser: Browser) -> BrowserContext:
    """A window for pages that come and go: one in a window of its own takes the browser three times as long.

    The page that stays shows a file, any one: from there, what pages of files have stored is removed.
    """
    context = browser.new_context(**WINDOW)
    context.new_page().goto(Path(__file__).as_uri())
    return context


@contextmanager
def new_page(browser: Browser, *, may_report: str = "nothing", **options: object) -> Iterator[Page]:
    """A page with the network off, on which nothing is left of those before it.

    At the end no request may have left the disk, and no error of a script, a file or the policy may have been reported,
    but for those that contain ``may_report``.
    """
    shared = not options.keys() - {"viewport"}
    context = window(browser) if shared else browser.new_context(**(WINDOW | options))
    before = context.pages
    requests: list[str] = []
    errors: list[str] = []
    told = {
        "request": lambda request: requests.append(request.url),
        "console": lambda message: message.type == "error" and errors.append(message.text),
        "weberror": lambda error: errors.append(str(error.error)),
    }
    for event, note in told.items():
        context.on(event, note)
    try:
        page = context.new_page()
        page.set_default_timeout(10_000)
        if shared and options:
            page.set_viewport_size(options["viewport"])
        yield page
    finally:
        if shared:
            for other in set(context.pages) - set(before):
                other.close()
            context.pages[0].evaluate("localStorage.clear()")
            for event, note in told.items():
                context.remove_listener(event, note)
        else:
            context.close()
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:", "about:"))] == []
    assert [error for error in errors if may_report not in error] == []


@contextmanager
def open_deck(browser: Browser, deck: Path, address: str = "", **options: object) -> Iterator[Page]:
    """The deck's page from ``file://``, on the stage; ``address`` is a query and hash, options are new_page's."""
    with new_page(browser, **options) as page:
        page.goto(deck.resolve().as_uri() + address)
        page.wait_for_selector("body[data-shows]", state="attached")
        yield page


def make_cut(folder: Path, themes: tuple[str, ...] = ("dark",)) -> Cut:
    """A lecture file and scripts for the scenes above in a folder, and all of it as a cut."""
    (folder / "script" / "en").mkdir(parents=True)
    (folder / "lecture.toml").write_text(LECTURE)
    (folder / "sources.toml").write_text("")
    for scene, slides in SCENES.items():
        entries = (
            f'[[slide]]\nid = "{slide}"\ntitle = "The {slide} title"\nsource = "Source of {slide}"\n'
            f'say = """First words of {slide}. Second words, for <{slide}> & more.'
            + ("\n\nThen the second step." if slide == TWO_STEPS else "")
            + f'"""\nnotes = "Hint for {slide}."\nalt = "A {slide} square"\n'
            for slide in slides
        )
        (folder / "script" / "en" / f"{scene}.toml").write_text("\n".join(entries))
    return load_lecture(folder).cut(themes=themes)


def make_recordings(
    scenes: dict[str, dict[str, tuple]] = SCENES, themes: tuple[str, ...] = ("dark",), seconds: float = SECONDS
) -> dict[str, dict[str, Recording]]:
    """Recordings by theme and scene: a square that takes the colour of its slide's end."""
    return {theme: {scene: _record(scene, scenes[scene], theme, seconds) for scene in scenes} for theme in themes}


def _record(scene: str, slides: dict[str, tuple], theme: str, seconds: float) -> Recording:
    length = round(seconds * FPS)
    tracks, marks = Tracks(), []
    before = PAGE[theme]
    for slide, colour in slides.items():
        steps, begin = [], tracks.frames
        for end in [HALFWAY, colour] if slide == TWO_STEPS else [colour]:
            first = tracks.frames
            tracks.add([(0, _square(before))], [[(1, _bar(i / length))] for i in range(length - 6)])
            tracks.add([(0, _square(end))], [[(1, _bar(1))]], 6)
            before = end
            loop = dial = None
            if slide == LOOP:  # the bar breathes
                loop = (tracks.frames, tracks.frames + 60)
                tracks.add([(0, _square(end))], [[(1, _bar(1 - 0.5 * np.sin(np.pi * i / 60)))] for i in range(60)])
            if slide == DIAL:
                dial = Dial("temperature", first + 10, first + 41, DIAL_VALUES, 1, "K")
            steps.append(Step(first, tracks.frames, loop, dial))
        marks.append(SlideMarks(slide, f"The {slide} title", "schematic", "", {}, begin, tracks.frames, tuple(steps)))
    background = "#{:02X}{:02X}{:02X}".format(*PAGE[theme])
    head = {"scene": scene, "theme": theme, "language": "en", "words": (), "fps": FPS, "frame": (128 / 9, 8.0)}
    return decode(encode(tracks, marks, background=background, **head))


def _square(colour: tuple) -> Look:
    return _filled([(-4, -2.4), (4, -2.4), (4, 2.4), (-4, 2.4)], colour)


def _bar(part: float) -> Look:
    return _filled([(-7, -3.9), (-6.9 + 13 * part, -3.9), (-6.9 + 13 * part, -3.7), (-7, -3.7)], (120, 120, 120))


def _filled(corners: list[tuple[float, float]], colour: tuple) -> Look:
    curves = []
    for one, other in zip(np.array(corners), np.roll(corners, -1, axis=0), strict=True):
        curves += [one + (other - one) * part for part in (0, 1 / 3, 2 / 3, 1)]
    points = np.hstack([np.array(curves), np.zeros((len(curves), 1))])
    fill = np.array([*colour, 255]) / 255
    nothing = np.zeros(4).tobytes()
    return Look(points.tobytes(), fill.tobytes(), nothing, 0.0, nothing, 0.0, 0, 0, b"")


def open_speaker(page: Page) -> Page:
    """The speaker view of a deck, in a window of its own."""
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    view = popup.value
    view.set_viewport_size({"width": 1280, "height": 760})
    view.wait_for_selector("#speaker")
    return view


def slide(page: Page) -> str:
    """The id of what is on the stage."""
    return page.evaluate("document.querySelector('.present').id")


def state(page: Page) -> str:
    """What the picture does: playing, looping, resting."""
    return page.evaluate("document.body.dataset.state")


def step(page: Page) -> int:
    """The step that is shown, once the slide's recording is there."""
    wait_until(lambda: page.evaluate("document.body.dataset.step") != "")
    return int(page.evaluate("document.body.dataset.step"))


def seconds(page: Page) -> float:
    """How far the step is, as the bar to drag says."""
    return float(page.get_attribute('#scrub [role="slider"]', "aria-valuenow"))


def is_playing(page: Page) -> bool:
    return state(page) == "playing"


def is_open(page: Page, panel: str) -> bool:
    return page.evaluate("(id) => !document.getElementById(id).hasAttribute('hidden')", panel)


def colour_at(page: Page, x: float = 0.5, y: float = 0.5) -> tuple[int, ...]:
    """What is seen at a place of the window, as parts of its width and height."""
    size = page.viewport_size
    clip = {"x": size["width"] * x, "y": size["height"] * y, "width": 2, "height": 2}
    with Image.open(io.BytesIO(page.screenshot(clip=clip))) as image:
        return image.convert("RGB").getpixel((0, 0))


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two colours are the same but for rounding."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < 4


def wait_until(fact: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait for what takes the browser a moment, or longer while others work; an AssertionError if it does not come."""
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, (
            f"not so after {seconds} s: {fact if isinstance(fact, partial) else inspect.getsource(fact).strip()}"
        )
        time.sleep(0.03)


def wait_for_end_state(page: Page, slide_id: str) -> None:
    """The slide stands on the stage, in the colour of its end, and plays no more."""
    wait_until(lambda: slide(page) == slide_id and not is_playing(page) and near(colour_at(page), COLOURS[slide_id]))
