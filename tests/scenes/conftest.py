"""A scene of the lecture, played without its motion."""

from __future__ import annotations

import pytest

from tests.scenes.play import DIALLED, EndState, play, played


@pytest.fixture(scope="session")
def seen():
    """``seen(scene, palette)``: the end states, played once a session; ``seen.fresh(scene, ...)`` plays anew."""

    def states(scene: str, palette: str = "dark") -> list[EndState]:
        return played(scene, palette, DIALLED if palette == "dark" else 0).states

    states.fresh = lambda scene, **knobs: play(scene, **knobs).states  # type: ignore[attr-defined]
    return states
