"""Says in plain words how well students' code is contained on this machine, and what would mend what is not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from grader.reports.report import Isolation

_LEVELS = {
    "namespaces": "Students' code is contained, in namespaces of its own. Nothing better is known.",
    "landlock": "Students' code is contained by Landlock and seccomp. This is enough to grade others.",
    "rlimits": "Students' code is limited, and not contained. Grade nobody's code here but your own.",
    "none": "No worker can be started, so that nothing can be graded.",
}
# What a reader cares about, and the probes that speak of it.
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
    "There is no network, and no way to other processes": (
        "make_sockets",
        "connect_to_network",
        "connect_to_processes",
    ),
    "No processes, programs or threads can be started": ("start_processes", "run_programs", "start_threads"),
    "The grader can be neither signalled nor looked into": (
        "signal_grader",
        "signal_fork_server",
        "send_signals_by_socket",
        "read_grader_memory",
        "read_fork_server_memory",
        "trace_grader",
    ),
    "Memory is limited, and limits stay": ("take_too_much_memory", "raise_limits"),
    "The kernel's riskier parts are out of reach": ("make_namespaces", "mount_file_systems", "make_rings_of_calls"),
}
_SETTINGS = {
    "kernel/apparmor_restrict_unprivileged_userns": ("1", "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"),
    "kernel/unprivileged_userns_clone": ("0", "sudo sysctl kernel.unprivileged_userns_clone=1"),
    "user/max_user_namespaces": ("0", "sudo sysctl user.max_user_namespaces=15000"),
}
_IN_CONTAINER = (
    "A container's own rules usually forbid them, and Landlock is enough there. To have them all the same: "
    "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined ..."
)
_LANDLOCK = (
    "Linux has Landlock since 5.13, where it is switched on. Look at: cat /sys/kernel/security/lsm. If landlock is not "
    "in it, add it to lsm= on the kernel's command line; in a container, update the container's runtime."
)
_SECCOMP = "Seccomp needs Linux on x86_64 or aarch64, with CONFIG_SECCOMP_FILTER. Use a kernel of a distribution."
_NOT_LINUX = "Use Linux, for example in a virtual machine or a container; this system has nothing of the kind."


def render_diagnosis(found: Isolation) -> RenderableType:
    """Show what is protected, what is not, and how to mend that."""
    parts: list[RenderableType] = [
        Text.assemble("Level: ", (found.level, "bold")),
        Text(_LEVELS[found.level]),
        Text(),
    ]
    if found.level != "none":
        parts += [line for promise, probes in _PROMISES.items() for line in _render_promise(promise, probes, found)]
        landlock = f"landlock (version {found.landlock_abi})"
        layers = [landlock if layer == "landlock" else layer.replace("_", " ") for layer in found.layers]
        parts += [Text(), Text(f"Layers seen in a worker: {', '.join(layers)}.", style="dim")]
    for reason in found.missing:
        parts += [Text(), Text(f"Missing: {reason}", style="yellow")]
        parts += [Padding(Text(remedy), (0, 0, 0, 2)) for remedy in find_remedies(reason)]
    return Group(*parts)


def find_remedies(reason: str, settings: Path = Path("/proc/sys")) -> list[str]:
    """Return what would mend a missing layer; `reason` begins with its name.

    Args:
        settings: the folder of the kernel's settings.
    """
    if sys.platform != "linux":
        return [_NOT_LINUX]
    layer = reason.partition(":")[0]
    if layer == "namespaces":
        return _find_settings(settings) or [_IN_CONTAINER]
    return {"landlock": [_LANDLOCK], "seccomp": [_SECCOMP]}.get(layer, [])


def _find_settings(settings: Path) -> list[str]:
    """Return the commands that change the settings which forbid namespaces."""
    found = []
    for name, (forbids, command) in _SETTINGS.items():
        path = settings / name
        if path.is_file() and path.read_text(encoding="ascii").strip() == forbids:
            found.append(command)
    return found


def _render_promise(promise: str, probes: tuple[str, ...], found: Isolation) -> list[RenderableType]:
    broken = [name.replace("_", " ") for name in probes if name in found.possible]
    if not broken:
        return [Text.assemble(("✓ ", "green"), promise)]
    only_metadata = broken == ["see that files exist"]
    mark = ("~ ", "yellow") if only_metadata else ("✗ ", "red")
    words = "except for their names, sizes and times" if only_metadata else f"but it could {', '.join(broken)}"
    return [Text.assemble(mark, f"{promise}, {words}" if only_metadata else f"{promise}: no, {words}")]
