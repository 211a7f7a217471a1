"""What all tests share: one browser a session, and the lecture recorded once."""

from pathlib import Path

import pytest

from tests.browser import stage


@pytest.fixture(scope="session")
def browser():
    with stage.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def lecture_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for whatever is built of the lecture, as LECTURE_BUILD."""
    return tmp_path_factory.mktemp("lecture")


@pytest.fixture(scope="session")
def recordings(lecture_build):
    """The lecture's scenes in the dark theme, ``recordings["dark"][scene]``, recorded once a session."""
    from slides.build import make_cut, record

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LECTURE_BUILD", str(lecture_build))
        return record(make_cut())[1]
