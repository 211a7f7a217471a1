"""What all tests share: one browser a worker, the lecture recorded once, and which tests one worker does together."""

import gc
import os
import re
import shutil
from pathlib import Path

import pytest

from recording.keep import build_folder
from tests.browser import stage

SCENES = {path.stem for path in (Path(__file__).parents[1] / "scenes").glob("*.py")}
# What ends processes or looks at the clock: never two of them at a time, and first.
CLOCKED = {"test_auto", "test_cluster", "test_keep", "test_present", "test_speaker", "test_watch", "test_workers"}
SHORT = {"attn_core", "exercises", "experiments"}  # last, so that workers end together


def group_of(nodeid: str) -> str:
    """Which tests one worker does together: those of a scene, which it plays once then; all that are clocked; those of
    a file, for the sake of its fixtures.
    """
    path, _, test = nodeid.partition("::")
    file = Path(path)
    if file.stem in CLOCKED:
        return "clocked"
    if file.parent.name == "scenes" or file.stem == "test_same_frames":
        # Where a test is of every scene, that is its first parameter.
        for name in (*re.findall(r"\[(\w+)", test)[:1], file.stem.removeprefix("test_")):
            if name in SCENES:
                return name
    return path


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """What `invoke lecture` has recorded need not be recorded again, as long as it is up to date."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        kept, folder = build_folder() / "recordings", session.config._tmp_path_factory.getbasetemp() / "lecture"
        folder.mkdir()
        if kept.is_dir():
            shutil.copytree(kept, folder / "recordings", ignore=shutil.ignore_patterns(".*"))


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)  # Manim makes objects by the million: it is long to look for cycles among them


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The lecture is recorded by all processors once what is clocked is over, and short tests are the last."""

    def rank(item: pytest.Item) -> int:
        if item.path.stem in CLOCKED:
            return 0
        folder = item.path.parent.name
        return {"browser": 1, "tests": 2}.get(folder, 4 if folder in SHORT else 3)

    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """How workers share the tests (``pytest -n 2``): each takes the next group when it is through with one."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return ByGroup(config, log)


@pytest.fixture(scope="session", autouse=True)
def outlines(tmp_path_factory: pytest.TempPathFactory):
    """Manim keeps the outlines of texts in a folder: each worker in its own, for two must not write there at a time."""
    from manim import tempconfig

    with tempconfig({"media_dir": str(tmp_path_factory.mktemp("media"))}):
        yield


@pytest.fixture(scope="session")
def browser():
    with stage.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def lecture_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for whatever is built of the lecture, as LECTURE_BUILD: one for all workers."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "lecture"


@pytest.fixture(scope="session")
def recordings(lecture_build):
    """The scenes in the dark theme, ``recordings["dark"][scene]``; the first worker that asks records them for all."""
    from slides.build import make_cut, record

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_BUILD", str(lecture_build))
        return record(make_cut())[1]
