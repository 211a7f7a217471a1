"""Heads set by hand, against the arithmetic that they reach."""

from math import tanh

import pytest

from attn_core.arithmetic import doubled_mean, product_head


def test_p1_an_output_matrix_makes_the_sum_of_the_mean():
    assert doubled_mean(3, 4) == (3.5, 7)


@pytest.mark.parametrize("reach", [5, 20, 200])
def test_p1_the_product_is_reached_from_below_by_a_head_whose_weights_know_it(reach):
    assert product_head(3, 4, reach) == pytest.approx(reach * tanh(12 / reach))
    assert product_head(3, 4, reach) < min(12, reach)


def test_p1_the_larger_the_reach_the_nearer_the_product():
    assert product_head(3, 4, 200) == pytest.approx(12, abs=0.02)
    assert product_head(-3, 4, 200) == pytest.approx(-12, abs=0.02)


def test_a_head_reaches_somewhere():
    with pytest.raises(ValueError, match="reach is 0"):
        product_head(3, 4, 0)
