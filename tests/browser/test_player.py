"""The player on a canvas, without a deck around it: what it reads, draws, and does with time."""

import base64
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recording.file import decode
from tests.browser import stage
from tests.browser.firefox import firefox
from tests.browser.recordings import Writer, polygon, square, style

PAGE = Path(__file__).parents[2] / "slides" / "outputs" / "page"
MODULES = ("recording", "painter", "player", "slider", "dial", "scrub")
SIZE = 320, 180  # 20 pixels a unit of a frame of 16 by 9
FILL, STROKE, BOTH = (1, 0, 0, 0, 0, 0), (0, 1, 0, 0, 0, 0), (1, 1, 0, 0, 0, 0)
RED, GREEN, BLUE, WHITE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)

# The page moves the clock where a test says so: tick(milliseconds).
HTML = """<!doctype html><meta charset="utf-8"><style>
:root { --ink: #fff; --muted: #aaa; --accent: #56b4e9; --panel: #222; --line: #555; }
body { margin: 0; background: #222 } canvas { display: block; width: 320px; height: 180px }
/*CSS*/</style>
<script type="importmap">IMPORTS</script>
<canvas></canvas><div id="dial"></div><div id="scrub"></div>
<script type="module">
import { Recording, fromBase64 } from "recording";
import { Painter } from "painter";
import { Player } from "player";
import { Dial } from "dial";
import { Scrub } from "scrub";

const canvas = document.querySelector("canvas");
Object.assign(window, { Recording, fromBase64, Painter, Player, Dial, Scrub, canvas });
window.open = (text) => Recording.open(fromBase64(text));
window.pixel = (x, y, context = canvas.getContext("2d")) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)];
window.painted = async (text, frame, places, width = 320, height = 180) => {
  const other = Object.assign(document.createElement("canvas"), { width, height });
  const context = other.getContext("2d", { alpha: false });
  new Painter(await window.open(text)).paint(context, frame, width, height);
  return places.map(([x, y]) => pixel(x, y, context));
};

let now = 0;
let asked = new Map();
window.stopClock = () => {
  window.requestAnimationFrame = (call) => (asked.set(++window.stopClock.count, call), window.stopClock.count);
  window.cancelAnimationFrame = (number) => asked.delete(number);
};
window.stopClock.count = 0;
window.tick = (milliseconds) => {
  const calls = [...asked.values()];
  asked = new Map();
  now += milliseconds;
  for (const call of calls) call(now);
};
/** A player on the slide, its clock at a stand, once the browser has said that the canvas is in sight. */
window.start = async (text, slide, step, options, settings) => {
  stopClock();
  const recording = await window.open(text);
  const player = (window.player = new Player(canvas, settings));
  window.events = [];
  for (const type of ["change", "frame", "failed", "recovered"])
    player.addEventListener(type, (event) => events.push(event.detail ? `${type}: ${event.detail.message}` : type));
  const seen = new Promise((resolve) => player.addEventListener("change", resolve, { once: true }));
  await seen;
  player.show(recording, slide, step, options);
  tick(0);
};
window.told = () => {
  const { state, step, frame, paused, moving, finished } = player;
  return { state, step, frame, paused, moving, finished };
};
window.ready = true;
</script>
"""


class Chromium:
    """A page of Chromium with the same two verbs as `Firefox`."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def open(self, path: Path) -> None:
        self.page.goto(path.resolve().as_uri())

    def evaluate(self, function: str, *args: Any) -> Any:
        return self.page.evaluate(f"(args) => ({function})(...args)", list(args))


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with the modules of the player and a canvas."""
    modules = {name: base64.b64encode((PAGE / f"{name}.js").read_bytes()).decode() for name in MODULES}
    imports = json.dumps({"imports": {name: f"data:text/javascript;base64,{code}" for name, code in modules.items()}})
    path = tmp_path_factory.mktemp("player") / "player.html"
    path.write_text(HTML.replace("IMPORTS", imports).replace("/*CSS*/", (PAGE / "player.css").read_text()))
    return path


@pytest.fixture(scope="session")
def fox() -> Iterator[Any]:
    with firefox() as window:
        yield window


@pytest.fixture(params=["chromium", "firefox"])
def tab(request: pytest.FixtureRequest, bare: Path) -> Iterator[Any]:
    """The page in a browser."""
    if request.param == "firefox":
        window = request.getfixturevalue("fox")
        yield _ready(window, bare)
        return
    with stage.new_page(request.getfixturevalue("browser")) as page:
        yield _ready(Chromium(page), bare)


@pytest.fixture
def page(browser: Any, bare: Path) -> Iterator[Any]:
    """The page in Chromium, as Playwright drives it."""
    context = browser.new_context(offline=True, viewport={"width": 640, "height": 480}, device_scale_factor=2)
    page = context.new_page()
    _ready(Chromium(page), bare)
    yield page
    context.close()


def _ready(tab: Any, bare: Path) -> Any:
    tab.open(bare)
    stage.wait_until(lambda: tab.evaluate("() => window.ready === true"))
    return tab


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def colours(tab: Any, writer: Writer, frame: float, *places: tuple[int, int]) -> list[tuple[int, ...]]:
    """What is seen at some pixels of a frame."""
    found = tab.evaluate("(...args) => painted(...args)", text_of(writer.bytes()), frame, places)
    return [tuple(colour) for colour in found]


def solid(colour: tuple[int, int, int], alpha: float = 1) -> list[tuple[float, ...]]:
    return [(*(channel / 255 for channel in colour), alpha)]


# Reading


def test_reader_finds_what_was_written(tab: Any) -> None:
    writer = Writer(frames=4, background="#102030")
    writer.slide("one", {"first": 0, "end": 4})
    shift = [(1.5, -2.25)]
    writer.track(square(2), style(solid(RED)), FILL, at=(1, 3), moves=[(shift, [0, 0.25, -0.5, 1])])
    writer.track(square(3), style((), solid(BLUE), 4), STROKE, first=2, changes=[(style((), solid(RED), -1), [0, 1])])
    got = tab.evaluate(
        """async (text) => {
          const r = await open(text);
          const { points, shapeStart, weights, weightStart, styles, styleStart, mixItem, mixWeights, kinds } = r;
          const tracks = Object.fromEntries(Object.entries(r.tracks).map(([name, column]) => [name, [...column]]));
          const lists = { points, shapeStart, weights, weightStart, styles, styleStart, mixItem, mixWeights };
          const plain = Object.entries(lists).map(([name, list]) => [name, [...list]]);
          return { ...Object.fromEntries(plain), tracks, kinds, background: r.background, slide: r.slides[0].id };
        }""",
        text_of(writer.bytes()),
    )
    assert got["background"] == "#102030" and got["slide"] == "one" and got["kinds"] == [list(FILL), list(STROKE)]
    assert got["tracks"]["x"] == [4096, 0] and got["tracks"]["y"] == [3 * 4096, 0]
    assert got["tracks"]["first"] == [0, 2] and got["tracks"]["mixes"] == [0, 1, 2]
    shapes = [got["points"][a:b] for a, b in zip(got["shapeStart"], got["shapeStart"][1:], strict=False)]
    wanted = [[c for point in points for c in point] for points in (square(2), shift, square(3))]
    moved, restyled = got["mixItem"]
    assert shapes[moved] == wanted[1]
    for shape, points in zip((shapes[s] for s in got["tracks"]["shape"]), (wanted[0], wanted[2]), strict=True):
        assert np.abs(np.subtract(shape, points)).max() <= 1 / 4096
    sequences = [got["weights"][a:b] for a, b in zip(got["weightStart"], got["weightStart"][1:], strict=False)]
    assert [sequences[w] for w in got["mixWeights"]] == [[0, 0.25, -0.5, 1], [0, 1]]
    styles = [got["styles"][a:b] for a, b in zip(got["styleStart"], got["styleStart"][1:], strict=False)]
    assert styles[restyled] == [5100, 0, 0, 5100, -200, 0]


def test_reader_agrees_with_the_projects_own_on_what_is_drawn_when(tab: Any) -> None:
    dice = random.Random(1)
    writer = Writer(frames=200)
    tracks = [writer.track(square(1), style(solid(RED)), FILL) for _ in range(9)]
    writer.order = [
        (f, dice.sample(tracks, dice.randrange(9))) for f in range(200)
    ]  # more than are kept as whole lists
    asked = [*range(200), *(dice.randrange(200) for _ in range(200))]
    orders = "async (text, frames) => { const r = await open(text); return frames.map((f) => [...r.orderAt(f)]) }"
    got = tab.evaluate(orders, text_of(writer.bytes()), asked)
    recording = decode(writer.bytes())
    assert [tuple(order) for order in got] == [recording.drawn(frame) for frame in asked]
    assert got[:200] == [order for _, order in writer.order]


def _cut(data: bytes) -> bytes:
    return data[:-3]


def _flip(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 0x55]) + data[-8:]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_cut, "damaged"),
        (_flip, "damaged: its order cannot be unpacked"),
        (lambda data: data[:20] + b"\0" + data[21:], "damaged: its head"),
        (lambda data: data + b"more", "damaged: "),
        (lambda data: b"RIFF" + data[4:], "does not begin like a recording"),
        (lambda data: b"", "does not begin like a recording"),
        (lambda data: data[:4] + b"\2\0\0\0" + data[8:], "version 2, this page reads 1"),
    ],
    ids=["short", "flipped", "head", "longer", "another", "empty", "version"],
)
def test_a_spoilt_file_is_one_clear_error(tab: Any, spoil: Callable[[bytes], bytes], message: str) -> None:
    writer = Writer(frames=2)
    writer.track(square(1), style(solid(RED)), FILL)
    says = "(text) => open(text).then(() => 'opened', (error) => error.message)"
    said = tab.evaluate(says, text_of(spoil(writer.bytes())))
    assert message in said and "Build the deck again" in said


def test_a_browser_that_cannot_unpack_says_so(tab: Any) -> None:
    writer = Writer(frames=2)
    said = tab.evaluate(
        "(text) => { window.DecompressionStream = undefined; return open(text).catch((error) => error.message); }",
        text_of(writer.bytes()),
    )
    assert "too old" in said and "Firefox 113" in said


# Drawing


def test_a_square_has_its_place_size_and_colour(tab: Any) -> None:
    writer = Writer(frames=1, background="#0000FF")
    writer.track(square(2), style(solid((200, 100, 50))), FILL, at=(-5, 2))  # pixels 40 to 80, 30 to 70: y points up
    inside, outside = [(40, 30), (79, 69), (60, 50)], [(39, 50), (80, 50), (60, 29), (60, 70)]
    assert colours(tab, writer, 0, *inside, *outside) == [(200, 100, 50)] * 3 + [BLUE] * 4


def test_a_fill_follows_the_non_zero_rule(tab: Any) -> None:
    writer = Writer(frames=1)
    hole = list(reversed(square(2)))
    writer.track(square(4) + hole, style(solid(RED)), FILL, (4, 4), at=(-4, 0))
    writer.track(square(4) + square(2), style(solid(RED)), FILL, (4, 4), at=(4, 0))
    assert colours(tab, writer, 0, (80, 90), (50, 90), (240, 90)) == [BLACK, RED, RED]


def test_strokes_lie_on_the_line_one_before_and_one_behind_the_fill(tab: Any) -> None:
    writer = Writer(frames=1)
    numbers = style(solid(GREEN), solid(RED), 20, solid(BLUE), 80)  # 20: 0.2 units, 4 pixels; behind: 16 pixels
    writer.track(square(4), numbers, (1, 1, 1, 0, 0, 0))  # its left edge is at pixel 120
    got = colours(tab, writer, 0, (111, 90), (112, 90), (117, 90), (118, 90), (121, 90), (122, 90), (126, 90))
    assert got == [BLACK, BLUE, BLUE, RED, RED, GREEN, GREEN]


def test_joins_caps_and_ends(tab: Any) -> None:
    writer = Writer(frames=1)
    writer.track(square(4), style((), solid(RED), 100), STROKE)  # 1 unit wide, round pixels 120 to 200, 50 to 130
    assert colours(tab, writer, 0, (112, 138), (208, 42), (160, 90)) == [RED, RED, BLACK]  # also where it is closed
    line = [(-4, 0), (-3, 0), (-1, 0), (0, 0)]
    corner = [*line, (0, 1), (0, 2), (0, 3)]
    for join, there in ((0, RED), (2, BLACK)):  # miter, bevel
        writer = Writer(frames=1)
        writer.track(corner, style((), solid(RED), 100), (0, 1, 0, join, 0, 0), (-2,))
        assert colours(tab, writer, 0, (168, 98)) == [there]
    for cap, there in ((0, BLACK), (2, RED)):  # butt, square; the line ends at pixel 160
        writer = Writer(frames=1)
        writer.track(line, style((), solid(RED), 100), (0, 1, 0, 0, cap, 0), (-1,))
        assert colours(tab, writer, 0, (168, 90), (158, 90)) == [there, RED]


def test_colours_are_mixed_as_they_are_in_the_order_of_the_list(tab: Any) -> None:
    writer = Writer(frames=2, background="#FFFFFF")
    under = writer.track(square(4), style(solid(BLUE)), FILL)
    over = writer.track(square(4, 1, 0), style(solid(RED, 0.5)), FILL)
    writer.order = [(0, [under, over]), (1, [over, under])]
    [mixed, on_white] = colours(tab, writer, 0, (160, 90), (205, 90))
    assert stage.near(mixed, (128, 0, 128)) and abs(mixed[0] - 128) <= 1
    assert max(abs(a - b) for a, b in zip(on_white, (255, 128, 128), strict=True)) <= 1
    assert colours(tab, writer, 1, (160, 90)) == [BLUE]


def test_a_gradient_runs_between_its_points_wherever_the_path_stands(tab: Any) -> None:
    writer = Writer(frames=1)
    numbers = style([(0, 0, 0, 1), (1, 0, 0, 1)], line=[(-4, 0), (4, 0)])
    writer.track(square(8), numbers, (2, 0, 0, 0, 0, 1))
    writer.track(polygon((0, 0), (8, 0), (8, 1), (0, 1)), numbers, (2, 0, 0, 0, 0, 1), at=(-4, 3))
    for y in (90, 25):
        reds = [colour[0] for colour in colours(tab, writer, 0, (82, y), (160, y), (237, y))]
        assert np.abs(np.subtract(reds, (4, 128, 251))).max() <= 4


def test_what_is_transparent_or_thin_as_nothing_is_not_drawn(tab: Any) -> None:
    writer = Writer(frames=1)
    writer.track(square(4), style(solid(RED, 0), solid(RED), 0), BOTH)
    drawn = tab.evaluate(
        """async (text) => {
          const calls = [];
          const count = (name) => (CanvasRenderingContext2D.prototype[name] = () => calls.push(name));
          ["fill", "stroke"].forEach(count);
          await painted(text, 0, []);
          return calls;
        }""",
        text_of(writer.bytes()),
    )
    assert drawn == []


def test_between_two_frames_weights_are_mixed(tab: Any) -> None:
    writer = Writer(frames=3)
    writer.track(square(2), style(solid(RED)), FILL, at=(-7, 3.5), moves=[([(8, 0)], [0, 0.5, 1])])  # all points
    wider = [(x and (4 if x > 0 else 0), 0) for x, _ in square(2)]
    writer.track(square(2), style(solid(GREEN)), FILL, at=(-7, 0), moves=[(wider, [0, 0.5, 1])])  # some of them
    brighter = style([(0, 0, 1, 0)])
    writer.track(square(2), style(solid(BLACK)), FILL, at=(-7, -3.5), changes=[(brighter, [0, 0.5, 1])])
    # A quarter of the way between frames 0 and 1 the first stands 1 unit on: pixels 20 to 60 of 320.
    got = colours(tab, writer, 0.25, (19, 20), (20, 20), (59, 20), (60, 20), (59, 90), (52, 90), (20, 160))
    assert got[:4] == [BLACK, RED, RED, BLACK]
    assert got[4:6] == [BLACK, BLACK] or got[5] == GREEN
    assert abs(got[6][2] - 32) <= 1
    assert colours(tab, writer, 0, (20, 20), (20, 160)) == [RED, BLACK]
    assert colours(tab, writer, 2, (160, 20), (119, 90), (20, 160)) == [RED, GREEN, BLUE]


def test_a_track_keeps_still_after_its_last_frame(tab: Any) -> None:
    writer = Writer(frames=4)
    moved = writer.track(square(2), style(solid(RED)), FILL, frames=2, moves=[([(4, 0)], [0, 1])])
    after = writer.track(square(2), style(solid(GREEN)), FILL, first=2, at=(4, 0))
    writer.order = [(0, [moved]), (2, [after])]
    assert colours(tab, writer, 1.9, (240, 90)) == [RED]
    assert colours(tab, writer, 2, (240, 90)) == [GREEN]


def test_every_size_has_the_picture_in_its_middle(tab: Any) -> None:
    writer = Writer(frames=1)
    writer.track(square(8), style(solid(RED)), FILL)
    text = text_of(writer.bytes())
    for width, height, unit in ((3840, 2160, 240), (320, 320, 20), (640, 180, 20)):
        x, y = width // 2 - 4 * unit, height // 2 - 4 * unit
        got = tab.evaluate("(...args) => painted(...args)", text, 0, [[x - 1, y], [x, y - 1], [x, y]], width, height)
        assert [tuple(colour) for colour in got] == [BLACK, BLACK, RED]


# Time

STEPS = 60  # frames of a second; the square goes 60 frames from x = -6 to 6 in 0.2 a frame, then stands


def lecture() -> str:
    """Two slides. The first has a step, one with a loop and one with a dial; in every frame a square is elsewhere."""
    writer = Writer(frames=400)
    places = [(f % 100) / 100 for f in range(400)]
    writer.track(square(1), style(solid(RED)), FILL, at=(-6, 0), moves=[([(12, 0)], places)])
    dial = {"name": "temperature", "first": 200, "end": 241, "places": 1, "unit": ""}
    dial["values"] = [i / 10 for i in range(41)]
    writer.slide(
        "one",
        {"first": 0, "end": 60, "loop": None, "dial": None},
        {"first": 60, "end": 180, "loop": [120, 180]},
        {"first": 180, "end": 300, "dial": dial},
    )
    writer.slide("two", {"first": 300, "end": 400})
    return text_of(writer.bytes())


class Presenter:
    """A player whose clock a test moves."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab

    def start(self, slide: str | int = "one", step: int = 0, at_end: bool = False, calm: bool = False) -> dict:
        self.tab.evaluate(
            "(text, slide, step, atEnd, calm) => start(text, slide, step, { atEnd }, { calm })",
            *(lecture(), slide, step, at_end, calm),
        )
        return self.told()

    def told(self) -> dict:
        return self.tab.evaluate("() => told()")

    def do(self, script: str) -> Any:
        return self.tab.evaluate(f"() => {script}")

    def after(self, seconds: float, frames: int = 1) -> dict:
        """What is told after some time, which passes in so many frames of the screen."""
        self.tab.evaluate("(ms, n) => { for (let i = 0; i < n; i++) tick(ms / n); }", 1000 * seconds, frames)
        return self.told()

    def place(self) -> float:
        """The frame that the square on the canvas belongs to, of a hundred."""
        row = "[...canvas.getContext('2d').getImageData(0, canvas.height / 2, canvas.width, 1).data]"
        reds = np.array(self.do(f"{row}.filter((_, i) => i % 4 === 0)"))
        x = (np.arange(len(reds)) + 0.5) @ reds / reds.sum() / len(reds) * 16 - 8
        return (x + 6) / 12 * 100


@pytest.fixture
def presenter(tab: Any) -> Presenter:
    return Presenter(tab)


def test_a_step_plays_at_its_rate_and_rests_exactly_at_its_end(presenter: Presenter) -> None:
    told = presenter.start()
    assert told["state"] == "playing" and told["moving"] and told["frame"] == 0
    told = presenter.after(0.405, frames=3)
    assert told["frame"] == pytest.approx(24.3) and presenter.place() == pytest.approx(24.3, abs=0.2)
    told = presenter.after(0.7, frames=2)
    assert (told["frame"], told["state"], told["finished"], told["moving"]) == (59, "resting", True, False)
    assert presenter.place() == pytest.approx(59, abs=0.2)


def test_late_frames_are_dropped_and_a_sleep_is_not_caught_up(presenter: Presenter) -> None:
    presenter.start()
    assert presenter.after(0.5)["frame"] == pytest.approx(30)  # one late frame of the screen, as far as thirty
    assert presenter.after(600)["frame"] == pytest.approx(30)
    assert presenter.after(0.1)["frame"] == pytest.approx(36)


def test_forward_finishes_the_step_then_plays_the_next_until_there_is_none(presenter: Presenter) -> None:
    presenter.start()
    presenter.after(0.1)
    assert presenter.do("player.forward()") is True
    assert presenter.told() | {"step": 0, "frame": 59, "state": "resting"} == presenter.told()
    assert presenter.do("player.forward()") is True
    assert presenter.told() | {"step": 1, "frame": 60, "state": "playing"} == presenter.told()
    presenter.start("two", at_end=True)
    assert presenter.do("player.forward()") is False and presenter.told()["frame"] == 399


def test_back_shows_the_end_state_before_until_there_is_none(presenter: Presenter) -> None:
    presenter.start(step=2)
    presenter.after(0.3)
    assert presenter.do("player.back()") is True
    assert presenter.told() | {"step": 1, "frame": 120, "state": "looping"} == presenter.told()
    assert presenter.do("player.back()") is True
    assert presenter.told() | {"step": 0, "frame": 59, "state": "resting"} == presenter.told()
    assert presenter.do("player.back()") is False
    assert presenter.start(step=-1, at_end=True) | {"step": 2, "frame": 299, "state": "resting"} == presenter.told()


def test_a_loop_runs_until_told_to_go_on_and_comes_to_its_end_first(presenter: Presenter) -> None:
    presenter.start(step=1)
    told = presenter.after(2.1, frames=6)  # 126 frames: once round, to 60 + 126 - 60
    assert told["state"] == "looping" and told["finished"] and told["frame"] == pytest.approx(126)
    told = presenter.after(30, frames=60)
    assert told["state"] == "looping" and told["frame"] == pytest.approx(126)
    assert presenter.do("player.forward()") is True
    told = presenter.after(0.1)  # it hurries: 53 frames in a quarter of a second
    assert told["step"] == 1 and not told["finished"] and told["frame"] == pytest.approx(126 + 53 * 0.4, abs=0.5)
    assert presenter.after(0.2) | {"step": 2, "frame": 180} == presenter.told()


def test_forward_twice_in_a_loop_waits_for_nothing(presenter: Presenter) -> None:
    presenter.start(step=1, at_end=True)
    presenter.do("[player.forward(), player.forward()]")
    assert presenter.told() | {"step": 2, "frame": 180, "state": "playing"} == presenter.told()


def test_a_dial_shows_what_was_computed_for_its_value(presenter: Presenter) -> None:
    presenter.start(step=2)
    assert presenter.do("player.dial.position") is None
    presenter.after(0.5, frames=5)
    assert presenter.do("player.dial.text") == "temperature 1.0"  # frame 210, in passing
    presenter.do("player.turn(0.325)")
    told = presenter.told()
    assert told | {"state": "resting", "finished": True, "moving": False} == told
    assert presenter.do("[player.dial.value, player.dial.position]") == pytest.approx([1.3, 0.325])
    assert presenter.place() == pytest.approx(13, abs=0.2)
    presenter.do("player.turn(7)")
    assert presenter.do("player.dial.shown") == "4.0" and presenter.told()["frame"] == 240
    assert presenter.do("player.forward()") is False
    assert presenter.do("player.replay()") is None and presenter.told()["frame"] == 180


def test_pause_stops_time_and_resume_goes_on_from_there(presenter: Presenter) -> None:
    presenter.start()
    presenter.after(0.2)
    presenter.do("player.toggle()")
    told = presenter.after(5)
    assert told | {"frame": pytest.approx(12), "paused": True, "moving": False, "state": "playing"} == told
    presenter.do("player.toggle()")
    assert presenter.after(0) | {"paused": False, "moving": True} == presenter.told()
    assert presenter.after(0.1)["frame"] == pytest.approx(18)
    presenter.do("player.pause()")
    presenter.do("player.forward()")  # finishes the step, paused or not
    assert presenter.told() | {"frame": 59, "paused": False, "finished": True} == presenter.told()
    presenter.do("player.pause()")  # at rest there is nothing to pause
    assert not presenter.told()["paused"]


def test_seek_and_nudge_stay_in_the_step_and_pause(presenter: Presenter) -> None:
    presenter.start()
    presenter.do("player.seek(20.5)")
    assert presenter.told() | {"frame": 20.5, "paused": True, "state": "playing"} == presenter.told()
    assert presenter.place() == pytest.approx(20.5, abs=0.2)
    presenter.do("player.nudge(-6)")
    assert presenter.told()["frame"] == 15
    presenter.do("player.nudge(-60)")
    assert presenter.told()["frame"] == 0
    presenter.do("player.seek(1e9)")
    assert presenter.told() | {"frame": 59, "paused": False, "state": "resting"} == presenter.told()
    presenter.do("player.seek(30)")  # back out of the end state, to go on from there
    presenter.do("player.resume()")
    presenter.after(0)
    assert presenter.after(0.1)["frame"] == pytest.approx(36)


def test_speed_is_that_of_time(presenter: Presenter) -> None:
    presenter.start()
    presenter.do("player.speed = 0.5")
    assert presenter.after(0.4)["frame"] == pytest.approx(12)
    presenter.do("player.speed = 2")
    assert presenter.after(0.1)["frame"] == pytest.approx(24)
    assert presenter.do("(player.speed = 99, player.speed)") == 4
    assert presenter.do("(player.speed = 0, player.speed)") == 0.25


def test_held_time_stands_and_goes_on(presenter: Presenter) -> None:
    presenter.start()
    presenter.do("player.held = true")
    assert presenter.after(0.5) | {"frame": 0, "moving": False, "paused": False} == presenter.told()
    presenter.do("player.held = false")
    presenter.after(0)
    assert presenter.after(0.1)["frame"] == pytest.approx(6)


def test_calm_shows_end_states_and_still_turns_the_dial(presenter: Presenter) -> None:
    assert presenter.start(calm=True) | {"frame": 59, "state": "resting"} == presenter.told()
    assert presenter.do("player.forward()") is True
    assert (
        presenter.after(1) | {"step": 1, "frame": 120, "state": "resting"} == presenter.told()
    )  # its loop's beginning
    assert presenter.do("player.forward()") is True
    assert presenter.after(1) | {"step": 2, "frame": 299, "state": "resting"} == presenter.told()
    presenter.do("player.turn(0.5)")
    assert presenter.do("player.dial.text") == "temperature 2.0" and presenter.place() == pytest.approx(20, abs=0.2)


def test_calm_ends_what_plays(presenter: Presenter) -> None:
    presenter.start()
    presenter.do("player.calm = true")
    assert presenter.told() | {"frame": 59, "state": "resting"} == presenter.told()


def test_another_theme_changes_the_picture_and_not_the_time(presenter: Presenter) -> None:
    presenter.start()
    presenter.after(0.25)
    writer = Writer(frames=400, background="#00FF00")
    writer.slide("one", {"first": 0, "end": 60})
    presenter.tab.evaluate("async (text) => player.swap(await open(text))", text_of(writer.bytes()))
    assert presenter.told() | {"frame": pytest.approx(15), "state": "playing"} == presenter.told()
    assert presenter.do("pixel(0, 0)") == list(GREEN)


def test_nothing_is_drawn_while_nothing_changes(presenter: Presenter) -> None:
    writer = Writer(frames=60)
    writer.slide("one", {"first": 0, "end": 60})
    weights = [0.0] * 20 + [i / 10 for i in range(10)] + [1.0] * 30
    writer.track(square(1), style(solid(RED)), FILL, moves=[([(1, 0)], weights)])
    count = "CanvasRenderingContext2D.prototype.fillRect = () => window.pictures++"
    presenter.do(f"{{ window.pictures = 0; {count}; }}")
    presenter.tab.evaluate("(text) => start(text, 'one')", text_of(writer.bytes()))
    before = presenter.do("pictures")
    presenter.after(18 / 60, frames=18)
    assert presenter.do("pictures") == before
    presenter.after(42 / 60, frames=42)
    assert 10 <= presenter.do("pictures") - before <= 14
    assert presenter.told()["state"] == "resting"


def test_a_lost_canvas_is_told_and_keys_go_on_as_end_states(presenter: Presenter) -> None:
    presenter.start()
    presenter.after(0.1)
    presenter.do("{ events.length = 0; canvas.dispatchEvent(new Event('contextlost')); }")
    told = presenter.told()
    assert presenter.do("player.failed") and told | {"frame": 59, "state": "resting"} == told
    assert [event for event in presenter.do("events") if event.startswith("failed")] == [
        "failed: The browser has lost its canvas."
    ]
    assert presenter.do("player.forward()") is True
    assert presenter.told() | {"step": 1, "frame": 120, "state": "resting"} == presenter.told()
    presenter.do("canvas.dispatchEvent(new Event('contextrestored'))")
    assert presenter.do("events.includes('recovered')") and not presenter.do("player.failed")
    assert presenter.place() == pytest.approx(20, abs=0.2)
    presenter.do("player.forward()")
    assert presenter.told()["state"] == "playing"


def test_a_drawing_that_fails_is_told_once(presenter: Presenter) -> None:
    presenter.start()
    presenter.do("{ canvas.getContext('2d').fill = () => { throw new Error('no memory'); }; }")
    presenter.after(0.1)
    presenter.do("player.forward()")
    assert [event for event in presenter.do("events") if "failed" in event] == ["failed: no memory"]


def test_an_unknown_slide_is_named(presenter: Presenter) -> None:
    presenter.start()
    said = presenter.do("{ try { player.show(player.recording, 'three'); } catch (error) { return error.message; } }")
    assert "three" in said and "test" in said


# Fading

DARK, GREY = (17, 20, 28), (120, 121, 122)


def coloured(colour: tuple[int, int, int]) -> str:
    """Three slides of a second. The middle has the colour, its left goes on from black to blue; a grey shape stands."""
    writer = Writer(frames=180, background="#11141C")
    writer.track(square(4), style(solid(colour)), FILL)
    bluer = [(style([(0, 0, 1, 0)]), [f / 180 for f in range(180)])]
    writer.track(square(2), style(solid(BLACK)), FILL, at=(-5, 0), changes=bluer)
    writer.track(polygon((4, -3), (7, -2.6), (6.1, 3), (3.3, 2.2)), style(solid(GREY), solid(WHITE, 0.5), 7), BOTH)
    dial = {"name": "angle", "first": 20, "end": 41, "values": list(range(21)), "places": 0, "unit": "°"}
    for i, name in enumerate(("one", "two", "three")):
        writer.slide(name, {"first": 60 * i, "end": 60 * (i + 1), "dial": None if i else dial})
    return text_of(writer.bytes())


class Fading(Presenter):
    """A presenter who goes from slide to slide, with a fade where one is due."""

    def begin(self, *, calm: bool = False) -> None:
        start = "(text, calm) => start(text, 'one', 0, { atEnd: true }, { calm })"
        self.tab.evaluate(start, coloured(RED), calm)

    def go(self, slide: str, *, at_end: bool = False) -> None:
        """To a slide of the same scene."""
        self.do(f"player.show(player.recording, '{slide}', 0, {{ atEnd: {str(at_end).lower()}, fade: true }})")
        self.do("tick(0)")

    def leave(self, slide: str = "one", *, at_end: bool = False) -> None:
        """To another scene, which is green."""
        show = "async (text, slide, atEnd) => player.show(await open(text), slide, 0, { atEnd, fade: true })"
        self.tab.evaluate(show, coloured(GREEN), slide, at_end)
        self.do("tick(0)")

    def middle(self) -> list[int]:
        return self.do("pixel(160, 90)")

    def blue(self) -> int:
        """Of the square that goes on."""
        return self.do("pixel(60, 90)[2]")


@pytest.fixture
def fading(tab: Any) -> Fading:
    return Fading(tab)


def mixed(got: list[int], part: float) -> bool:
    """Whether a colour is so far on the way from red to green."""
    return stage.near(tuple(got), (round(255 * (1 - part)), round(255 * part), 0))


@pytest.mark.parametrize(("slide", "first"), [("one", 0), ("two", 60)])
def test_the_old_picture_fades_out_linearly_over_one_that_plays(fading: Fading, slide: str, first: int) -> None:
    fading.begin()
    fading.leave(slide)
    assert fading.middle() == list(RED)  # as it stood
    for passed in (0.06, 0.12, 0.18, 0.24):
        assert fading.after(0.06)["frame"] == pytest.approx(first + 60 * passed)
        assert mixed(fading.middle(), passed / 0.3)
    assert fading.after(0.061)["state"] == "playing"
    assert fading.middle() == list(GREEN)


@pytest.mark.parametrize("at_end", [False, True])
def test_what_both_pictures_share_stands_still(fading: Fading, at_end: bool) -> None:
    fading.begin()
    [shared, most] = fading.tab.evaluate(
        """async (text, atEnd) => {
          const shot = () => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          const pictures = [shot()];
          player.show(await open(text), "one", 0, { atEnd, fade: true });
          tick(0);
          for (let i = 0; i <= 20; i++) pictures.push(shot()), tick(16);
          const [old, now] = [pictures[0], pictures.at(-1)];
          const same = [...old.keys()].filter((i) => old[i] === now[i]);
          return [same.length / old.length, Math.max(...pictures.map((picture) =>
            same.reduce((most, i) => Math.max(most, Math.abs(picture[i] - old[i])), 0)))];
        }""",
        *(coloured(GREEN), at_end),
    )
    assert 0.8 < shared < 0.98 and most <= 1


def test_what_follows_in_the_recording_plays_on_without_a_fade(fading: Fading) -> None:
    fading.begin()
    fading.go("two")
    assert fading.after(0.1)["frame"] == pytest.approx(66)
    assert fading.blue() == pytest.approx(255 * 66 / 180, abs=2)


@pytest.mark.parametrize(("slide", "at_end", "frame"), [("three", False, 120), ("two", True, 119), ("one", False, 0)])
def test_another_slide_of_the_recording_fades_in(fading: Fading, slide: str, at_end: bool, frame: int) -> None:
    fading.begin()
    fading.go(slide, at_end=at_end)
    now = fading.after(0.15)["frame"]
    assert now == pytest.approx(frame + (0 if at_end else 9))
    assert fading.blue() == pytest.approx(255 * (59 + now) / 2 / 180, abs=2)
    fading.after(0.16)
    assert fading.blue() == pytest.approx(255 * fading.told()["frame"] / 180, abs=2)


def test_a_fade_goes_on_over_what_follows_and_begins_anew_from_a_mix(fading: Fading) -> None:
    fading.begin()
    fading.leave(at_end=True)
    fading.after(0.15)
    fading.go("two")  # as two quick keys do
    assert mixed(fading.middle(), 0.5)
    fading.after(0.075)
    assert mixed(fading.middle(), 0.75)
    fading.go("one")
    assert mixed(fading.middle(), 0.75)
    fading.after(0.15)
    assert mixed(fading.middle(), 0.875)


def test_forward_during_a_fade_acts_at_once(fading: Fading) -> None:
    fading.begin()
    fading.leave()
    fading.after(0.15)
    assert fading.do("player.forward()") is True
    assert fading.told() | {"frame": 59, "state": "resting", "finished": True} == fading.told()
    assert mixed(fading.middle(), 0.5) and fading.blue() == pytest.approx(255 * 59 / 180, abs=2)
    fading.after(0)
    fading.after(0.16)  # over a picture that rests, too
    assert fading.middle() == list(GREEN)


def test_calm_has_no_fade_and_ends_one(fading: Fading) -> None:
    fading.begin(calm=True)
    fading.leave()
    assert fading.middle() == list(GREEN)
    fading.begin()
    fading.leave()
    fading.after(0.1)
    fading.do("player.calm = true")
    assert fading.middle() == list(GREEN)


def test_a_fade_is_held_with_time_but_not_by_a_pause(fading: Fading) -> None:
    fading.begin()
    fading.leave()
    fading.after(0.1)
    fading.do("player.held = true")
    fading.after(0.5)
    assert mixed(fading.middle(), 1 / 3)
    fading.do("player.held = false")
    fading.do("player.pause()")
    fading.after(0)
    assert fading.after(0.1) | {"frame": pytest.approx(6)} == fading.told()
    assert mixed(fading.middle(), 2 / 3)


@pytest.mark.parametrize(
    "change",
    ["player.seek(30)", "player.turn(0.5)", "player.swap(player.recording)", "player.show(player.recording, 'two')"],
)
def test_what_asks_for_a_picture_of_its_own_drops_the_fade(fading: Fading, change: str) -> None:
    fading.begin()
    fading.leave()
    fading.after(0.1)
    fading.do(change)
    assert fading.middle() == list(GREEN)


def test_a_change_of_size_drops_the_fade(page: Any) -> None:
    fading = Fading(Chromium(page))
    fading.begin()
    fading.leave()
    fading.after(0.1)
    page.evaluate("canvas.style.width = '300px'")
    stage.wait_until(lambda: page.evaluate("canvas.width") == 600)
    assert page.evaluate("pixel(300, 180)") == list(GREEN)


def test_the_faded_picture_gives_its_memory_back(fading: Fading) -> None:
    fading.do(
        "{ window.made = []; const make = document.createElement.bind(document);"
        " document.createElement = (name) => (made.push(make(name)), made.at(-1)); }"
    )
    fading.begin()
    fading.leave()
    assert fading.do("made.map(({ width }) => width)") == [320]
    fading.after(0.31)
    assert fading.do("made.map(({ width }) => width)") == [0]


# In the page


def test_it_plays_by_the_screens_clock(page: Any) -> None:
    page.evaluate(
        """async (text) => {
          const recording = await open(text);
          window.player = new Player(canvas);
          const ended = new Promise((resolve) => player.addEventListener("change", () => player.finished && resolve()));
          const began = performance.now();
          player.show(recording, "one");
          await ended;
          window.took = performance.now() - began;
        }""",
        lecture(),
    )
    assert 950 < page.evaluate("took") < 1500 and page.evaluate("player.frame") == 59


def test_its_pixels_are_the_screens_after_every_change_of_size(page: Any) -> None:
    page.evaluate("(text) => start(text, 'one', 0, { atEnd: true })", lecture())
    size = "[canvas.width, canvas.height, devicePixelRatio]"
    stage.wait_until(lambda: page.evaluate(size) == [640, 360, 2])
    page.evaluate("{ canvas.style.width = '160px'; canvas.style.height = '90px'; }")
    stage.wait_until(lambda: page.evaluate(size) == [320, 180, 2])
    assert page.evaluate("pixel(Math.round((59 / 100 * 12 - 6 + 8) * 20), 90)") == list(RED)  # drawn anew at once
    client = page.context.new_cdp_session(page)
    metrics = {"width": 700, "height": 480, "deviceScaleFactor": 3, "mobile": False}
    client.send("Emulation.setDeviceMetricsOverride", metrics)
    stage.wait_until(lambda: page.evaluate(size) == [480, 270, 3])


def test_time_goes_on_only_in_sight(page: Any) -> None:
    page.evaluate("canvas.style.marginTop = '2000px'")
    page.evaluate("(text) => start(text, 'one')", lecture())
    assert page.evaluate("told().state") == "playing" and not page.evaluate("player.moving")
    page.evaluate("canvas.scrollIntoView()")
    stage.wait_until(lambda: page.evaluate("player.moving"))
    page.evaluate("scrollTo(0, 0)")
    stage.wait_until(lambda: not page.evaluate("player.moving"))


def test_prepared_slides_need_no_new_paths(page: Any) -> None:
    writer = Writer(frames=200)
    names = [writer.track(square(1 + i / 100), style(solid(RED)), FILL, first=100) for i in range(50)]
    writer.order = [(0, []), (100, names)]
    writer.slide("one", {"first": 0, "end": 100})
    writer.slide("two", {"first": 100, "end": 200})
    page.evaluate(
        """() => {
          const Old = Path2D;
          window.paths = 0;
          window.Path2D = function () {
            paths++;
            return new Old();
          };
        }"""
    )
    page.evaluate("(text) => start(text, 'one', 0, { atEnd: true })", text_of(writer.bytes()))
    stage.wait_until(lambda: page.evaluate("paths") == 50)
    page.evaluate("player.show(player.recording, 'two')")
    assert page.evaluate("paths") == 50


def test_a_browser_without_a_moment_to_spare_keeps_no_painters(browser: Any, bare: Path) -> None:
    context = browser.new_context(offline=True)
    context.add_init_script(
        """window.waiting = new Set();
        window.requestIdleCallback = (work) => (waiting.add(work), work);
        window.cancelIdleCallback = (work) => waiting.delete(work);"""
    )
    page = context.new_page()
    _ready(Chromium(page), bare)
    page.evaluate("(text) => start(text, 'one')", lecture())
    page.evaluate("async (text) => { for (let i = 0; i < 9; i++) player.show(await open(text), 'one'); }", lecture())
    assert page.evaluate("waiting.size") == 3  # the recording's that is shown, and of two beside it
    page.evaluate("player.destroy()")
    assert page.evaluate("waiting.size") == 0
    context.close()


def _with_controls(page: Any, step: int) -> None:
    page.evaluate("(text, step) => start(text, 'one', 0, { atEnd: true })", lecture())
    page.evaluate(
        "new Dial(document.querySelector('#dial'), player), new Scrub(document.querySelector('#scrub'), player)"
    )
    page.evaluate("(step) => player.show(player.recording, 'one', step, { atEnd: true })", step)


def test_the_dial_is_turned_by_keys_in_steps_that_can_be_read(page: Any) -> None:
    _with_controls(page, 0)
    assert not page.locator("#dial").is_visible()
    page.evaluate("player.show(player.recording, 'one', 2, { atEnd: true })")
    slider = page.locator("#dial [role=slider]")
    assert slider.get_attribute("aria-label") == "temperature"
    assert (slider.get_attribute("aria-valuemin"), slider.get_attribute("aria-valuemax")) == ("0", "4")
    slider.focus()
    for key, text in (("Home", "0.0"), ("ArrowRight", "0.1"), ("ArrowUp", "0.2"), ("ArrowLeft", "0.1"), ("End", "4.0")):
        page.keyboard.press(key)
        assert slider.get_attribute("aria-valuetext") == f"temperature {text}"
        assert page.locator("#dial output").text_content() == text
        assert page.evaluate("player.dial.value") == pytest.approx(float(text))
    page.evaluate("window.pressed = []; addEventListener('keydown', (event) => pressed.push(event.key))")
    page.keyboard.press("PageDown")  # a clicker's; the arrows did not come so far
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("pressed") == ["PageDown"] and page.evaluate("player.dial.value") == pytest.approx(3.9)


def test_the_dial_is_dragged_and_gives_the_keys_back(page: Any) -> None:
    _with_controls(page, 2)
    box = page.locator("#dial [role=slider]").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    assert page.evaluate("player.dial.position") == pytest.approx(0.5, abs=0.02)
    page.mouse.move(box["x"] + box["width"] + 300, middle + 100)
    assert page.evaluate("player.dial.position") == 1
    page.mouse.up()
    assert page.evaluate("document.activeElement === document.body")
    page.mouse.move(box["x"], middle)
    assert page.evaluate("player.dial.position") == 1


def test_the_bar_is_dragged_through_the_step(page: Any) -> None:
    _with_controls(page, 0)
    slider = page.locator("#scrub [role=slider]")
    assert slider.get_attribute("aria-valuetext") == "1.0 of 1.0 seconds"
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.evaluate("player.frame") == pytest.approx(29.5, abs=1) and page.evaluate("player.paused")
    assert slider.get_attribute("aria-valuetext") == "0.5 of 1.0 seconds"
    slider.focus()
    before = page.evaluate("Math.round(player.frame)")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("player.frame") == before + 1


def test_a_turned_dial_comes_back_before_the_next_step(page: Any) -> None:
    writer = Writer(frames=200)
    sweep = {"name": "angle", "first": 20, "end": 81, "values": list(range(61)), "places": 0, "unit": "°"}
    writer.slide("one", {"first": 0, "end": 100, "dial": sweep}, {"first": 100, "end": 200})
    page.evaluate("(text) => start(text, 'one', 0, { atEnd: true })", text_of(writer.bytes()))
    page.evaluate("player.turn(0.5)")
    assert page.evaluate("player.dial.text") == "angle 30°"
    assert page.evaluate("player.forward()") is True
    page.evaluate("tick(0), tick(100)")
    assert page.evaluate("told().step") == 0 and 60 < page.evaluate("player.frame") < 99
    page.evaluate("tick(200)")
    assert page.evaluate("told().step") == 1 and page.evaluate("player.frame") == 100


def test_a_key_turns_an_uneven_dial_from_one_readable_value_to_another(page: Any) -> None:
    writer = Writer(frames=61)
    values = [0.13 * 1.05**i for i in range(61)]  # 0.13 to 2.43
    dial = {"name": "temperature", "first": 0, "end": 61, "values": values, "places": 1, "unit": ""}
    writer.slide("one", {"first": 0, "end": 61, "dial": dial})
    page.evaluate("(text) => start(text, 'one', 0, { atEnd: true })", text_of(writer.bytes()))
    page.evaluate("new Dial(document.querySelector('#dial'), player)")
    page.locator("#dial [role=slider]").focus()
    page.keyboard.press("Home")
    found = [page.evaluate("player.dial.value")]
    while found[-1] < values[-1] and len(found) < 40:
        page.keyboard.press("ArrowRight")
        found.append(page.evaluate("player.dial.value"))
    assert set(found) <= set(values)  # what was computed, and nothing between
    nearest = [min(values, key=lambda value, tenth=tenth: abs(value - tenth / 10)) for tenth in range(2, 25)]
    assert set(found[1:-1]) <= set(nearest) and found[1] == nearest[0] and 15 < len(found) < 30
