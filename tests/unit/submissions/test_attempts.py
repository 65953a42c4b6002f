"""Which of several attempts counts."""

import zipfile

import pytest

from grader.submissions import files
from grader.submissions.attempts import find_attempts
from grader.submissions.main_file import find_main_file, find_outlines
from grader.submissions.submission import load_submission
from tests.conftest import to_sources

F, G = "def f(): pass\n", "def g(): pass\n"


def choose(paths, saved=None, text=F + G):
    sources = paths if isinstance(paths, dict) else dict.fromkeys(paths, text)
    return find_main_file(find_outlines(to_sources(sources), saved or {}), "ex", ["f", "g"])


@pytest.mark.parametrize(
    ("paths", "main"),
    [
        (["attempt1/ex.py", "attempt2/ex.py", "attempt10/ex.py"], "attempt10/ex.py"),
        (["Attempt 1/a.py", "Attempt 2/deep/b.py"], "Attempt 2/deep/b.py"),
        (["work/versuch_1/ex.py", "work/versuch_2/ex.py"], "work/versuch_2/ex.py"),
        (["2017-03-03-17-00-00/ex.py", "2017-03-03-11-00-00/ex.py"], "2017-03-03-17-00-00/ex.py"),
        (["ps1_2017-03-03_11-00/ex.py", "ps1_2017-03-04_09-00/ex.py"], "ps1_2017-03-04_09-00/ex.py"),
        (["hw/ex.py", "hw (1)/ex.py"], "hw (1)/ex.py"),
        (["hw/ex.py", "hw_v2/ex.py"], "hw_v2/ex.py"),
        (["1/ex.py", "2/ex.py", "10/ex.py"], "10/ex.py"),
        (["week2/ex.py", "week10/ex.py"], "week10/ex.py"),
        (["a.zip/ex.py", "b.zip/ex.py"], "b.zip/ex.py"),
        (["a.zip/deep/ex.py", "b.zip/all.py"], "b.zip/all.py"),
        (["attempt2.zip/ex.py", "attempt10.zip/ex.py"], "attempt10.zip/ex.py"),
        (["attempt1/ex.py", "attempt2/ex.py", "ex.py"], "ex.py"),
        (["a2_losses/ex.py", "a3_nets/other.py"], "a2_losses/ex.py"),
    ],
)
def test_latest_attempt_counts(paths, main):
    for order in (paths, paths[::-1]):
        assert choose(order).path == main


def test_zips_without_numbers_are_ordered_by_the_times_in_them():
    saved = {"a.zip/ex.py": (2026, 11, 30), "b.zip/ex.py": (2026, 11, 29), "b.zip/x.py": (2026, 11, 28)}
    chosen = choose(list(saved), saved)
    assert chosen.path == "a.zip/ex.py"
    assert chosen.notes == (
        "a.zip is the one that counts, and not b.zip: its files were saved last. "
        "Hand in only the one that should count.",
    )


def test_work_that_only_an_earlier_attempt_has_counts():
    stubs = "def f(): raise NotImplementedError\ndef g(): raise NotImplementedError\n"
    for later in ("x = 1", stubs):
        chosen = choose({"attempt1/ex.py": F + G, "attempt2/ex.py" if later == stubs else "attempt2/y.py": later})
        assert chosen.path == "attempt1/ex.py"
        (note,) = chosen.notes
        assert note == "attempt1 is the one that counts for ex: there is no work on it in attempt2."
    assert choose({"attempt1/ex.py": stubs, "attempt2/ex.py": stubs}).path == "attempt2/ex.py"


def test_weeks_are_not_attempts():
    """A later week's helper of the same name must not replace the exercise of an earlier one."""
    assert find_attempts(dict.fromkeys(["week1/ex.py", "week2/net.py", "a2_x/y.py", "a3_x/y.py"], ())) == []
    assert choose({"week1/ex.py": F + G, "week2/net.py": F + G}).path == "week1/ex.py"


def write_zip(path, members, minute=0):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 30, 12, minute, 0)), text)


def test_several_zips_are_read_as_folders(tmp_path):
    write_zip(tmp_path / "mine.zip", {"ex.py": "new"}, minute=30)
    write_zip(tmp_path / "zz.zip", {"ex.py": "old", "only.py": "here"})
    (tmp_path / "broken.zip").write_bytes(b"no zip")
    (tmp_path / "notes.txt").write_text("see zips")
    submission = load_submission(tmp_path)
    assert set(submission.files) == {"mine.zip/ex.py", "zz.zip/ex.py", "zz.zip/only.py"}
    assert next(iter(submission.files)) == "mine.zip/ex.py"  # limits cost the older ones
    assert submission.notes == ("broken.zip is damaged or not a zip. Make the zip again.",)
    assert find_main_file(find_outlines(submission.files, submission.saved), "ex", ["f"]).path == "mine.zip/ex.py"


def test_damaged_member_of_one_zip_costs_only_itself(tmp_path):
    write_zip(tmp_path / "attempt1.zip", {"ex.py": F})
    write_zip(tmp_path / "attempt2.zip", {"ex.py": G, "more.py": "unharmed"})
    data = (tmp_path / "attempt2.zip").read_bytes()
    (tmp_path / "attempt2.zip").write_bytes(data.replace(G.encode(), F.encode()))  # the checksum is wrong
    submission = load_submission(tmp_path)
    assert set(submission.files) == {"attempt1.zip/ex.py", "attempt2.zip/more.py"}
    assert "attempt2.zip/ex.py was left out: the zip is damaged" in submission.notes[0]


def test_number_of_zips_is_limited_and_the_latest_are_read(tmp_path):
    for number in range(1, files.MAX_ZIPS + 3):
        write_zip(tmp_path / f"attempt{number}.zip", {"ex.py": F})
    submission = load_submission(tmp_path)
    assert {path.partition("/")[0] for path in submission.files} == {f"attempt{i}.zip" for i in range(3, 13)}
    assert submission.notes == ("There are more than 10 zips, so some were left out; hand in only the latest.",)
