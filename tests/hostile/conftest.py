"""One grader under attack for each user and level, started when it is first needed; what is handed in is made once."""

import pytest

from tests.hostile.driver import Drivers, Workshop


@pytest.fixture(scope="session")
def drivers():
    with Drivers() as running:
        yield running


@pytest.fixture(scope="session")
def workshop():
    with Workshop() as open_:
        yield open_
