"""What all tests share: one browser a worker, the lecture recorded once, and which tests one worker does together."""

import os
from pathlib import Path

import pytest

from tests.browser import stage

TESTS = Path(__file__).parent
SCENES = {path.stem for path in (TESTS.parent / "scenes").glob("*.py")}
# What ends processes or looks at the clock: never two of them at a time, and first.
CLOCKED = {"test_auto", "test_cluster", "test_keep", "test_present", "test_speaker", "test_watch", "test_workers"}
ORDER = (
    "browser",
    "slides",
    "recording",
    "tests",
    "scenes",
    "experiments",
    "exercises",
    "attn_core",
)  # short ones last


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group the tests for several workers: those of a scene, which is played once then; those that are clocked; all
    others by file, for the sake of its fixtures.
    """
    for item in items:
        clocked = item.path.stem in CLOCKED
        item.add_marker(pytest.mark.xdist_group("clocked" if clocked else scene_of(item) or item.path.stem))
    rank = {folder: number for number, folder in enumerate(ORDER)}
    items.sort(key=lambda item: (item.path.stem not in CLOCKED, rank.get(item.path.parent.name, 0)))


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
