"""What graded code does not have is refused at home in the same words, and only while a check calls a function."""

import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from grader.execution.forkserver import ForkServer
from grader.execution.limits import Limits
from grader.execution.replies import ABSENT, Returned
from grader.execution.session import WorkerSession
from grader.practice.session import PracticeSession
from grader.worker import wire
from tests.conftest import to_sources

REFUSED = {
    "np.load('bias.npy')": "a file",
    "np.loadtxt('bias.txt')": "a file",
    "np.fromfile('bias.npy')": "a file",
    "np.savetxt('out.txt', [1.0])": "a file",
    "open('bias.txt')": "a file",
    "open('out.txt', 'w')": "a file",
    "pathlib.Path('bias.txt').read_text()": "a file",
    "os.listdir('.')": "a file",
    "os.mkdir('new')": "a file",
    "os.remove('bias.txt')": "a file",
    "tempfile.TemporaryFile()": "a temporary file",
    "tempfile.mkdtemp()": "a temporary file",
    "tempfile.NamedTemporaryFile()": "a temporary file",
    "zoneinfo.ZoneInfo('Europe/Paris')": "a time zone",
    "threading.Thread(target=print).start()": "a thread",
    "threading.Timer(1.0, print).start()": "a thread",
    "concurrent.futures.ThreadPoolExecutor(2).submit(abs, 1.0)": "a thread",
    "os.fork()": "a process or a network connection",
    "subprocess.run(['true'])": "a process or a network connection",
    "socket.socket()": "a process or a network connection",
}
IMPORTS = (
    "import concurrent.futures, os, pathlib, socket, subprocess, tempfile, threading, zoneinfo\nimport numpy as np\n"
)


@pytest.fixture
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.save("bias.npy", np.ones(2))
    (tmp_path / "bias.txt").write_text("1.0")


@pytest.fixture(scope="module", params=["namespaces", "landlock"])
def confining(request):
    with ForkServer(request.param) as server:
        yield server


def ask(session, *arguments, callbacks=()):
    with session:
        return session.call("f", wire.encode((arguments, {})), callbacks)


def at_home(source, *arguments, callbacks=(), **files):
    sources = to_sources({"main.py": source} | {f"{name}.py": text for name, text in files.items()})
    return ask(PracticeSession(sources, "main.py", Limits()), *arguments, callbacks=callbacks)


@pytest.mark.parametrize("use", REFUSED)
def test_words_are_those_of_the_report(in_folder, confining, use):
    source = f"{IMPORTS}def f():\n    {use}\n    return 1.0"
    graded = ask(WorkerSession(confining, to_sources({"main.py": source}), "main.py", Limits()))
    home = at_home(source)
    assert graded.summary == home.summary == f"f uses {REFUSED[use]} (main.py, line 4). {ABSENT}"
    assert (graded.verdict, home.verdict) == ("raised", "raised")


@pytest.mark.parametrize(
    "use",
    [
        "np.load('bias.npy')",
        "open('out.txt', 'w').close()",
        "tempfile.mkdtemp()",
        "threading.Thread(target=int).start()",
    ],
)
def test_top_level_code_may_use_all(in_folder, use):
    files = {"helper": f"{IMPORTS}{use}\nk = 1.0"}
    source = f"{IMPORTS}{use}\nk = 1.0\ndef f():\n    import helper\n    return k + helper.k"
    assert at_home(source, **files).value == 2.0


def test_functions_may_do_all_that_a_worker_may(confining):
    source = (
        f"{IMPORTS}def f():\n    import fractions, colorsys, importlib.resources as r\n    np.random.default_rng()\n"
        "    try: np.load('bias.npy')\n    except FileNotFoundError: pass\n"
        "    os.urandom(3)\n    print('x')\n    return len(r.files('numpy').joinpath('__init__.py').read_text()[:5])"
    )
    graded = ask(WorkerSession(confining, to_sources({"main.py": source}), "main.py", Limits()))
    assert graded == at_home(source)
    assert isinstance(graded, Returned)


def test_functions_of_the_grader_may_do_all(in_folder):
    reply = at_home("def f(g): return g(1.0)", wire.FunctionRef(0), callbacks=[lambda _: float(np.load("bias.npy")[0])])
    assert reply.value == 1.0


def test_only_the_thread_of_the_call_is_refused_and_only_meanwhile(in_folder):
    read = []

    def work():
        entered.wait(10)
        read.append(Path("bias.txt").read_text())
        done.set()

    entered, done = threading.Event(), threading.Event()
    threading.Thread(target=work).start()
    at_home("def f(g): return g(1.0)", wire.FunctionRef(0), callbacks=[lambda _: float(entered.set() or done.wait(10))])
    assert read == ["1.0"]
    assert Path("bias.txt").read_text() == "1.0"
    assert at_home("def f():\n    raise SystemExit").verdict == "died"
    assert Path("bias.txt").read_text() == "1.0"


def test_debuggers_may_read_files(in_folder, monkeypatch):
    monkeypatch.setattr(sys, "gettrace", lambda: lambda *_: None)
    assert at_home("import pathlib\ndef f(): return float(pathlib.Path('bias.txt').read_text())").value == 1.0


def test_what_libraries_read_is_not_the_students(in_folder):
    code = compile("import pathlib\ndef read(): return pathlib.Path('bias.txt').read_text()", "fonts.py", "exec")
    library, own = {"__name__": "matplotlib.font_manager"}, {"__name__": "main"}
    exec(code, library)
    exec(code, own)
    limits = Limits()
    for names, is_read in ((library, True), (own, False)):
        functions = SimpleNamespace(f=lambda names=names: float(names["read"]()))
        reply = ask(PracticeSession({}, "this notebook", limits, functions=functions))
        assert isinstance(reply, Returned) == is_read


@pytest.mark.parametrize(
    ("top", "words"),
    [
        (
            "bias = np.load('bias.npy')",
            "main.py, line 3 uses a file, which is not there when graded: then bias will be",
        ),
        ("with open('bias.txt') as file:\n    bias = float(file.read())", "main.py, line 3 uses a file"),
        ("zone = zoneinfo.ZoneInfo('Europe/Paris')\nbias = 1.0", None),
        ("other = np.load('bias.npy')\nbias = 1.0", None),
        ("np.savetxt('out.txt', [1.0])\nbias = 1.0", None),
        ("import colorsys\nbias = np.ones(2)", None),
    ],
)
def test_function_that_needs_what_top_level_code_read_is_noted(in_folder, top, words):
    source = f"{IMPORTS}{top}\ndef f():\n    return (lambda: np.sum(bias))()"
    session = PracticeSession(to_sources({"main.py": source}), "main.py", Limits())
    assert isinstance(ask(session), Returned)
    assert len(session.notes) == (words is not None)
    assert words is None or session.notes[0].startswith(words)
