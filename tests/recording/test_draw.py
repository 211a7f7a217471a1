"""Drawing without Manim: only what changed is drawn again, and vectors show what pixels show."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recording.draw import GRID, Painter, pixels, svg
from recording.file import Recording
from recording.tracks import Floats, Frame
from tests.recording.made import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    look,
    moved,
    photograph,
    psnr,
    recorded,
    rectangle,
    straight,
)

SVG = "{http://www.w3.org/2000/svg}"
SIZE = (320, 180)
ROUND = 4 * (2**0.5 - 1) / 3


def circle(radius: float, x: float = 0, y: float = 0) -> Floats:
    """Four curves against the clock."""
    quarter = radius * np.array([(1, 0), (1, ROUND), (ROUND, 1), (0, 1)])
    turns = (np.array([[c, s], [-s, c]]) for c, s in ((1, 0), (0, 1), (-1, 0), (0, -1)))
    points = np.vstack([quarter @ turn for turn in turns])
    return moved(np.column_stack([points, np.zeros(len(points))]), x, y)


places = st.one_of(st.tuples(st.floats(-8, 8), st.floats(-5, 5)), st.just((0.0, 0.0)), st.just((0.5, 0.5)))
colours = st.tuples(*(st.floats(0, 1),) * 3, st.sampled_from([0.0, 0.3, 1.0]))


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Some frames of objects that jump, stay, come, go and change places."""
    count, length = draw(st.integers(1, 5)), draw(st.integers(2, 6))
    spots = [draw(st.lists(places, min_size=1, max_size=2)) for _ in range(count)]
    forms = [
        draw(st.sampled_from([circle(1.5), rectangle(3, 0.7), straight([(-2, 0), (0, 3), (1, 0)], closed=False)]))
        for _ in range(count)
    ]
    styles = [
        {
            "fill": [draw(colours)],
            "stroke": [draw(colours)],
            "width": draw(st.sampled_from([0.0, 3.0, 40.0])),
            "behind": [draw(colours)],
            "behind_width": draw(st.sampled_from([0.0, 60.0])),
            "join": draw(st.integers(0, 2)),
            "cap": draw(st.integers(0, 2)),
        }
        for _ in range(count)
    ]
    frames: list[Frame] = []
    for _ in range(length):
        shown = draw(st.lists(st.integers(0, count - 1), unique=True))
        frames.append([(n, look(moved(forms[n], *draw(st.sampled_from(spots[n]))), **styles[n])) for n in shown])
    return recorded(frames)


@given(recordings(), st.data())
@settings(max_examples=100, deadline=None)
def test_what_changed_is_drawn_as_if_all_were(recording, data):
    """In any order of frames; what is returned holds every pixel that changed, and no pixel twice."""
    background = data.draw(st.booleans())
    painter = Painter(recording, *SIZE, background=background)
    before = np.full((SIZE[1], SIZE[0], 4), 7, np.uint8)
    for frame in data.draw(st.lists(st.integers(0, recording.frames - 1), min_size=1, max_size=8)):
        drawn = np.zeros((SIZE[1], SIZE[0]), int)
        for left, top, right, bottom in painter.draw(frame):
            assert 0 <= left < right <= SIZE[0]
            assert 0 <= top < bottom <= SIZE[1]
            drawn[top:bottom, left:right] += 1
        now = painter.pixels.copy()
        assert drawn.max() <= 1
        assert drawn[(now != before).any(axis=2)].all()
        anew = Painter(recording, *SIZE, background=background)
        anew.draw(frame)
        assert np.abs(now.astype(int) - anew.pixels).max() <= 17  # of Cairo's 15 lines in a pixel, one
        assert psnr(now, anew.pixels) >= 55
        before = now


def test_only_what_changed_is_drawn_again():
    still = (0, look(rectangle(10, 6)))
    painter = Painter(recorded([[still, (1, look(circle(0.5, x)))] for x in (0, 0, 0, 1)]), *SIZE)
    assert painter.draw(0) == [(0, 0, *SIZE)]
    assert painter.draw(1) == []
    painter.draw(2)  # the motion is a track of its own
    [(left, top, right, bottom)] = painter.draw(3)
    scale, (x, y) = SIZE[1] / 8, np.array(SIZE) / 2
    assert x - 0.5 * scale - GRID - 2 < left <= x - 0.5 * scale
    assert x + 1.5 * scale <= right < x + 1.5 * scale + GRID + 2
    assert y - 0.5 * scale - GRID - 2 < top <= y - 0.5 * scale
    assert y + 0.5 * scale <= bottom < y + 0.5 * scale + GRID + 2


def test_nothing_is_drawn_again_between_two_changes_far_apart():
    left, right = ([(n, look(circle(0.2, x + step))) for step in (0, 0.1)] for n, x in ((0, -6), (1, 6)))
    painter = Painter(recorded([list(pair) for pair in zip(left, right, strict=True)]), *SIZE)
    painter.draw(0)
    boxes = painter.draw(1)
    assert boxes
    assert all(right < SIZE[0] / 2 - GRID or left > SIZE[0] / 2 + GRID for left, _, right, _ in boxes)


def test_a_fade_keeps_the_path():
    painter = Painter(recorded([[(0, look(circle(1), [(1, 0, 0, a)]))] for a in (0.0, 0.3, 0.8)]), *SIZE)
    shapes = []
    for frame in range(3):
        painter.draw(frame)
        shapes += [ink.shape for ink in painter._shown.values()]
    assert len(shapes) == 3
    assert shapes[0] is shapes[1] is shapes[2]


def test_what_changes_places_is_drawn_again():
    below, above = (0, look(circle(1), [RED])), (1, look(circle(1, 1), [BLUE]))
    recording = recorded([[below, above], [below, above], [above, below]])
    painter = Painter(recording, *SIZE)
    for frame in (0, 2, 1):
        painter.draw(frame)
        assert (painter.pixels[:, :, 2::-1] == pixels(recording, frame, *SIZE)).all()


def test_what_goes_leaves_nothing_where_there_is_no_background():
    painter = Painter(recorded([[(0, look(circle(1)))], []]), *SIZE, background=False)
    painter.draw(0)
    painter.draw(1)
    assert not painter.pixels.any()


def test_a_change_outside_of_the_picture_draws_nothing():
    painter = Painter(recorded([[(0, look(circle(1, 20 + x)))] for x in range(3)]), *SIZE)
    painter.draw(0)
    assert painter.draw(1) == []


def test_without_a_background_nothing_is_opaque_but_what_is_drawn():
    painter = Painter(recorded([[(0, look(rectangle(4, 4), [(1, 0, 0, 0.5)]))]]), *SIZE, background=False)
    painter.draw(0)
    assert painter.pixels[5, 5].tolist() == [0, 0, 0, 0]
    assert painter.pixels[90, 160].tolist() == pytest.approx([0, 0, 128, 128], abs=1)  # premultiplied


def test_pixels_are_red_green_blue():
    picture = pixels(recorded([[(0, look(rectangle(4, 4), [(1, 0.5, 0, 1)]))]], background="#102030"), 0, *SIZE)
    assert picture[90, 160].tolist() == pytest.approx([255, 128, 0], abs=1)
    assert picture[5, 5].tolist() == [0x10, 0x20, 0x30]


def test_y_points_up_and_the_middle_is_zero():
    picture = pixels(recorded([[(0, look(rectangle(1, 1, 3, 2)))]]), 0, *SIZE)
    rows, columns = np.nonzero(picture[:, :, 0] > 100)
    scale = SIZE[1] / 8
    assert (columns.mean() - SIZE[0] / 2) / scale == pytest.approx(3, abs=0.05)
    assert (SIZE[1] / 2 - rows.mean()) / scale == pytest.approx(2, abs=0.05)


def gallery() -> Recording:
    """All that a path may be, and the same letter often."""
    letter = np.vstack([circle(0.4), circle(0.2)[::-1]])
    wedge = straight([(-1, -1), (0, 1), (1, -1)], closed=False)
    one = [
        (0, look(moved(rectangle(3, 2), -5, 2), [RED, BLUE, GREEN], [WHITE], 6, line=[(-6, 2), (-4, 2)])),
        (1, look(moved(circle(1), -1, 2), [(*GREEN[:3], 0.5)], [WHITE, RED], 20, line=[(-1, 1), (-1, 3)])),
        (2, look(moved(wedge, 2, 2), [], [WHITE], 30, join=1, cap=1)),
        (3, look(moved(wedge, 5, 2), [BLUE], [(*WHITE[:3], 0.6)], 30, join=2, cap=2)),
        (4, look(moved(wedge, -5, -2), [RED], [WHITE], 4, behind=[GREEN], behind_width=40)),
        (5, look(straight([(-2, -3), (2, -1)], closed=False), [], [WHITE], 10)),
        *((10 + n, look(moved(letter, -2 + n, -0.3 * n), [WHITE])) for n in range(6)),
    ]
    return recorded([one, [(n, seen) for n, seen in one if n != 5]])


@pytest.fixture
def screen(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    yield lambda text: page.set_content(f'<body style="margin: 0">{text}') or photograph(page, 1280, 720)
    page.close()


def test_vectors_show_what_pixels_show(screen):
    recording = gallery()
    assert psnr(screen(svg(recording, 0)), pixels(recording, 0, 1280, 720)) >= 40


def test_vectors_show_what_pixels_show_of_the_lecture(screen, recordings):
    for scene, recording in recordings["dark"].items():
        for slide in recording.slides[:2]:
            frame = (slide.first + slide.end) // 2
            assert psnr(screen(svg(recording, frame)), pixels(recording, frame, 1280, 720)) >= 40, (scene, slide.id)


def test_the_background_is_left_out_on_request(screen):
    recording = gallery()
    shown = screen(svg(recording, 0, background=False))
    assert shown[3, 3].tolist() == [255, 255, 255]
    assert psnr(shown, pixels(recording, 0, 1280, 720)) < 35


def test_a_shape_stands_once():
    picture = ElementTree.fromstring(svg(gallery(), 0))
    defined = [path.get("id") for path in picture.find(f"{SVG}defs").iter(f"{SVG}path")]
    used = [use.get("href") for use in picture.iter(f"{SVG}use")]
    assert len(defined) == len(set(defined))
    assert {f"#{name}" for name in defined} == set(used)
    assert max(used.count(name) for name in used) == 6
    assert not picture.findall(f"{SVG}g//{SVG}path")


def test_a_straight_curve_is_a_line_and_a_bent_one_is_not():
    assert steps_of(rectangle(2, 1)) == "mllllz"
    assert steps_of(circle(1)) == "mccccz"
    beyond = straight([(0, 0), (1, 0)], closed=False)
    beyond[1, 0] = -1  # on the line, but it goes back first
    assert steps_of(beyond) == "mc"


def steps_of(points: Floats) -> str:
    """The letters of its path."""
    [path] = re.findall(r' d="([^"]+)"', svg(recorded([[(0, look(points))]]), 0))
    return re.sub(r"[^a-z]", "", path)


def test_a_motion_is_drawn_where_it_is():
    recording = recorded([[(0, look(circle(1, x)))] for x in (0, 1, 2, 4)])
    assert len(recording.tracks) == 1
    drawn = {frame: re.findall(r'd="m([-\d]+)', svg(recording, frame)) for frame in range(4)}
    assert drawn[0] == ["6000"]
    assert drawn[2] == ["18000"]


def test_gradients_have_their_ends_and_stops():
    seen = look(rectangle(4, 2, 1, 1), [(0.8, 0.2, 0, 1), (0.2, 0.4, 1, 0.5)], line=[(-1, 1), (3, 1)])
    text = svg(recorded([[(0, seen)]]), 0)
    [gradient] = ElementTree.fromstring(text).iter(f"{SVG}linearGradient")
    assert gradient.get("gradientUnits") == "userSpaceOnUse"
    stops = [(stop.get("offset"), stop.get("stop-color"), stop.get("stop-opacity")) for stop in gradient]
    assert stops == [("0", "#cc3300", "1"), ("1", "#3366ff", "0.5")]
    assert float(gradient.get("x2")) - float(gradient.get("x1")) == 4 * 6000
    assert gradient.get("y1") == gradient.get("y2")


def test_what_cannot_be_seen_is_not_written():
    clear, thin = (1.0, 1.0, 1.0, 0.0), look(circle(1), [], [WHITE], 0)
    text = svg(recorded([[(0, look(circle(1), [clear], [WHITE], 0)), (1, thin)]]), 0)
    picture = ElementTree.fromstring(text)
    assert [element.tag.removeprefix(SVG) for element in picture.iter()] == ["svg", "defs", "g", "rect"]
