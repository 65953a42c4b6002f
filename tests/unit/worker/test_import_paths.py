"""Where imports of a submission lead."""

import pytest

from grader.worker.import_paths import Found, Paths, to_package

FILES = [
    "a3/two_layer_backprop.py",
    "a3/utils/__init__.py",
    "a3/utils/act.py",
    "a3/helpers/act.py",
    "a2/utils.py",
    "a2/helpers/act.py",
    "week1/statistics.py",
    "logging/notes.py",
    "common.py",
    "signal.py",
    "venv/lib/pip/json.py",
    "hw-3.1/util.py",
]


@pytest.fixture
def paths():
    return Paths(FILES, "a3/two_layer_backprop.py")


@pytest.mark.parametrize(
    ("name", "path", "is_package"),
    [
        ("utils", "a3/utils/__init__.py", True),
        ("utils.act", "a3/utils/act.py", False),
        ("a3.utils.act", "a3/utils/act.py", False),
        ("helpers.act", "a3/helpers/act.py", False),
        ("common", "common.py", False),
        ("signal", "signal.py", False),
        ("a2.utils", "a2/utils.py", False),
        ("hw-3_1.util", "hw-3.1/util.py", False),
    ],
)
def test_names_near_the_main_file(paths, name, path, is_package):
    assert paths.find_near(name) == Found(path, is_package)


@pytest.mark.parametrize("name", ["statistics", "logging", "json", "helpers", "a2", "numpy.linalg"])
def test_names_that_do_not_come_before_the_standard_library(paths, name):
    assert paths.find_near(name) is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("helpers", Found("", is_package=True)),
        ("a2", Found("", is_package=True)),
        ("pip", Found("", is_package=True)),
        ("statistics", Found("week1/statistics.py", is_package=False)),
        ("pip.json", Found("venv/lib/pip/json.py", is_package=False)),
        ("numpy.linalg", None),
        ("missing", None),
    ],
)
def test_names_that_are_found_after_it(paths, name, found):
    assert paths.find_far(name) == found


def test_packages_anywhere():
    assert Paths(["x/lib/__init__.py", "main.py"], "main.py").find_far("lib") == Found("x/lib/__init__.py", True)


def test_near_names(paths):
    assert paths.near_names == {"two_layer_backprop", "utils", "common", "signal"}


def test_package_of_a_path():
    assert to_package("hw-3.1/a/b.py") == "hw-3_1.a"
    assert to_package("b.py") == ""
