"""What the tests share: the course, loaded once, and one fork server."""

import signal
from pathlib import Path

import pytest

from grader.course.course import load_course
from grader.execution.forkserver import ForkServer
from grader.execution.limits import Limits
from grader.execution.session import WorkerSession
from grader.submissions.submission import Submission

pytest_plugins = ["pytester"]  # runs a pytest in a test of the plugin

ROOT = Path(__file__).resolve().parent.parent

# A shell that runs the tests in the background ignores these signals, and the processes that tests start would inherit
# that: none could be told to end.
for number, handler in ((signal.SIGINT, signal.default_int_handler), (getattr(signal, "SIGHUP", None), signal.SIG_DFL)):
    if number is not None and signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, handler)


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory):
    """Keep recordings of this run apart from the user's own; processes that tests start inherit the place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def course(cache_folder):
    return load_course(ROOT)


@pytest.fixture(scope="session")
def server():
    with ForkServer() as running:
        yield running


@pytest.fixture
def start(server):
    """Start a session on the source of one file, with short limits."""
    sessions = []

    def start_one(source, files=None, **limits):
        chosen = Limits(**{"call_wall_s": 1.0, "load_wall_s": 3.0, "statement_wall_s": 0.3} | limits)
        session = WorkerSession(server, to_sources({"main.py": source, **(files or {})}), "main.py", chosen)
        sessions.append(session)
        return session

    yield start_one
    for session in sessions:
        session.restart()


def to_sources(files):
    """Return sources as a submission holds them: each file is one chunk, or as many as a notebook has cells."""
    return {
        path: ((path, text),)
        if isinstance(text, str)
        else tuple((f"{path}, cell {number}", cell) for number, cell in enumerate(text, 1))
        for path, text in files.items()
    }


def to_submission(files, name="somebody"):
    """Make a submission of sources without touching the disk."""
    return Submission(name, to_sources(files), "0" * 64, ())
