"""Landlock rules: what they take away, and kernels that are older than they say."""

import errno
import os
import struct

import pytest

from grader.worker.confinement import kernel, landlock


@pytest.fixture
def pretend(monkeypatch):
    """Put a kernel in the place of ours that announces one version and accepts another."""
    asked = []

    def install(announced, accepted, refusal=errno.EINVAL):
        def syscall(number, *arguments):
            if number != 444:
                return 0
            if arguments[2]:
                return announced
            asked.append(arguments[0])
            if len(asked) <= announced - accepted:
                raise OSError(refusal, os.strerror(refusal))
            return 99

        monkeypatch.setattr(kernel, "syscall", syscall)
        return asked

    return install


@pytest.mark.parametrize(
    ("abi", "fields"),
    [
        (1, (2**13 - 1,)),
        (2, (2**14 - 1,)),
        (3, (2**15 - 1,)),
        (4, (2**15 - 1, 3)),
        (5, (2**16 - 1, 3)),
        (6, (2**16 - 1, 3, 3)),
        (7, (2**16 - 1, 3, 3)),
    ],
)
def test_all_rights_of_a_version_are_taken_away(abi, fields):
    assert struct.unpack(f"<{len(fields)}Q", landlock.to_attributes(abi)) == fields


@pytest.mark.parametrize(("announced", "accepted"), [(6, 5), (7, 1), (3, 3), (1, 1)])
@pytest.mark.parametrize("refusal", [errno.EINVAL, errno.E2BIG])
def test_versions_are_stepped_down_to_what_the_kernel_accepts(pretend, announced, accepted, refusal):
    asked = pretend(announced, accepted, refusal)
    assert landlock.build_ruleset([]) == landlock.Ruleset(99, accepted)
    assert asked[-1] == landlock.to_attributes(accepted)


def test_versions_of_the_future_are_used_as_far_as_they_are_known(pretend):
    pretend(23, 23)
    assert landlock.build_ruleset([]).abi == 7


def test_a_kernel_that_refuses_every_version_has_no_landlock(pretend):
    pretend(3, 0)
    with pytest.raises(OSError, match="Invalid argument"):
        landlock.build_ruleset([])


def test_a_kernel_that_refuses_for_another_reason_is_not_asked_again(pretend):
    asked = pretend(3, 1, errno.ENOMEM)
    with pytest.raises(OSError, match="memory"):
        landlock.build_ruleset([])
    assert len(asked) == 1


def test_paths_that_are_not_there_are_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        landlock.build_ruleset([str(tmp_path / "missing")])


def test_only_what_is_named_can_be_read(tmp_path):
    for name in ("open", "closed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    (tmp_path / "single").write_text("single")
    ruleset = landlock.build_ruleset([str(tmp_path / "open"), str(tmp_path / "single")])
    pid = os.fork()
    if pid == 0:
        seen = 0
        try:
            kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
            landlock.restrict(ruleset)
            for place, name in enumerate(("open/file", "single", "closed/file")):
                try:
                    seen |= bool((tmp_path / name).read_bytes()) << place
                except PermissionError:
                    continue
        finally:
            os._exit(seen)
    os.close(ruleset.fd)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0b011
