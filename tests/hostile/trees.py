"""Attacks that cannot be kept as files: archives, links, pipes, names and sizes. Each function makes one in a folder.

A function returns the path that is handed in. Its docstring begins as an attack's file does: what is expected, the
class, and what it tries.
"""

import json
import os
import socket
import stat
import struct
import sys
import zipfile
from pathlib import Path

RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return 3 * x\n"
ONE_GB = 1 << 30


def _folder(folder, **files):
    """Write files into the folder of a submission, by name without `.py`."""
    path = folder / "submission"
    path.mkdir()
    for name, text in files.items():
        (path / f"{name}.py").write_text(text, encoding="utf-8")
    return path


def _zip(folder, members, name="submission.zip"):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in members:
            archive.writestr(info, data)
    return path


def _notebook(*sources, **more):
    cells = [
        {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": source}
        for source in sources
    ]
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells, **more}


def _write_notebook(folder, content):
    path = folder / "submission.ipynb"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def edits_workflow_and_tests(folder):
    """
    expected: failed
    class: 4
    Brings a workflow, tests and settings of its own, which a grader that runs in the student's checkout would use.
    """
    path = _folder(folder, double=WRONG, conftest="raise SystemExit(0)\n", test_double="def test(): pass\n")
    (path / ".github" / "workflows").mkdir(parents=True)
    (path / ".github" / "workflows" / "grade.yml").write_text("on: push\njobs: {}\n")
    (path / "pytest.ini").write_text("[pytest]\naddopts = --co\n")
    (path / "assignments").mkdir()
    (path / "assignments" / "course.toml").write_text('title = "Mine"\n')
    return path


def code_becomes_text(folder):
    """
    expected: not_attempted
    class: 7
    A notebook whose answer is in a Markdown cell.
    """
    content = _notebook("x = 1")
    content["cells"].append({"cell_type": "markdown", "metadata": {}, "source": RIGHT})
    return _write_notebook(folder, content)


def repeats_cell_ids(folder):
    """
    expected: failed: defined 2 times
    class: 7
    A notebook with the same cell id twice; the last definition counts and is told.
    """
    content = _notebook(RIGHT, WRONG, nbformat_minor=5)
    for cell in content["cells"]:
        cell["id"] = "same"
    return _write_notebook(folder, content)


def forges_bytecode(folder):
    """
    expected: failed
    class: 8
    Bytecode of a right answer beside the source of a wrong one.
    """
    path = _folder(folder, double=WRONG)
    cache = path / "__pycache__"
    cache.mkdir()
    code = compile(RIGHT, "double.py", "exec")
    import importlib._bootstrap_external as external

    stamp = int((path / "double.py").stat().st_mtime)
    data = external._code_to_timestamp_pyc(code, stamp, len(WRONG))
    (cache / f"double.{sys.implementation.cache_tag}.pyc").write_bytes(data)
    (path / "double.pyc").write_bytes(data)
    return path


def forges_a_log(folder):
    """
    expected: failed
    class: 8
    Brings results, logs and caches of graders, as if it had been graded already.
    """
    path = _folder(folder, double=WRONG)
    for name in (".OTTER_LOG", "results.json", "report.json", "summary.csv", ".grader_cache"):
        (path / name).write_text('{"score": 4, "verdict": "passed"}')
    (path / ".hypothesis" / "examples").mkdir(parents=True)
    return path


def shadows_modules(folder):
    """
    expected: failed
    class: 10
    Files named as the modules that a grader needs.
    """
    lie = "def __getattr__(name):\n    return lambda *args, **kwargs: True\n"
    names = (
        "numpy",
        "json",
        "random",
        "hypothesis",
        "grader",
        "msgspec",
        "struct",
        "socket",
        "ctypes",
        "os",
        "reference",
    )
    return _folder(folder, double=WRONG, **dict.fromkeys(names, lie))


def customises_the_start(folder):
    """
    expected: failed
    class: 10
    Files that Python and pytest run by themselves where they find them.
    """
    exits = "import os\nos._exit(0)\n"
    path = _folder(folder, double=WRONG, sitecustomize=exits, usercustomize=exits, conftest=exits, setup=exits)
    (path / "evil.pth").write_text("import os; os._exit(0)\n")
    (path / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "--collect-only"\n')
    return path


def takes_the_names_of_the_worker(folder):
    """
    expected: failed
    class: 10
    A package of the worker's own name, to be imported instead of it.
    """
    path = _folder(folder, double="import grader.worker.request_loop\n" + WRONG)
    (path / "grader" / "worker").mkdir(parents=True)
    for name in ("__init__", "request_loop", "wire", "frames"):
        (path / "grader" / "worker" / f"{name}.py").write_text("import os\nos._exit(0)\n")
    (path / "grader" / "__init__.py").write_text("")
    return path


def magics_everywhere(folder):
    """
    expected: failed
    class: 11
    A notebook with magics and shell lines that would write, install and exit.
    """
    return _write_notebook(
        folder,
        _notebook(
            "!touch /tmp/shell-was-here; kill -9 $PPID\n%load_ext autoreload\n%reset -f",
            "%%bash\nkill -9 $PPID",
            "%%javascript\nJupyter.notebook.execute_all_cells()",
            "%run /etc/passwd\n%pip install evil",
            WRONG,
        ),
    )


def patches_the_shell(folder):
    """
    expected: failed
    class: 11
    A notebook that patches the shell it believes to run in.
    """
    return _write_notebook(
        folder,
        _notebook(
            "ip = get_ipython()\nip.run_cell = ip.run_code = print\nip.set_custom_exc((Exception,), print)",
            "import IPython\nIPython.get_ipython().input_transformers_cleanup.append(lambda lines: [])",
            "import numpy as np\n" + WRONG,
        ),
    )


def displays_a_result(folder):
    """
    expected: failed
    class: 11
    A notebook that displays partial credit, and holds it in its stored output.
    """
    content = _notebook("from IPython.display import display, HTML\ndisplay(HTML('<b>4/4</b>'))", WRONG)
    content["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "score: 4/4 passed"}]
    content["cells"][1]["metadata"] = {"nbgrader": {"grade": True, "points": 4, "score": 4, "locked": True}}
    return _write_notebook(folder, content)


def hides_text_in_a_notebook(folder):
    """
    expected: failed
    class: 19
    output: no hidden text
    Text in outputs, attachments and metadata of a notebook, none of which may come out in a report.
    """
    content = _notebook(WRONG, metadata={"note": "HIDDEN-TEXT"})
    content["cells"][0]["attachments"] = {"a.png": {"image/png": "HIDDEN-TEXT"}}
    content["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "HIDDEN-TEXT"}]
    return _write_notebook(folder, content)


def zip_leads_out(folder):
    """
    expected: not_attempted: leads out of the zip
    class: 21
    Members whose names lead out of the zip.
    """
    names = ("../double.py", "/double.py", "a/../../double.py", "C:\\double.py", "..\\double.py", "a/../double.py")
    return _zip(folder, [(name, RIGHT) for name in names])


def zip_holds_a_link(folder):
    """
    expected: not_attempted: it is a link
    class: 21
    A member that is a symbolic link.
    """
    info = zipfile.ZipInfo("double.py")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return _zip(folder, [(info, "/etc/passwd")])


def zip_holds_a_device(folder):
    """
    expected: not_attempted: not a regular file
    class: 21
    A member that says it is a pipe, and one that says it is a device.
    """
    members = []
    for name, kind in (("double.py", stat.S_IFIFO), ("other.py", stat.S_IFCHR)):
        info = zipfile.ZipInfo(name)
        info.external_attr = (kind | 0o666) << 16
        members.append((info, RIGHT))
    return _zip(folder, members)


def zip_is_a_bomb(folder):
    """
    expected: not_attempted: remove data
    class: 21
    once
    A zip of a few hundred kilobytes that unpacks to half a gigabyte.
    """
    path = folder / "submission.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("double.py", "w") as file,
    ):
        for _ in range(64):
            file.write(b"\n" * (1 << 23))
    return path


def zip_holds_many_bombs(folder):
    """
    expected: not_attempted
    class: 21
    once
    Two hundred members of just the size that is read.
    """
    return _zip(folder, [(f"m{i}.py", "x\n" * 500_000) for i in range(200)])


def zip_lies_about_sizes(folder):
    """
    expected: not_attempted: damaged
    class: 21
    A zip whose directory says that a member is smaller than it is.
    """
    path = _zip(folder, [("double.py", RIGHT + "#" * 5000)])
    data = bytearray(path.read_bytes())
    entry = data.find(b"PK\1\2")
    struct.pack_into("<L", data, entry + 24, 10)
    path.write_bytes(data)
    return path


def zip_overlaps(folder):
    """
    expected: not_attempted|passed
    class: 21
    A thousand entries of the directory that all share the bytes of one member.
    """
    path = _zip(folder, [("double.py", RIGHT + "#" * 900_000)])
    data = path.read_bytes()
    start, end = data.find(b"PK\1\2"), data.find(b"PK\5\6")
    entry = data[start:end]
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1000, 1000, 1000 * len(entry), start, 0)
    path.write_bytes(data[:start] + entry * 1000 + last)
    return path


def zip_holds_a_hundred_thousand(folder):
    """
    expected: not_attempted: more than
    class: 21
    once
    A hundred thousand empty members.
    """
    path = folder / "submission.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(100_000):
            archive.writestr(f"{i}.py", b"")
    return path


def zip_needs_a_password(folder):
    """
    expected: not_attempted: password
    class: 21
    An encrypted member.
    """
    path = _zip(folder, [("double.py", RIGHT)])
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.find(mark) + offset] |= 1
    path.write_bytes(data)
    return path


def zip_in_a_zip(folder):
    """
    expected: not_attempted: has no .py
    class: 21
    Zips in zips, which only a very patient program would follow.
    """
    inner = _zip(folder, [("double.py", RIGHT)], "inner.zip").read_bytes()
    (folder / "inner.zip").unlink()
    return _zip(folder, [(f"{i}.zip", inner) for i in range(50)])


def folder_holds_many_zips(folder):
    """
    expected: not_attempted: more than 10 zips
    class: 21
    Thirty zips, each a bomb of its own, as if they were attempts.
    """
    path = _folder(folder)
    for number in range(30):
        _zip(path, [(f"{i}.py", "#" * 1_100_000) for i in range(20)], f"attempt{number}.zip")
    return path


def zips_of_attempts_are_damaged(folder):
    """
    expected: passed: attempt10.zip was not read
    class: 21
    The latest of three attempts is no zip, and another is a link to a file outside.
    """
    path = _folder(folder)
    _zip(path, [("double.py", RIGHT)], "attempt2.zip")
    secret = _zip(folder, [("double.py", WRONG)], "secret.zip")
    (path / "attempt3.zip").symlink_to(secret)
    os.link(secret, path / "attempt10.zip")
    return path


def zip_is_something_else(folder):
    """
    expected: not_attempted: not a zip
    class: 21
    Something that is no zip.
    """
    path = folder / "submission.zip"
    path.write_bytes(b"PK\5\6" + b"\xff" * 3000)
    return path


def folder_holds_a_link_to_the_reference(folder):
    """
    expected: not_attempted: not a regular file
    class: 21
    A symbolic link to a file outside, and one to its folder.
    """
    secret = folder / "secret"
    secret.mkdir()
    (secret / "double.py").write_text(RIGHT)
    path = _folder(folder)
    (path / "double.py").symlink_to(secret / "double.py")
    (path / "more").symlink_to(secret)
    (path / "around").symlink_to(path)
    return path


def folder_holds_a_second_name(folder):
    """
    expected: not_attempted: hard link
    class: 21
    A second name of a file outside.
    """
    (folder / "secret.py").write_text(RIGHT)
    path = _folder(folder)
    os.link(folder / "secret.py", path / "double.py")
    return path


def folder_holds_a_linked_zip(folder):
    """
    expected: not_attempted: not a regular file
    class: 21
    A zip that is a symbolic link to somebody else's.
    """
    _zip(folder, [("double.py", RIGHT)], "other.zip")
    path = _folder(folder)
    (path / "mine.zip").symlink_to(folder / "other.zip")
    return path


def folder_holds_pipes(folder):
    """
    expected: not_attempted: not a regular file
    class: 21
    Pipes that nobody writes to.
    """
    path = _folder(folder)
    os.mkfifo(path / "double.py")
    os.mkfifo(path / "notebook.ipynb")
    return path


def folder_holds_a_pipe_as_a_zip(folder):
    """
    expected: not_attempted: not a regular file
    class: 21
    A pipe named as a zip: whoever opens it hangs.
    """
    path = _folder(folder)
    os.mkfifo(path / "all.zip")
    return path


def is_a_pipe(folder):
    """
    expected: not_attempted: neither a folder nor a file
    class: 21
    The submission itself is a pipe.
    """
    os.mkfifo(folder / "submission.py")
    return folder / "submission.py"


def folder_holds_a_socket(folder):
    """
    expected: not_attempted: not a regular file
    class: 21
    A socket in the place of the file.
    """
    path = _folder(folder)
    there = os.open(path, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as sock:  # a path of a socket may have 107 characters only
        sock.bind(f"/proc/self/fd/{there}/double.py")
    os.close(there)
    return path


def folder_holds_devices(folder):
    """
    expected: not_attempted: not a regular file
    class: 21
    needs: root
    Devices that never end: zeros, random numbers, a terminal.
    """
    path = _folder(folder)
    os.mknod(path / "double.py", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    os.mknod(path / "double.ipynb", stat.S_IFCHR | 0o666, os.makedev(5, 0))
    return path


def folder_holds_a_sparse_file(folder):
    """
    expected: not_attempted: remove data
    class: 21
    A hundred gigabytes of nothing.
    """
    path = _folder(folder)
    (path / "double.py").touch()
    os.truncate(path / "double.py", 100 * ONE_GB)
    return path


def folder_holds_a_hundred_thousand(folder):
    """
    expected: not_attempted: more than
    class: 21
    once
    A hundred thousand files.
    """
    path = _folder(folder)
    for i in range(100):
        (path / str(i)).mkdir()
        there = os.open(path / str(i), os.O_RDONLY)
        for j in range(1000):
            os.mknod(f"{j}.py", dir_fd=there)
        os.close(there)
    return path


def folder_is_deep(folder):
    """
    expected: passed|not_attempted
    class: 21
    once
    Two thousand folders in one another, more than a path may have characters.
    """
    path = _folder(folder, double=RIGHT)
    there = os.open(path, os.O_RDONLY)
    for _ in range(2000):
        os.mkdir("deeper", dir_fd=there)
        below = os.open("deeper", os.O_RDONLY, dir_fd=there)
        os.close(there)
        there = below
    os.close(there)
    return path


def folder_has_odd_names(folder):
    """
    expected: passed: was left out
    class: 21
    output: no escapes
    Names with new lines, direction marks, leading dashes, escapes, and bytes that are no text.
    """
    path = _folder(folder, double=RIGHT)
    names = (
        b"-rf.py",
        b"..py",
        b"a\nb.py",
        b"\x1b[2J.py",
        "\u202egpj.py".encode(),
        b"\xff\xfe.py",
        b"a\rb.py",
        b"::error::.py",
    )
    for name in (*names, b"=HYPERLINK(1).py", b"<img src=x>.py", b"$(reboot).py", b"x" * 250 + b".py", b"..  .py"):
        (Path(os.fsdecode(os.fsencode(path) + b"/" + name))).write_text("y = 1\n")
    return path


def folder_has_an_odd_name(folder):
    """
    expected: passed
    class: 21
    output: no escapes
    A submission whose own name is a formula, with escapes and new lines.
    """
    path = folder / '=HYPERLINK("http:evil","4")\n\x1b[31m::error::\u202e'
    path.mkdir()
    (path / "double.py").write_text(RIGHT)
    return path


def names_differ_in_case(folder):
    """
    expected: passed
    class: 21
    Files whose names are the same where case does not count.
    """
    return _folder(folder, double=RIGHT, Double=WRONG, DOUBLE=WRONG)


def names_are_written_in_two_ways(folder):
    """
    expected: passed: another file has the same name
    class: 21
    Two files with the same umlaut, written in two ways.
    """
    path = _folder(folder, double=RIGHT)
    (path / "\u00fc.py").write_text("y = 1\n")
    (path / "u\u0308.py").write_text("y = 2\n")
    return path


def folder_is_named_as_a_file(folder):
    """
    expected: not_attempted: not a regular file
    class: 21
    A folder in the place of the file.
    """
    path = _folder(folder)
    (path / "double.py").mkdir()
    return path


def file_must_not_be_read(folder):
    """
    expected: passed: cannot be read
    class: 21
    needs: user
    A file without permission to read it, beside the right one.
    """
    path = _folder(folder, double=RIGHT, other=RIGHT)
    (path / "other.py").chmod(0)
    return path


def notebook_is_a_gigabyte(folder):
    """
    expected: not_attempted: remove data
    class: 21
    A notebook of a gigabyte.
    """
    path = _write_notebook(folder, _notebook(RIGHT))
    os.truncate(path, ONE_GB)
    return path


def notebook_is_full_of_nothing(folder):
    """
    expected: not_attempted: parts
    class: 21
    Twenty megabytes that become millions of objects.
    """
    return _write_notebook(
        folder, '{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [' + "{}," * 6_000_000 + "{}]}"
    )


def notebook_has_many_cells(folder):
    """
    expected: not_attempted: cells
    class: 21
    once
    Fifty thousand cells.
    """
    return _write_notebook(folder, _notebook(*["x = 1"] * 50_000))


def notebook_is_deep(folder):
    """
    expected: not_attempted: not a notebook
    class: 21
    A million brackets.
    """
    return _write_notebook(folder, '{"cells": ' + "[" * 1_000_000)


def notebook_is_another_json(folder):
    """
    expected: not_attempted: not a notebook
    class: 21
    A list instead of a notebook.
    """
    return _write_notebook(folder, "[1, 2, 3]")


def notebook_has_no_list_of_cells(folder):
    """
    expected: not_attempted: not a notebook
    class: 21
    A notebook whose cells are a number.
    """
    return _write_notebook(folder, _notebook(RIGHT) | {"cells": 7})


def notebook_has_strange_cells(folder):
    """
    expected: not_attempted: not a notebook
    class: 21
    Cells that are numbers, and sources that are objects.
    """
    content = _notebook(RIGHT)
    content["cells"] += [1, None, "x", {"cell_type": "code", "source": {"a": []}}]
    return _write_notebook(folder, content)


def notebook_is_of_the_future(folder):
    """
    expected: not_attempted: not a notebook
    class: 21
    A version that does not exist.
    """
    return _write_notebook(folder, _notebook(RIGHT) | {"nbformat": 10**30})


def notebook_holds_a_huge_number(folder):
    """
    expected: not_attempted: thousands of digits
    class: 21
    A number in an output that Python does not read, and says so in words about Python's settings.
    """
    return _write_notebook(folder, json.dumps(_notebook(RIGHT))[:-1] + f', "x": {"9" * 5_000}}}')


def notebook_is_no_json(folder):
    """
    expected: not_attempted: not valid JSON
    class: 21
    Half a notebook.
    """
    return _write_notebook(folder, json.dumps(_notebook(RIGHT))[:-20])


def notebook_has_odd_text(folder):
    """
    expected: passed
    class: 21
    Half characters, null bytes and a byte order mark in a notebook whose other cell is right.
    """
    path = folder / "submission.ipynb"
    content = _notebook(RIGHT, "x = '\ud800'", "y = 1\0", "# \u202e\u2066\x1b[31m")
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(content).encode())
    return path


def source_is_utf_16(folder):
    """
    expected: not_attempted: not text
    class: 21
    A source in UTF-16, as some editors write it.
    """
    path = _folder(folder)
    (path / "double.py").write_bytes(RIGHT.encode("utf-16"))
    return path


def source_has_null_bytes(folder):
    """
    expected: raised: null
    class: 21
    A source with null bytes in it.
    """
    return _folder(folder, double=RIGHT + "\0\0\0")


def source_declares_punycode(folder):
    """
    expected: not_attempted: encoding
    class: 21
    A megabyte in an encoding whose decoder needs hours for it.
    """
    path = _folder(folder)
    (path / "double.py").write_bytes(b"# coding: punycode\n" + b"x" * 200_000 + b"-" + b"a" * 700_000)
    return path


def source_declares_nonsense(folder):
    """
    expected: not_attempted: encoding
    class: 21
    Encodings that are not of text, or do not exist.
    """
    path = _folder(folder)
    for name in ("rot13", "zlib", "hex", "idna", "unicode_escape", "utf-7", "undefined", "../../x", "no_such"):
        (path / f"double_{len(name)}{name[0]}.py").write_bytes(f"# coding: {name}\n{RIGHT}".encode())
    return path


def source_nests_deeply(folder):
    """
    expected: raised: cannot be loaded
    class: 21
    Brackets in brackets until the parser gives up.
    """
    return _folder(folder, double=RIGHT + "x = " + "(" * 5000 + ")" * 5000)


def source_chains(folder):
    """
    expected: raised: cannot be loaded
    class: 21
    A chain of three hundred thousand operators, on which a compiler that recurses runs out of stack.
    """
    return _folder(folder, double=RIGHT + "x = 1" + "+1" * 300_000)


def source_is_all_statements(folder):
    """
    expected: passed|raised|timed_out|out_of_memory|not_attempted|skipped
    class: 21
    A megabyte that becomes a gigabyte once parsed; the grader itself must not parse it.
    """
    return _folder(folder, double=RIGHT + "x\n" * 490_000)


def source_has_trojan_marks(folder):
    """
    expected: failed
    class: 21
    Direction marks that make a reader see other code than Python does.
    """
    return _folder(
        folder, double="def double(x):\n    '''\u202e\u2066 return 2 * x \u2069\u2066'''\n    return 3 * x\n"
    )


def source_has_other_line_ends(folder):
    """
    expected: passed
    class: 21
    Carriage returns, form feeds and separators between lines.
    """
    path = _folder(folder)
    (path / "double.py").write_bytes("# a\u2028b\x0c\x85\r".encode() + RIGHT.replace("\n", "\r").encode())
    return path


def too_many_sources(folder):
    """
    expected: passed: more than
    class: 21
    Three hundred files; the right one is nearest to the top.
    """
    path = _folder(folder, double=RIGHT)
    (path / "more").mkdir()
    for i in range(300):
        (path / "more" / f"m{i}.py").write_text("y = 1\n")
    return path


def is_a_circle_of_links(folder):
    """
    expected: not_attempted: does not exist
    class: 21
    The submission itself is a link to itself.
    """
    (folder / "submission").symlink_to(folder / "submission")
    return folder / "submission"


def is_in_a_closed_folder(folder):
    """
    expected: not_attempted: cannot be read
    class: 21
    needs: user
    A submission in a folder that nobody may enter.
    """
    (folder / "closed").mkdir()
    (folder / "closed").chmod(0)
    return folder / "closed" / "submission.py"


def folder_is_closed(folder):
    """
    expected: not_attempted: has no .py
    class: 21
    needs: user
    A folder that nobody may list.
    """
    path = _folder(folder, double=RIGHT)
    path.chmod(0)
    return path


def many_heads_of_cells(folder):
    """
    expected: passed
    class: 11
    A cell that begins with fifty thousand magics, and one whose magic has a name of half a megabyte.
    """
    return _write_notebook(folder, _notebook("%%time\n" * 50_000 + RIGHT, "%%" + "a" * 500_000 + "?"))


def cell_is_full_of_nothing(folder):
    """
    expected: raised: its cell is not valid Python
    class: 21
    once
    A cell that cannot be read and that has two hundred thousand blank lines: a careless search begins anew at each.
    """
    return _write_notebook(folder, _notebook("double = )" + "\n" * 200_000, "y = 1"))


def notebook_defines_many_names(folder):
    """
    expected: passed
    class: 21
    once
    A notebook whose four thousand cells define forty thousand names: looking for one must not read all again.
    """
    cells = ["\n".join(f"name_{cell}_{line} = {line}" for line in range(10)) for cell in range(3_990)]
    return _write_notebook(folder, _notebook(*cells, RIGHT))


def notebook_defines_one_name_again_and_again(folder):
    """
    expected: passed: defined 3000 times
    class: 21
    once
    A notebook that defines the answer three thousand times, wrongly, and at last rightly.
    """
    return _write_notebook(folder, _notebook(*[WRONG] * 2_999, RIGHT))


def sources_import_each_other(folder):
    """
    expected: passed|raised
    class: 21
    Two hundred files, each of which imports all others.
    """
    everything = "".join(f"import helper_{number}\n" for number in range(100))
    helpers = {f"helper_{number}": everything for number in range(100)}
    return _folder(folder, double=everything + RIGHT, **helpers)


def source_is_one_long_line(folder):
    """
    expected: passed
    class: 21
    once
    A file with nearly all bytes that it may have in one line of fifty thousand statements.
    """
    return _folder(folder, double="; ".join(f"x{number} = {number}" for number in range(50_000)) + "\n" + RIGHT)
