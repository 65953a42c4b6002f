"""Which of several versions of a name is the latest."""

import pytest

from grader.submissions.versions import MAX_CHARS, find_newer, order_versions, tell_choice, to_version


@pytest.mark.parametrize(
    "name",
    [
        "lab", "lab (1)", "lab(2)", "lab[1]", "lab_v2", "lab.v2", "lab_final", "lab-Copy1", "lab - Copy (2)",
        "lab copy 2", "Copy of lab", "Kopie von lab", "lab_2026-11-30", "lab_20261130-1530",
        "lab 2026-11-30 at 15.30.01", "lab_v2_final (1)", "lab_new_final", "lab_attempt_10", "lab (Kopie)", "lab_OLD2",
    ],
)  # fmt: skip
def test_versions_of_one_work(name):
    version = to_version(name)
    assert (version.work, version.is_marked) == ("lab", name != "lab")


@pytest.mark.parametrize(
    "name",
    [
        "e8_softmax_shift",
        "a2_softmax",
        "conv2",
        "new_network",
        "20231234_lab",
        "lab1",
        "renewal",
        "Ada_1_file_",
        "submission_12345678",
        "v" * 300,
    ],
)
def test_names_without_marks(name):
    assert to_version(name).work == name


@pytest.mark.parametrize(
    ("names", "latest", "why"),
    [
        (["attempt2", "attempt10", "attempt1"], "attempt10", "its number is the highest"),
        (["attempt 2, ada", "Attempt 10"], "Attempt 10", "its number is the highest"),
        (["ps1_2017-03-03-17-00-00", "ps1_2017-03-03-11-00-00"], "ps1_2017-03-03-17-00-00", "the time in its name is"),
        (["a_20170304", "b_20170303"], "a_20170304", "the time in its name is"),
        (["work", "work (1)"], "work (1)", "its number is the highest"),
        (["work", "work_v2"], "work_v2", "its number is the highest"),
        (["hw2", "hw10"], "hw10", "its number is the highest"),
        (["9", "10"], "10", "its number is the highest"),
        (["a", "b"], "a", "its files were saved last"),
        (["b", "c"], "c", "it is the last by name"),
        (["attempt1", "b"], "b", "it is the last by name"),
        (["x" * MAX_CHARS + "1", "x" * MAX_CHARS + "2"], "x" * MAX_CHARS + "2", "its number is the highest"),
    ],
)
def test_latest_version(names, latest, why):
    times = {"a": (2026, 11, 30), "b": (2026, 11, 29)}
    for order in (names, names[::-1]):
        ordered, reason = order_versions(order, times)
        assert (ordered[0], set(ordered)) == (latest, set(names))
        assert reason.startswith(why)


def test_date_is_before_any_time_on_that_day():
    assert find_newer("lab_2026-11-30", "lab_2026-11-30-08-00", {})
    assert not find_newer("lab", "lab_2026-11-30", {"lab": (2026, 11, 30, 8, 0, 0)})


def test_long_lists_are_cut():
    assert "and not b, c, d and 2 more: why." in tell_choice("a", ["b", "c", "d", "e", "f"], "why")
