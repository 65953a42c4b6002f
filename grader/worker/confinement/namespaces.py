"""New namespaces around the fork server: no other processes, no network, and no files except readable ones.

The fork server continues in a grandchild, the first process of the new namespaces, and the two processes above it
only wait. If any step fails, it continues in the original process.

Source: Linux, user_namespaces(7), pivot_root(2), mount_setattr(2).
"""

from __future__ import annotations

import os
import signal
import sys

from grader.worker.confinement import kernel
from grader.worker.confinement.readable import Readable

_NEW_MOUNTS, _NEW_IPC, _NEW_HOST_NAME = 0x00020000, 0x08000000, 0x04000000
_NEW_USERS, _NEW_PROCESSES, _NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
_ALL_NEW = _NEW_MOUNTS | _NEW_IPC | _NEW_HOST_NAME | _NEW_USERS | _NEW_PROCESSES | _NEW_NETWORK
_READ_ONLY, _NO_SETUID, _NO_DEVICES, _REMOUNT = 1, 2, 4, 32
_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18
_DETACH = 2
# Mount flags as statvfs reports them and as mount expects them: flags that are set cannot be cleared in a namespace.
_KEPT_FLAGS = {1: 1, 2: 2, 4: 4, 8: 8, 1024: 1024, 2048: 2048, 4096: 1 << 21}
_STAGE = "/tmp"  # noqa: S108 - exists on every system, and is mounted over only in the namespace
_OLD_ROOT = "/.old"
_DONE = "done"


def enter(files: Readable) -> str:
    """Continue in new namespaces that contain only `files`; return the reason if that fails, and "" otherwise.

    On success this returns in a grandchild; the calling process waits for it and exits when it does.
    """
    if sys.platform != "linux":
        return "only Linux has them"
    sources = [(path, os.path.realpath(path)) for path in files.paths]
    reading, writing = os.pipe()
    holder = os.fork()
    if holder == 0:  # pragma: no cover - runs in a forked child only
        os.close(reading)
        _become_first_process(sources, writing)
        return ""
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    if said == _DONE:  # pragma: no cover - the caller continues in its grandchild
        _stay_behind(holder)
    os.waitpid(holder, 0)
    return said or "the child process exited early"


def _become_first_process(sources: list[tuple[str, str]], writing: int) -> None:  # pragma: no cover - forked child
    """Create the namespaces, and return in a child: a new process namespace applies only to children."""
    try:
        parent = os.getppid()
        _unshare()
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        child = os.fork()
        if child:
            _stay_behind(child, parent)
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        _fill(sources)
        os.write(writing, _DONE.encode())
        os.close(writing)
    except BaseException as error:  # noqa: BLE001 - this may return only on success
        said = getattr(error, "strerror", None) or repr(error)
        os.write(writing, said[:200].encode())
        os._exit(1)


def _stay_behind(child: int, parent: int | None = None) -> None:  # pragma: no cover - ends its process
    """Wait for the child and exit; close the grader's socket first, so the grader sees when the child closes it."""
    os.closerange(0, 4096)
    if parent is None or os.getppid() == parent:
        os.waitpid(child, 0)
    os._exit(0)


def _unshare() -> None:
    uid, gid = os.getuid(), os.getgid()
    kernel.call("unshare", _ALL_NEW)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        _write(f"/proc/self/{name}", text)


def _write(path: str, text: str) -> None:
    fd = os.open(path, os.O_WRONLY)
    try:
        os.write(fd, text.encode())
    except OSError as error:
        raise OSError(error.errno, f"setting up {os.path.basename(path)}: {error.strerror}") from None
    finally:
        os.close(fd)


def _fill(sources: list[tuple[str, str]]) -> None:  # pragma: no cover - runs in a forked child only
    """Replace the root file system by one that contains only the readable files."""
    _mount("none", "/", "", _RECURSIVE | _PRIVATE)
    _mount("tmpfs", _STAGE, "tmpfs", _NO_SETUID | _NO_DEVICES, "size=1m,mode=755")
    os.mkdir(_STAGE + _OLD_ROOT)
    kernel.call("pivot_root", _STAGE.encode(), (_STAGE + _OLD_ROOT).encode())
    os.chdir("/")
    for path, source in sources:
        _bind(path, _OLD_ROOT + source)
    kernel.call("umount2", _OLD_ROOT.encode(), _DETACH)
    os.rmdir(_OLD_ROOT)
    _mount("none", "/", "", _REMOUNT | _BIND | _READ_ONLY | _NO_SETUID | _NO_DEVICES)


def _bind(path: str, source: str) -> None:  # pragma: no cover - runs in a forked child only
    if os.path.isdir(source):
        os.makedirs(path)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.close(os.open(path, os.O_CREAT))
    _mount(source, path, "", _BIND | _RECURSIVE)
    flags = os.statvfs(path).f_flag
    kept = sum(flag for seen, flag in _KEPT_FLAGS.items() if flags & seen)
    _mount("none", path, "", _REMOUNT | _BIND | _READ_ONLY | _NO_SETUID | _NO_DEVICES | kept)


def _mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    kernel.call("mount", source.encode(), target.encode(), kind.encode() or None, flags, options.encode() or None)
