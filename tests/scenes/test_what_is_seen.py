"""Every slide's end state, looked at as the back row of a hall would: in both themes, on the real stage."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from manim import ManimColor, config

from attn_core import sentence
from attn_core.sentence import Sentence, load
from scenes import look
from scenes.lecture_scene import Tag
from scenes.mobjects.bars import WeightBars
from scenes.mobjects.text import Formula, Number, formatted
from scenes.palette import PALETTES
from scenes.theme import theme
from slides.script import load_lecture, load_script
from slides.sentence import MOST_TOKENS
from tests.scenes.expect import ROOT, SLIDES, contrast

LECTURE = load_lecture()
SCENES = (*LECTURE.scenes(), "parts")
everywhere = pytest.mark.parametrize(("scene", "palette"), [*itertools.product(SCENES, ("dark", "light"))])


def box(mobject) -> np.ndarray:
    """Left, bottom, right, top in Manim units."""
    points = np.vstack([m.points for m in mobject.family_members_with_points()])[:, :2]
    return np.concatenate([points.min(axis=0), points.max(axis=0)])


def words(text) -> str:
    """What a text object says."""
    return getattr(text, "text", "") or repr(text)


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """The smaller side of two boxes' common area; not positive when they do not meet."""
    return float(min(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])))


def behind(frame: np.ndarray, area: np.ndarray) -> np.ndarray:
    """The commonest colour in a ring of a few pixels round an area in Manim units."""
    height, width = frame.shape[:2]
    unit = height / config.frame_height
    left, right = (int(width / 2 + x * unit) for x in (area[0], area[2]))
    top, bottom = (int(height / 2 - y * unit) for y in (area[3], area[1]))
    wide = frame[max(top - 4, 0) : bottom + 4, max(left - 4, 0) : right + 4].reshape(-1, 3)
    inside = np.zeros((bottom + 4 - max(top - 4, 0), right + 4 - max(left - 4, 0)), bool)
    inside[3:-3, 3:-3] = True
    ring = wide[~inside.reshape(-1)[: len(wide)]]
    colours, counts = np.unique(ring, axis=0, return_counts=True)
    return colours[counts.argmax()] / 255


@everywhere
def test_everything_lies_in_the_safe_area(seen, scene, palette):
    edge = np.array([config.frame_width, config.frame_height]) / 2 - look.MARGIN + 0.02
    for state in seen(scene, palette):
        for mobject in state.visible:
            corners = np.abs(box(mobject).reshape(2, 2))
            assert (corners <= edge).all(), f"{state.slide}: {mobject!r} reaches {corners.max(axis=0)} of {edge}"


@everywhere
def test_no_text_lies_over_text(seen, scene, palette):
    for state in seen(scene, palette):
        for a, b in itertools.combinations(state.texts, 2):
            if overlap(box(a), box(b)) < 0.02:
                continue
            # Boxes of slanted words may meet where their letters do not.
            letters = itertools.product(a.family_members_with_points(), b.family_members_with_points())
            worst = max(overlap(box(x), box(y)) for x, y in letters)
            assert worst < 0.05, f"{state.slide}: {words(a)!r} lies over {words(b)!r}"


@everywhere
def test_nothing_is_too_small_to_read(seen, scene, palette):
    for state in seen(scene, palette):
        for text in state.texts:
            size = text.pixels
            assert size >= look.SMALLEST - 0.01, f"{state.slide}: {words(text)!r} is {size:.1f} pixels high"


@everywhere
def test_text_contrasts_with_what_lies_behind_it(seen, scene, palette):
    for state in seen(scene, palette):
        for text in state.texts:
            glyphs = text.family_members_with_points()
            ground = behind(state.frame, box(text))
            for glyph in {g.get_fill_color().to_hex(): g for g in glyphs if g.get_fill_opacity() > 0}.values():
                opacity = glyph.get_fill_opacity()
                ink = ManimColor(glyph.get_fill_color()).to_rgb() * opacity + ground * (1 - opacity)
                ratio = contrast(ink, ground)
                assert ratio >= 4.5, f"{state.slide} ({palette}): {words(text)!r} has a contrast of {ratio:.2f}"


@pytest.mark.parametrize("scene", SCENES)
def test_a_number_shows_its_value(seen, scene):
    for state in seen(scene, "dark"):
        for number in state.numbers:
            digits = formatted(number.value, number.places, number.plus)
            if number.grouped:
                digits = re.sub(r"(?<=\d)(?=(\d{3})+$)", "\N{THIN SPACE}", digits)
            text = number.before + digits + number.after
            drawn = Number(
                number.value,
                number.places,
                number.size,
                weight=number.weight,
                plus=number.plus,
                before=number.before,
                after=number.after,
                grouped=number.grouped,
            )
            assert number.text == text
            assert number.width / number.height == pytest.approx(drawn.width / drawn.height, rel=1e-3), (
                f"{state.slide}: {number.text} is drawn as something else"
            )


@pytest.mark.parametrize("scene", SCENES)
def test_digits_on_stage_are_numbers_not_words(seen, scene):
    for state in seen(scene, "dark"):
        for label in state.labels:
            if label.original_text in (state.mark.title, state.mark.source) or NAMES.search(label.original_text):
                continue
            assert not any(c.isdigit() for c in label.original_text), f"{state.slide}: {label!r} is typed, not computed"


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_has_a_test_of_its_own(scene):
    home = ROOT / "tests" / "scenes" / f"test_{scene}.py"
    assert home.is_file(), f"write {home.relative_to(ROOT)}, with its numbers as the other tests of scenes have them"


@pytest.mark.parametrize("scene", SCENES)
def test_a_bar_is_as_high_as_its_weight(seen, scene):
    for state in seen(scene):
        for bars in (m for m in state.stage if isinstance(m, WeightBars)):
            for bar, weight in zip(bars.bars, bars.weights, strict=True):
                assert bar.height == pytest.approx(max(weight * bars.full_height, 0.012), abs=1e-3), state.slide


# What may have the state's colour: words for it, its names in a program, a net that keeps one, its part (no blanks).
OF_THE_STATE = {"state", "transforms", "recurrent", "register", "s", "x", "y", "box,addedup"}


@pytest.mark.parametrize("scene", SCENES)
def test_words_in_the_colour_of_the_state_are_about_it(seen, scene):
    color = PALETTES["dark"].state  # not the theme's: what was played last may have been light
    for state in seen(scene, "dark"):
        for label in state.labels:
            inked = [g.get_fill_color().to_hex() == color and g.get_fill_opacity() > 0 for g in label]
            said = "".join(c for c, state_colored in zip(label.original_text, inked, strict=True) if state_colored)
            assert not said.strip() or said in OF_THE_STATE, (
                f"{state.slide}: {said!r} has the state's colour; give it its own role"
            )


@pytest.mark.parametrize("scene", SCENES)
def test_slides_are_those_of_the_script(seen, scene):
    script, _ = load_script(SLIDES, scene)
    assert [state.mark.id for state in seen(scene)] == [slide.id for slide in script]
    for slide, state in zip(script, seen(scene), strict=True):
        steps, spoken = len(state.mark.steps), len(slide.paragraphs)
        assert steps == spoken, (
            f"{state.slide} has {steps} steps and {spoken} paragraphs of spoken text; write one for each step in "
            f"slides/script/en/{scene}.toml, with an empty line between"
        )


def test_formulas_are_as_high_as_text():
    for size in (look.BODY, look.HERO):
        theme.use("dark")
        assert Formula("0", size).height == pytest.approx(Number(0, 0, size).height, rel=0.05)


# Where digits are a name: the year of a citation, a class of problems, a head of a model, a model.
NAMES = re.compile(r" (19|20)\d\d$|TC⁰|^layer \d+, head \d+$|^GPT-\d$|^Qwen\d-Next$")
CITATION = re.compile(r"[A-Z][\w\u00c0-\u024f.-]+(,? (and |et al\.)?[A-Z]?[\w\u00c0-\u024f.-]*)* (19|20)\d\d")


@pytest.mark.parametrize("scene", LECTURE.scenes())
def test_every_claim_has_its_evidence_and_a_cited_one_its_authors_and_year(seen, scene):
    for state in seen(scene, "dark"):
        if state.mark.evidence is None:
            assert state.mark.title.endswith("?") or re.search(r"\b([Dd]efinition|[Aa]dvice)\b", state.mark.source), (
                f"{state.slide} claims without evidence"
            )
            continue
        tags = [m.evidence for m in state.stage if isinstance(m, Tag)]
        assert state.mark.evidence in tags, f"{state.slide}: the tag {state.mark.evidence} is not on stage"
        texts = {state.mark.source, *(label.original_text for label in state.labels)}
        cited = {piece for text in texts for piece in text.split(";") if CITATION.search(piece)}
        if "cited" in tags:
            # One tag is the slide's, the others stand before single lines, each with a source of its own.
            assert len(cited) >= max(1, tags.count("cited") - 1), f"{state.slide} cites only {cited}"


def test_a_citation_has_authors_and_a_year():
    for good in ("Hahn 2020", "Vaswani et al. 2017", "Merrill, Petty, Sabharwal 2024", "Delétang et al. 2023"):
        assert CITATION.search(good), good
    for bad in ("a paper of 2020", "Hahn", "in 2017", "see below"):
        assert not CITATION.search(bad), bad


def test_a_slide_without_a_known_evidence_cannot_be_made():
    with pytest.raises(ValueError, match="rumour"):
        Tag("rumour")


def longest_sentence() -> Sentence:
    """As many tokens as are allowed, in word pieces, with numbers of the size that the model has."""
    text = (
        "Unbelievably enormous hippopotamuses wandered around because it had been raining "
        "every single afternoon since the very early spring again."
    )
    spans = [m.span() for m in re.finditer(r"\w{1,9}|\.", text)][: MOST_TOKENS - 2]
    starts = {0, *(m.start() + 1 for m in re.finditer(" ", text)), len(text) - 1}
    tokens = [text[a:b].lower() if a in starts else f"##{text[a:b]}" for a, b in spans]
    rng = np.random.default_rng(0)
    n = len(spans) + 2
    heads = {name: tuple(rng.normal(size=(3, n, 32)) * 1.8) for name in load().heads}
    query = 1 + tokens.index("it")
    return Sentence(text, ("[CLS]", *tokens, "[SEP]"), ((0, 0), *spans, (0, 0)), query, heads, load().provenance)


SENTENCES = [
    pytest.param(longest_sentence, id="longest"),
    pytest.param(lambda: load("twin"), id="twin", marks=pytest.mark.thorough),
]


@pytest.mark.parametrize("make", SENTENCES)
@pytest.mark.parametrize("scene", ["claim", "vectors", "similarity", "softmax", "formula", "takeaway"])
def test_another_sentence_fits_on_the_same_slides(seen, monkeypatch, scene, make):
    data = make()
    monkeypatch.setattr(sentence, "load", lambda *_: data)
    fresh = {(scene, "dark"): seen.fresh(scene)}
    for check in (
        test_everything_lies_in_the_safe_area,
        test_no_text_lies_over_text,
        test_nothing_is_too_small_to_read,
        test_text_contrasts_with_what_lies_behind_it,
    ):
        check(lambda *key: fresh[key], scene, "dark")
