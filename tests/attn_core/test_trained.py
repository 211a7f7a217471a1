"""The loader of trained results: bins, and files that are missing or broken."""

from __future__ import annotations

import numpy as np
import pytest

from attn_core.trained import by_bins, load


def test_bins_are_means_over_lengths_from_one():
    curve = np.arange(1.0, 21.0)
    assert by_bins(curve, ((1, 10), (11, 20), (20, 20))).tolist() == [5.5, 15.5, 20]
    assert by_bins(np.stack([curve, 2 * curve]), ((1, 2),)).tolist() == [[1.5], [3]]


def test_every_stored_curve_has_three_seeds():
    for name in ("parity", "s3", "hops"):
        assert all(runs.seeds >= 3 for runs in load(name).values())


@pytest.mark.parametrize("text", [None, "{", '{"train_length": 10, "models": {"elman": {}}}'])
def test_missing_or_broken_results_name_the_file(tmp_path, text):
    if text:
        (tmp_path / "parity.json").write_text(text)
    with pytest.raises(ValueError, match=r"parity\.json.*invoke experiment parity"):
        load("parity", tmp_path)
