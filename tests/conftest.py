"""What all tests share: one browser a worker, the lecture recorded once, and which tests one worker does together."""

import os
from pathlib import Path

import pytest

from tests.browser import stage

SCENES = {path.stem for path in (Path(__file__).parents[1] / "scenes").glob("*.py")}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of a scene go to one worker, which plays it once; all others by file, for the sake of its fixtures."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(scene_of(item) or item.path.stem))


def scene_of(item: pytest.Item) -> str | None:
    """The scene that a test is of, by its parameter or its file."""
    scene = getattr(item, "callspec", None) and item.callspec.params.get("scene")
    name = scene or item.path.stem.removeprefix("test_")
    return name if scene or (item.path.parent.name == "scenes" and name in SCENES) else None


@pytest.fixture(scope="session")
def browser():
    with stage.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def lecture_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for whatever is built of the lecture, as LECTURE_BUILD: one for all workers."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "lecture"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def recordings(lecture_build):
    """The scenes in the dark theme, ``recordings["dark"][scene]``; the first worker that asks records them for all."""
    from slides.build import make_cut, record

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_BUILD", str(lecture_build))
        return record(make_cut())[1]
