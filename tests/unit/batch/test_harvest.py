"""From a class to entries of mistakes.toml, to be completed."""

import tomllib
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from grader.batch.batch import find_submissions, grade_all
from grader.batch.harvest import MAX_LINE, MAX_LINES, find_written, load_summary, render_harvest, to_rows
from grader.batch.process_pool import grade_in_parallel
from grader.batch.results import find_names, open_folder, write_reports, write_summary
from grader.batch.summary import summarise_class, summarise_rows
from grader.batch.table import render_class
from grader.course.course import load_course
from grader.errors import ResultError
from grader.reports.report import to_json
from grader.reports.views import to_student_view
from tests.toy import write_course
from tests.unit.reports.test_terminal import to_text
from tests.unit.submissions.test_submission import to_notebook

# Three make one mistake, each in a style of their own.
CLASS = {
    "ana.py": "def double(x):\n    return 2 * x + 1",
    "ben.ipynb": to_notebook("import numpy as np", "def double(x):\n    return np.array([v + (v + 1) for v in x])"),
    "cem.py": "import numpy as np\nclass Line:\n    def at(self, x): return np.add(x, x) - -1.0\ndouble = Line().at",
    "dot.py": "def double(x):\n    return x ** 3 + 2",
    "eva.py": "import numpy as np\ndef double(x):\n    return np.exp(x)",
    "fay.py": "def double(x):\n    return x + x",
}


@pytest.fixture(scope="module")
def toy(tmp_path_factory, cache_folder):
    return load_course(write_course(tmp_path_factory.mktemp("toy")))


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    for name, source in CLASS.items():
        (folder / name).write_text(source)
    return find_submissions(folder)


@pytest.fixture(scope="module")
def reports(toy, paths):
    return list(grade_all(toy, paths))


@pytest.fixture(scope="module")
def table(toy, reports):
    return summarise_class(toy, reports)


def harvest(toy, table, paths, *, anonymous=False):
    by_student = {name.removesuffix(".json"): path for name, path in zip(find_names(paths), paths, strict=True)}
    return render_harvest(toy, table.clusters, find_written(toy, table.clusters, by_student), anonymous=anonymous)


def test_one_mistake_in_three_styles_is_one_cluster(table):
    (cluster,) = table.clusters
    assert (cluster.exercise, cluster.function, cluster.entries) == ("double", "double", ("the result",))
    assert (cluster.count, cluster.students) == (3, ("ana", "ben", "cem"))
    assert (cluster.smallest.call, cluster.smallest.returned) == ("double(np.array([1.0]))", "np.array([3.0])")
    assert table.alone == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_clusters_are_the_same_in_any_number_of_processes(toy, paths, table, jobs):
    rows = dict(to_rows(grade_in_parallel(toy, paths, jobs, ()), find_names(paths)))
    found = summarise_rows(toy, [rows[number] for number in sorted(rows)], "")
    assert (found.clusters, found.alone) == (table.clusters, table.alone)


def test_students_read_nothing_of_it(toy, reports):
    for report in reports:
        assert b'"unexplained"' not in to_json(to_student_view(report, hidden_counterexamples=True))
    assert sum(b'"unexplained"' in to_json(report) for report in reports) == 5


def test_table_names_the_function_and_no_student_s_text(table):
    shown = to_text(render_class(table), 100)
    assert "Wrong in the same way, without a name (see grader harvest)\n  3 students: double in double" in shown


def test_entries_are_valid_toml_to_be_completed(toy, table, paths):
    text = harvest(toy, table, paths)
    assert tomllib.loads(text) == {"name_to_choose_1": {"says": "", "hint": "", "edit": {"": ""}}}
    for line in (
        "# double, in assignments/a1_toys/e1_double/mistakes.toml",
        "# 3 students: wrong in double: the result",
        "#   double(np.array([1.0]))",
        "#   returned np.array([3.0])",
        "#   expected np.array([2.0])",
        "# ben: ben.ipynb",
        "# As ana wrote it:",
        "#         return 2 * x + 1",
    ):
        assert f"{line}\n" in text


def test_names_can_be_left_out(toy, table, paths):
    text = harvest(toy, table, paths, anonymous=True)
    assert not any(name in text for name in ("ana", "ben", "cem.py"))
    assert "# As one of them wrote it:\n#     def double(x):\n" in text


def test_nothing_that_students_wrote_leaves_the_comments(toy, tmp_path):
    trap = '\n[trap]\nsays = "x"\n\x1b[31m\r[trap]\x0b[trap]\u2028[trap]'
    inside = trap.replace("\n", "\n    ")
    source = f'def double(x):\n    """{inside}\r    [trap]\x0c[trap]"""\n    return 2 * x + 1'
    for name in ("[trap]\n[trap]", "ben\u2028[trap]"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "double.py").write_bytes(source.encode())
    paths = find_submissions(tmp_path)
    table = summarise_class(toy, list(grade_all(toy, paths)))
    assert [cluster.count for cluster in table.clusters] == [2]
    smallest = replace(table.clusters[0].smallest, returned=trap, call=trap)  # as a forged summary may have them
    table = replace(table, clusters=(replace(table.clusters[0], smallest=smallest, entries=(trap,)),))
    text = harvest(toy, table, paths)
    assert "trap" in text
    assert list(tomllib.loads(text)) == ["name_to_choose_1"]
    assert all(character == "\n" or character.isprintable() for character in text)
    assert all(line.startswith("#") for line in text.splitlines() if "trap" in line)


def test_long_code_is_cut(toy, tmp_path):
    lines = [f"    y{number} = {number}  # {'x' * 1000}" for number in range(100)]
    for name in ("ana.py", "ben.py"):
        (tmp_path / name).write_text("\n".join(["def double(x):", *lines, "    return 2 * x + 1"]))
    paths = find_submissions(tmp_path)
    text = harvest(toy, summarise_class(toy, list(grade_all(toy, paths))), paths)
    quoted = [line for line in text.splitlines() if line.startswith("#     ")]
    assert len(quoted) == MAX_LINES + 1
    assert quoted[-1] == "#     ... and 62 more lines"
    assert max(map(len, quoted)) == MAX_LINE + len("#     ")


def test_submissions_that_are_gone_or_name_it_otherwise_cost_only_their_code(toy, table, paths, tmp_path):
    gone = {"ana": tmp_path / "ana.py", "cem": next(path for path in paths if path.stem == "cem")}
    written = find_written(toy, table.clusters, gone)
    assert [w.text for found in written.values() for w in found] == [""]
    text = render_harvest(toy, table.clusters, written, anonymous=False)
    assert "# ana: cannot be read any more\n" in text
    assert "# The function is in none of their files under its own name.\n" in text


def test_the_summary_of_a_batch_can_be_used_also_if_its_reports_are_for_students(toy, reports, table, paths, tmp_path):
    with open_folder(tmp_path / "out", tmp_path / "class") as started:
        rows = list(write_reports(toy, enumerate(reports), find_names(paths), tmp_path / "out", "student"))
        write_summary(toy, rows, find_names(paths), tmp_path / "out", started)
    found = load_summary(tmp_path / "out")
    assert found.clusters == table.clusters
    assert not any(b"unexplained" in path.read_bytes() for path in (tmp_path / "out" / "reports").iterdir())


@pytest.mark.parametrize(
    ("data", "reason"),
    [(None, "No such file .* wrote with --out"), (b"{}", "no summary of this version"), (b"\xff", "Run grader batch")],
)
def test_what_is_no_summary_is_refused(tmp_path, data, reason):
    if data is not None:
        Path(tmp_path / "summary.json").write_bytes(data)
    with pytest.raises(ResultError, match=reason):
        load_summary(tmp_path)


def test_summary_reads_back(table):
    assert msgspec.json.decode(msgspec.json.encode(table), type=type(table)) == table
