"""What the doctor says, and what it prescribes."""

import sys

import msgspec
import pytest
from rich.console import Console

from grader.cli import doctor
from grader.execution import isolation


def render(**fields):
    console = Console(width=200)
    with console.capture() as said:
        console.print(doctor.render_diagnosis(msgspec.structs.replace(isolation.NOTHING_RAN, **fields)))
    return said.get()


def test_every_probe_belongs_to_one_promise():
    named = [name for probes in doctor._PROMISES.values() for name in probes]
    assert sorted(named) == sorted(isolation.find_probes())


def test_everything_protected():
    said = render(level="namespaces", layers=("landlock", "own_session"), landlock_abi=6)
    assert said.count("✓ holds: ") == len(doctor._PROMISES)
    assert "landlock (version 6), own session" in said


def test_metadata_is_told_from_contents():
    said = render(level="landlock", possible=("see_that_files_exist",))
    assert "~ holds in part: The reference, the checks and other files cannot be read, except for their names" in said


def test_what_is_possible_is_named():
    said = render(level="rlimits", possible=("read_files", "list_folders", "start_threads"))
    assert "but it could read files, list folders" in said
    assert "but it could start threads" in said
    assert said.count("✗ does not hold: ") == 2


def test_nothing_runs():
    said = render(level="none", missing=("No worker.",))
    assert "✓" not in said
    assert "Missing: No worker." in said


@pytest.mark.skipif(sys.platform != "linux", reason="remedies are Linux's")
@pytest.mark.parametrize(
    ("name", "value", "command"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"),
        ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "user.max_user_namespaces=15000"),
    ],
)
def test_settings_that_forbid_namespaces_are_found(tmp_path, name, value, command):
    path = tmp_path / name
    path.parent.mkdir()
    path.write_text(f"{value}\n")
    assert doctor.find_remedies("namespaces: refused", tmp_path) == [f"sudo sysctl {command}"]
    path.write_text("7\n")
    assert "container" in doctor.find_remedies("namespaces: refused", tmp_path)[0]


@pytest.mark.parametrize(("reason", "words"), [("landlock: no", "lsm"), ("seccomp: no", "CONFIG_SECCOMP_FILTER")])
def test_other_remedies(monkeypatch, reason, words):
    monkeypatch.setattr(sys, "platform", "linux")
    assert words in doctor.find_remedies(reason)[0]


def test_other_systems(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "Use Linux" in doctor.find_remedies("namespaces: only Linux has them")[0]
    assert doctor.find_remedies("anything")[0].startswith("Use Linux")


def test_what_has_no_remedy_has_none(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    assert doctor.find_remedies("No worker can be started.") == []
