"""The whole head: shapes, a mask, four heads."""

from scenes.claim import Claim
from scenes.formula import Formula
from tests.scenes.expect import check_numbers, find, sentence, shares, texts, toy_scores


def shapes() -> list[str]:
    data = sentence()
    n, d = len(data["tokens"]), len(data["heads"][Claim.head]["query"][0])
    return texts([n, d, d, n, n, n, n, d, n, d])


def masked() -> list[str]:
    scores = toy_scores()
    free = [w for row in scores for w in shares(row)]
    seen = [w for i, row in enumerate(scores) for w in shares(row[: i + 1])]
    return texts([*free, *seen], 2)


NUMBERS = {"whole": shapes, "mask": masked}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("formula"), NUMBERS)


def test_every_map_says_which_head_it_is(seen):
    shown = {label.original_text for label in find(seen("formula"), "heads").labels}
    for name, _ in Formula.heads:
        assert f"layer {name[1]}, head {name[3]}" in shown
