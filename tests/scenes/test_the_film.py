"""What holds for the film as a whole: never an empty stage, the same picture between scenes, every tag on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from manim import VMobject

from recording.draw import INVISIBLE, Paint, Painter
from recording.file import Recording
from scenes import cast
from slides.script import load_lecture, load_script
from tests.scenes.expect import SLIDES, sentence

SCENES = load_lecture().scenes()
SIZE = (480, 270)
TITLE = slice(0, 42), slice(0, 400)  # rows and columns of the small picture: where the title stands, and the body
BODY = slice(44, 234), slice(0, 480)
EVERY = 10  # of how many frames one is looked at
LEAST = 60  # pixels that differ from the background: a line of text, a card, an arrow

# What lives on from one scene to the next, at one place.
LIVES_ON: dict[tuple[str, str], Callable[[], VMobject]] = {
    ("claim", "vectors"): lambda: cast.FamousPicture().row,
    ("vectors", "similarity"): cast.ToyPlane,
    ("similarity", "softmax"): lambda: cast.toy_scores(),
    ("softmax", "scaling"): cast.toy_bars,
    ("mixing", "formula"): cast.ValueHull,
    ("formula", "routing"): cast.small_formula,
    ("routing", "order"): cast.small_formula,
    ("order", "limits"): cast.small_formula,
    ("state", "parity"): cast.state_card,
    ("memory", "binding"): lambda: cast.address_box("x", 5),
}


def drawn(painter: Painter, area: tuple[slice, slice]) -> int:
    """How many pixels of an area differ from the background."""
    ground = np.array([int(painter.recording.background[i : i + 2], 16) for i in (5, 3, 1)], np.int16)
    return int((np.abs(painter.pixels[area][..., :3] - ground) > 24).any(axis=-1).sum())


@pytest.mark.parametrize("scene", SCENES)
def test_no_frame_shows_less_than_a_title_and_an_object(recordings, scene):
    recording = recordings["dark"][scene]
    painter = Painter(recording, *SIZE)
    for slide in recording.slides:
        for frame in range(slide.first, slide.end, EVERY):
            if painter.draw(frame):  # it is another picture than the one before
                body, title = (drawn(painter, area) for area in (BODY, TITLE))
            assert body >= LEAST, f"{scene}-{slide.id}: frame {frame} shows an empty stage"
            # While titles change, the old one is nearly gone and the new one hardly there.
            if slide.title and frame > slide.first + 30:
                assert title >= LEAST / 2, f"{scene}-{slide.id}: frame {frame} has no title"


def shapes(recording: Recording, frame: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """The points and the paint of everything that is seen in a frame."""
    found = []
    for number in recording.drawn(frame):
        track = recording.tracks[number]
        style = recording.style(track, frame)
        if list(Paint(recording.kinds[track.kind], style).layers):
            found.append((recording.points(track, frame), style))
    return found


def paint_of(part: VMobject, seen: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray | None:
    """How a part is painted in a frame, the topmost at its place, None where it is not seen there."""
    corners = np.array([part.points[:, :2].min(axis=0), part.points[:, :2].max(axis=0)])
    for points, style in reversed(seen):
        if np.allclose([points.min(axis=0), points.max(axis=0)], corners, atol=2e-3):
            return style
    return None


@pytest.mark.parametrize(("before", "after"), LIVES_ON, ids="-".join)
def test_what_lives_on_is_the_same_picture_in_both_scenes(seen, recordings, before, after):
    first, second = recordings["dark"][before], recordings["dark"][after]
    last, begin = shapes(first, first.slides[-1].steps[-1].rest), shapes(second, 0)
    parts = LIVES_ON[before, after]().family_members_with_points()
    visible = [p for p in parts if p.get_fill_opacity() > INVISIBLE or p.get_stroke_opacity() > INVISIBLE]
    assert visible
    for part in visible:
        here, there = paint_of(part, last), paint_of(part, begin)
        assert here is not None, f"{part!r} is not at its place at the end of {before}"
        assert there is not None, f"{part!r} is not at its place at the start of {after}"
        assert np.allclose(here, there, atol=0.01), f"{part!r} changes its paint from {before} to {after}"


# A tag changes only on purpose: whoever changes one in a scene says so here, too.
TAGS: dict[str, str | None] = {
    "claim-sentence": None,
    "claim-picture": "measured",
    "claim-question": None,
    "vectors-doors": "measured",
    "vectors-block": "schematic",
    "vectors-toy": "constructed",
    "similarity-shadow": "constructed",
    "similarity-table": "constructed",
    "similarity-map": "measured",
    "similarity-apart": "measured",
    "similarity-four": "constructed",
    "softmax-curve": "constructed",
    "softmax-shift": "proved",
    "softmax-temperature": "proved",
    "softmax-abstain": "proved",
    "softmax-sink": "measured",
    "softmax-weights": "constructed",
    "scaling-spread": "proved",
    "scaling-divided": "proved",
    "scaling-saturation": "measured",
    "mixing-add": "constructed",
    "mixing-hull": "proved",
    "mixing-line": "proved",
    "mixing-around": "constructed",
    "mixing-inside": "proved",
    "formula-assembled": "cited",
    "formula-mask": "proved",
    "formula-heads": "measured",
    "routing-ask": "constructed",
    "routing-box": "constructed",
    "routing-recall": "measured",
    "order-permute": "proved",
    "order-mask": "proved",
    "order-cards": "proved",
    "order-ceiling": "proved",
    "order-trained": "measured",
    "limits-linear": "proved",
    "limits-select": "proved",
    "limits-sums": "measured",
    "collapse-again": "constructed",
    "collapse-layers": "measured",
    "collapse-skips": "measured",
    "state-box": "constructed",
    "state-rule": "constructed",
    "state-long": "constructed",
    "state-price": "proved",
    "parity-flip": "proved",
    "parity-stripes": "proved",
    "parity-bound": "proved",
    "parity-trained": "measured",
    "parity-ones": "measured",
    "memory-written": "constructed",
    "memory-recency": "proved",
    "memory-cache": "constructed",
    "binding-registers": "constructed",
    "binding-lookup": "constructed",
    "binding-hops": "measured",
    "binding-doubling": "constructed",
    "rules-readers": "constructed",
    "rules-field": "proved",
    "rules-scan": "constructed",
    "rules-price": "constructed",
    "relations-fixpoint": "constructed",
    "relations-who": "measured",
    "relations-turned": "measured",
    "hops-chase": "constructed",
    "hops-built": "constructed",
    "hops-learned": "measured",
    "power-task": None,
    "power-parts": "measured",
    "power-deeper": "measured",
    "power-data": "measured",
    "representations-turn": "measured",
    "representations-copied": "measured",
    "representations-where": "measured",
    "representations-pairs": "measured",
    "bus-fetch": "measured",
    "bus-programs": "measured",
    "bus-together": "measured",
    "scratchpad-writes": "measured",
    "scratchpad-lie": "measured",
    "scratchpad-near": "measured",
    "objections-computes": "measured",
    "objections-depth": "cited",
    "objections-writes": "measured",
    "objections-margin": "cited",
    "objections-chosen": None,
    "takeaway-arc": "measured",
    "takeaway-sentence": None,
    "takeaway-read": None,
    "takeaway-lengths": None,
    "takeaway-write": None,
    "takeaway-end": None,
    "induction-guess": "constructed",
    "induction-without": "constructed",
    "delta-overwrite": "constructed",
    "delta-mirror": "constructed",
    "delta-swaps": "constructed",
    "delta-ship": "cited",
    "hybrid-retrieve": "constructed",
    "hybrid-noise": "measured",
    "hybrid-encoder": "measured",
    "soft_automaton-learned": "measured",
    "soft_automaton-stuck": "measured",
    "soft_automaton-seeds": "measured",
}


@pytest.mark.parametrize("scene", SCENES)
def test_every_slide_has_the_tag_that_is_written_here(recordings, scene):
    tags = {f"{scene}-{slide.id}": slide.evidence for slide in recordings["dark"][scene].slides}
    assert tags == {name: tag for name, tag in TAGS.items() if name.rpartition("-")[0] == scene or name in tags}


@pytest.mark.parametrize("scene", SCENES)
def test_the_colour_of_state_is_on_nothing_but_state(seen, scene):
    for state in seen(scene):
        assert not state.strays, f"{state.slide}: {state.strays} has the colour of state and is none"


@pytest.mark.parametrize("scene", SCENES)
def test_what_is_said_of_data_is_filled_in_by_the_core(scene):
    named = {w for w in re.findall(r"\w{4,}", sentence()["text"].lower()) if w not in COMMON}
    for slide in load_script(SLIDES, scene)[0]:
        for key in ("title", "say", "notes", "alt"):
            text = re.sub(r"\{\w+\}", "", getattr(slide, key))
            typed = re.findall(r"(?<![\w(])\d+(?:[.,]\d+)*(?!\w)", re.sub(r"\b(19|20)\d\d\b", "", text))
            assert not typed, f"{slide.full_id}: {key} has the numbers {typed} typed; let the scene tell them"
            words = named & set(re.findall(r"\w+", text.lower()))
            assert not words, f"{slide.full_id}: {key} has {words} of the sentence typed; let the scene tell them"


COMMON = {"because", "cross"}
