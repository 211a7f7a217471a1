"""Captions say all that is said, can be read, and last as long as the slide."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from slides.outputs.captions import LONGEST_CUE, READING_SPEED, SHORTEST, Cue, make_cues, webvtt

SAY = """
You have heard this sentence. Transformers reason because attention lets tokens attend to each other.
Two words in it carry the weight: reason, and attend. “Really?” Today we take them apart.
"""
words = st.lists(st.text("abcdefghij,.?!:", min_size=1, max_size=14), min_size=1, max_size=60).map(" ".join)
durations = st.floats(0.1, 60)


@given(words, durations)
def test_every_word_is_captioned_in_order(say, duration):
    assert " ".join(cue.text for cue in make_cues(say, duration)).split() == say.split()


@given(words, durations)
def test_cues_follow_each_other_without_a_gap_from_the_start(say, duration):
    cues = make_cues(say, duration)
    assert cues[0].start == 0
    assert all(first.end == second.start for first, second in pairwise(cues))


@given(words, durations)
def test_the_last_cue_stays_to_the_end_of_the_animation(say, duration):
    assert make_cues(say, duration)[-1].end >= duration - 1e-6


@given(words, durations)
def test_every_cue_stands_long_enough_to_be_read(say, duration):
    for cue in make_cues(say, duration):
        assert cue.end - cue.start >= max(SHORTEST, len(cue.text) / READING_SPEED) - 1e-6


@given(words, durations)
def test_no_cue_is_longer_than_two_lines(say, duration):
    assert all(len(cue.text) <= LONGEST_CUE for cue in make_cues(say, duration))


def test_a_cue_ends_with_its_sentence():
    assert [cue.text for cue in make_cues(SAY, 5)] == [
        "You have heard this sentence.",
        "Transformers reason because attention lets tokens attend to each other.",
        "Two words in it carry the weight: reason, and attend.",
        "“Really?”",
        "Today we take them apart.",
    ]


def test_a_long_sentence_is_cut_near_a_comma():
    sentence = (
        "We need a word that can be tested so here reasoning is that a rule updates a state, "
        "and stays right at lengths it has never seen."
    )
    assert [cue.text[-6:] for cue in make_cues(sentence, 5)] == ["state,", " seen."]


def test_nothing_said_gives_no_cue():
    assert make_cues("  \n", 5) == ()


def test_a_file_of_captions_has_times_and_escaped_words():
    text = webvtt([Cue(0, 1.5, "A <b> & --> c"), Cue(61.0004, 3723.25, "שלום 🎓")])
    assert text == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nA &lt;b&gt; &amp; --&gt; c\n\n"
        "00:01:01.000 --> 01:02:03.250\nשלום 🎓\n"
    )
