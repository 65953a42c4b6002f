"""Explains how well this machine contains students' code, and how to fix any gaps."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from grader.reports.palette import FAINT, NOTICE, RIGHT, WRONG

if TYPE_CHECKING:
    from rich.console import RenderableType

    from grader.reports.report import Isolation

_LEVELS = {
    "namespaces": "Students' code runs in its own namespaces. This is the best level of isolation.",
    "landlock": "Students' code is contained by Landlock and seccomp. This is enough to grade others.",
    "rlimits": "Students' code has resource limits but is not contained. Grade only your own code here.",
    "none": "No worker can be started, so nothing can be graded.",
}
# Each guarantee, and the probes that test it.
_PROMISES = {
    "The reference, the checks and other files cannot be read": (
        "read_files",
        "read_reference",
        "list_folders",
        "see_that_files_exist",
    ),
    "Nothing can be written, changed or left behind": (
        "write_files",
        "change_files",
        "delete_files",
        "make_folders",
        "change_permissions",
        "make_files_in_memory",
        "share_memory",
    ),
    "There is no access to the network or to other processes": (
        "make_sockets",
        "connect_to_network",
        "connect_to_processes",
    ),
    "No processes, programs or threads can be started": ("start_processes", "run_programs", "start_threads"),
    "The grader can be neither signalled nor inspected": (
        "signal_grader",
        "signal_fork_server",
        "send_signals_by_socket",
        "read_grader_memory",
        "read_fork_server_memory",
        "trace_grader",
    ),
    "Memory is limited, and limits cannot be raised": ("take_too_much_memory", "raise_limits"),
    "Risky kernel features cannot be used": ("make_namespaces", "mount_file_systems", "make_rings_of_calls"),
}
_SETTINGS = {
    "kernel/apparmor_restrict_unprivileged_userns": ("1", "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"),
    "kernel/unprivileged_userns_clone": ("0", "sudo sysctl kernel.unprivileged_userns_clone=1"),
    "user/max_user_namespaces": ("0", "sudo sysctl user.max_user_namespaces=15000"),
}
_IN_CONTAINER = (
    "A container usually forbids namespaces, and Landlock is enough there. To allow them: "
    "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined ..."
)
_LANDLOCK = (
    "Landlock needs Linux 5.13 or newer and must be enabled. Run: cat /sys/kernel/security/lsm. If landlock is not "
    "listed, add it to lsm= on the kernel's command line; in a container, update the container runtime."
)
_SECCOMP = "Seccomp needs Linux on x86_64 or aarch64, with CONFIG_SECCOMP_FILTER. Use a distribution's kernel."
_NOT_LINUX = "Use Linux, for example in a virtual machine or a container; this system has no comparable isolation."


def render_diagnosis(found: Isolation) -> RenderableType:
    """Show which guarantees hold, which do not, and how to fix those."""
    parts: list[RenderableType] = [
        Text.assemble("Level: ", (found.level, "bold")),
        Text(_LEVELS[found.level]),
        Text(),
    ]
    if found.level != "none":
        parts += [line for promise, probes in _PROMISES.items() for line in _render_promise(promise, probes, found)]
        landlock = f"landlock (version {found.landlock_abi})"
        layers = [landlock if layer == "landlock" else layer.replace("_", " ") for layer in found.layers]
        parts += [Text(), Text(f"Layers seen in a worker: {', '.join(layers)}.", style=FAINT)]
    for reason in found.missing:
        parts += [Text(), Text(f"Missing: {reason}", style=NOTICE)]
        parts += [Padding(Text(remedy), (0, 0, 0, 2)) for remedy in find_remedies(reason)]
    return Group(*parts)


def find_remedies(reason: str, settings: Path = Path("/proc/sys")) -> list[str]:
    """Return how to enable a missing layer; `reason` begins with its name.

    Args:
        settings: the folder of the kernel's settings (sysctl).
    """
    if sys.platform != "linux":
        return [_NOT_LINUX]
    layer = reason.partition(":")[0]
    if layer == "namespaces":
        return _find_settings(settings) or [_IN_CONTAINER]
    return {"landlock": [_LANDLOCK], "seccomp": [_SECCOMP]}.get(layer, [])


def _find_settings(settings: Path) -> list[str]:
    """Return the commands that change kernel settings which forbid namespaces."""
    found = []
    for name, (forbids, command) in _SETTINGS.items():
        path = settings / name
        if path.is_file() and path.read_text(encoding="ascii").strip() == forbids:
            found.append(command)
    return found


def _render_promise(promise: str, probes: tuple[str, ...], found: Isolation) -> list[RenderableType]:
    broken = [name.replace("_", " ") for name in probes if name in found.possible]
    if not broken:
        return [Text.assemble(("✓ holds: ", RIGHT), promise)]
    only_metadata = broken == ["see that files exist"]
    mark = ("~ holds in part: ", NOTICE) if only_metadata else ("✗ does not hold: ", WRONG)
    words = "except for their names, sizes and times" if only_metadata else f"but it could {', '.join(broken)}"
    return [Text.assemble(mark, f"{promise}, {words}")]
