"""A browser without a network that presents a deck, and a small lecture of real videos to present."""

import inspect
import io
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from recording.keep import load_rendered

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SANDBOX = [] if os.getuid() else ["--no-sandbox"]  # Chromium refuses its sandbox to root
QUIET = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
FPS = 15
PAGE = (17, 20, 28)

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
[editions]
lecture = ["alpha", "beta", "gamma"]
"""
# scene -> local id -> colour of the end state
SCENES = {
    "alpha": {"red": (200, 40, 40), "green": (40, 160, 60)},
    "beta": {"blue": (50, 70, 210), "yellow": (210, 190, 40)},
    "gamma": {"white": (235, 235, 235)},
}
IDS = [f"{scene}-{slide}" for scene, slides in SCENES.items() for slide in slides]
COLOURS = {f"{scene}-{slide}": colour for scene, slides in SCENES.items() for slide, colour in slides.items()}


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


@contextmanager
def open_deck(
    browser: Browser, deck: Path, address: str = "", *, may_report: str = "nothing", **options: object
) -> Iterator[Page]:
    """The deck's page from ``file://`` with the network off, on the stage; ``address`` is a query and hash.

    At the end no request may have left the disk, and no error of a script, a file or the policy may have been reported,
    but for those that contain ``may_report``.
    """
    options = {"viewport": {"width": 1280, "height": 720}, "offline": True} | options
    context = browser.new_context(**options)
    requests, errors = [], []
    context.on("request", lambda request: requests.append(request.url))
    context.on("console", lambda message: message.type == "error" and errors.append(message.text))
    context.on("weberror", lambda error: errors.append(str(error.error)))
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(deck.resolve().as_uri() + address)
    page.wait_for_selector("section.present", state="attached")
    yield page
    context.close()
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:", "about:"))] == []
    assert [error for error in errors if may_report not in error] == []


def make_rendered(folder: Path, scenes: dict[str, dict[str, tuple]] = SCENES, seconds: float = 1.2, **size: int):
    """Scenes of real videos, as the renderer leaves them: a square that takes the colour of its slide's end."""
    return {scene: _make_scene(folder / scene, scene, slides, seconds, **size) for scene, slides in scenes.items()}


def make_lecture(folder: Path) -> Path:
    """The folder of a lecture file and scripts for the scenes above."""
    (folder / "script").mkdir(parents=True)
    (folder / "lecture.toml").write_text(LECTURE)
    for scene, slides in SCENES.items():
        entries = (
            f'[[slide]]\nid = "{slide}"\ntitle = "The {slide} title"\n'
            f'say = "First words of {slide}. Second words, for <{slide}> & more."\n'
            f'notes = "Hint for {slide}."\nalt = "A {slide} square"\n'
            for slide in slides
        )
        (folder / "script" / f"{scene}.toml").write_text("\n".join(entries))
    return folder


def _make_scene(folder: Path, scene: str, slides: dict[str, tuple], seconds: float, width=160, height=90):
    folder.mkdir(parents=True)
    before, entries = PAGE, []
    for slide, colour in slides.items():
        frames = _frames(before, colour, round(seconds * FPS), width, height)
        _encode(folder / f"{slide}.mp4", frames)
        Image.fromarray(frames[-1]).save(folder / f"{slide}.png")
        duration = len(frames) / FPS
        entries.append({"id": slide, "video": f"{slide}.mp4", "still": f"{slide}.png", "duration": duration})
        before = colour
    facts = {"scene": scene, "width": width, "height": height, "fingerprint": scene, "slides": entries}
    (folder / "manifest.json").write_text(json.dumps(facts))
    return load_rendered(folder)


def _frames(start: tuple, end: tuple, count: int, width: int, height: int) -> list[np.ndarray]:
    """A square that stands in the first slide's colour, and turns into the second at the very end."""
    frames = []
    for index in range(count):
        frame = np.full((height, width, 3), PAGE, np.uint8)
        frame[height // 5 : -height // 5, width // 5 : -width // 5] = end if index >= count - 2 else start
        frame[-height // 10 :, : width * (index + 1) // count] = (120, 120, 120)
        frames.append(frame)
    return frames


def _encode(path: Path, frames: list[np.ndarray]) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=FPS, options={"crf": "12"})
        stream.height, stream.width, stream.pix_fmt = frames[0].shape[0], frames[0].shape[1], "yuv420p"
        for frame in frames:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        file.mux(stream.encode(None))


def slide(page: Page) -> str:
    """The id of the slide on the stage."""
    return page.evaluate("current.id")


def is_playing(page: Page) -> bool:
    return page.evaluate("playing")


def colour_at(page: Page, x: float = 0.5, y: float = 0.5) -> tuple[int, ...]:
    """What is seen at a place of the window, as parts of its width and height."""
    size = page.viewport_size
    clip = {"x": size["width"] * x, "y": size["height"] * y, "width": 2, "height": 2}
    with Image.open(io.BytesIO(page.screenshot(clip=clip))) as image:
        return image.convert("RGB").getpixel((0, 0))


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two colours are the same but for what encoding a video loses."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < 25


def wait_until(fact: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for what takes the browser a moment; an AssertionError when it does not come."""
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, f"not so after {seconds} s: {inspect.getsource(fact).strip()}"
        time.sleep(0.03)


def wait_for_end_state(page: Page, slide_id: str) -> None:
    """The slide stands on the stage, still, in the colour of its end."""
    wait_until(lambda: slide(page) == slide_id and not is_playing(page) and near(colour_at(page), COLOURS[slide_id]))
