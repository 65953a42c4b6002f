"""What the command line sets for the whole process."""

import gc

import pytest

from grader import cli


@pytest.fixture
def process(monkeypatch):
    """Let no command run; put back what is set before one does."""
    before = gc.get_threshold()
    monkeypatch.setattr(cli, "run", lambda _: None)
    for name in cli.BLAS_THREADS:
        monkeypatch.setenv(name, "unset by the test")  # so that monkeypatch puts back what was there
        monkeypatch.delenv(name)
    yield monkeypatch
    gc.set_threshold(*before)


def test_numpy_gets_one_thread_unless_the_user_says_more(process):
    process.setenv("OMP_NUM_THREADS", "3")
    cli.main()
    assert [cli.os.environ[name] for name in cli.BLAS_THREADS] == ["1", "3", "1"]


def test_garbage_is_looked_for_less_often_and_still_is(process):
    cli.main()
    assert gc.isenabled()
    assert gc.get_threshold()[0] == cli.GARBAGE_OBJECTS
