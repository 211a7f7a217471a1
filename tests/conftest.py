"""What all tests share: one browser a session."""

import pytest

from tests.browser import stage


@pytest.fixture(scope="session")
def browser():
    with stage.chromium() as browser:
        yield browser
