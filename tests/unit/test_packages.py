"""The versions of packages are those that the packages tell."""

import hypothesis
import numpy as np
import pytest

from grader.packages import find_version


@pytest.mark.parametrize("package", [np, hypothesis])
def test_version_is_the_package_s_own(package):
    assert find_version(package.__name__) == package.__version__


def test_where_the_folder_does_not_tell_the_metadata_do(monkeypatch):
    found = find_version("click")
    monkeypatch.setattr("grader.packages.find_spec", lambda _: None)
    assert find_version("click") == found


def test_a_missing_package_is_an_error():
    with pytest.raises(ModuleNotFoundError):
        find_version("no_such_package")
