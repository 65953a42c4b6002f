"""Probes: things that student code must not be able to do. They run in a worker like a submission.

Each function tries one of them and returns True if it worked. Success does no harm.
"""

import contextlib
import ctypes
import fcntl
import os
import resource
import socket
import sys
import threading
from typing import Any, TypeAlias

ON_LINUX = sys.platform == "linux"
PTRACE_SEIZE = 0x4206
NEW_USER_NAMESPACE = 0x10000000
IO_URING_SETUP = 425
PRIVATE_KEY = 0
DETACH = 2
ENOSYS, EPERM = 38, 1

Bait: TypeAlias = dict[str, Any]


def see_that_files_exist(bait: Bait) -> bool:
    """Learn that a file exists; its size and times are readable in the same way."""
    return os.path.exists(bait["file"])


def read_files(bait: Bait) -> bool:
    """Read a world-readable file."""
    return bool(_read(bait["file"]))


def read_reference(bait: Bait) -> bool:
    """Read the solution."""
    return bool(_read(bait["reference"]))


def list_folders(bait: Bait) -> bool:
    """List a folder."""
    return bool(os.listdir(bait["folder"]))


def write_files(bait: Bait) -> bool:
    """Create a file in a world-writable folder."""
    os.close(os.open(os.path.join(bait["folder"], "written"), os.O_WRONLY | os.O_CREAT))
    return True


def change_files(bait: Bait) -> bool:
    """Open a file for writing."""
    os.close(os.open(bait["file"], os.O_WRONLY))
    return True


def delete_files(bait: Bait) -> bool:
    """Delete a file."""
    os.unlink(bait["victim"])
    return True


def make_folders(bait: Bait) -> bool:
    """Create a folder."""
    os.mkdir(os.path.join(bait["folder"], "made"))
    return True


def change_permissions(bait: Bait) -> bool:
    """Set the permissions of a file to their current value; Landlock does not cover chmod."""
    os.chmod(bait["file"], 0o644)
    return True


def make_sockets(_bait: Bait) -> bool:
    """Create a socket without connecting it."""
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    return True


def connect_to_network(bait: Bait) -> bool:
    """Connect to a server that the canary started."""
    with socket.create_connection(("127.0.0.1", bait["port"]), 1.0):
        return True


def connect_to_processes(bait: Bait) -> bool:
    """Connect to a Unix socket of the canary's."""
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(bait["socket"])
        return True


def start_processes(_bait: Bait) -> bool:
    """Fork."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True


def run_programs(_bait: Bait) -> bool:
    """Execute a program that does not exist."""
    with contextlib.suppress(FileNotFoundError):  # then the kernel allowed execve and looked for the file
        os.execv(b"", [b"program"])
    return True


def start_threads(_bait: Bait) -> bool:
    """Start a thread that exits at once."""
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    return True


def signal_grader(bait: Bait) -> bool:
    """Check with signal 0 whether the grader could be signalled."""
    os.kill(bait["pid"], 0)
    return True


def signal_fork_server(_bait: Bait) -> bool:
    """Check with signal 0 whether the fork server could be signalled."""
    os.kill(os.getppid(), 0)
    return True


def send_signals_by_socket(_bait: Bait) -> bool:
    """Set the owner of the grader's socket (F_SETOWN); the kernel would send that process signals."""
    for fd in range(3, 64):
        try:
            fcntl.fcntl(fd, fcntl.F_SETOWN, 0)
        except PermissionError:
            return False
        except OSError:
            continue
        return True
    return False


def read_grader_memory(bait: Bait) -> bool:
    """Read the grader's environment, or open its memory."""
    return bool(_read(f"/proc/{bait['pid']}/environ")) or _can_open(f"/proc/{bait['pid']}/mem")


def read_fork_server_memory(_bait: Bait) -> bool:
    """Open the fork server's memory."""
    return _can_open(f"/proc/{os.getppid()}/mem")


def trace_grader(bait: Bait) -> bool:
    """Attach to the grader as a debugger does; it keeps running, and is detached when this process exits."""
    return ON_LINUX and bool(_libc().ptrace(PTRACE_SEIZE, ctypes.c_long(bait["pid"]), None, None) == 0)


def raise_limits(_bait: Bait) -> bool:
    """Raise the hard limit on CPU time."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (hard + 1, hard + 1))
    return True


def make_namespaces(_bait: Bait) -> bool:
    """Create a user namespace, in which this process would be root."""
    return ON_LINUX and bool(_libc().unshare(NEW_USER_NAMESPACE) == 0)


def mount_file_systems(bait: Bait) -> bool:
    """Mount a file system, and unmount it."""
    folder = bait["folder"].encode()
    if not ON_LINUX or _libc().mount(b"none", folder, b"tmpfs", 0, None) == -1:
        return False
    _libc().umount2(folder, DETACH)
    return True


def make_files_in_memory(_bait: Bait) -> bool:
    """Create an in-memory file (memfd_create)."""
    os.close(os.memfd_create("canary"))
    return True


def make_rings_of_calls(_bait: Bait) -> bool:
    """Call io_uring_setup without arguments; any error but ENOSYS and EPERM means that it is allowed."""
    if not ON_LINUX:
        return False
    _libc().syscall(IO_URING_SETUP, 0, None)
    return ctypes.get_errno() not in (ENOSYS, EPERM)


def share_memory(_bait: Bait) -> bool:
    """Create a shared memory segment, which would outlive this process, and remove it."""
    if not ON_LINUX:
        return False
    found = _libc().shmget(PRIVATE_KEY, 4096, 0o1600)
    if found == -1:
        return False
    _libc().shmctl(found, 0, None)
    return True


def take_too_much_memory(bait: Bait) -> bool:
    """Allocate more than the limit; the last probe, since a worker that it kills must be restarted."""
    return bool(bytearray((bait["memory_mb"] + 1024) * 2**20))


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(1)


def _can_open(path: str) -> bool:
    os.close(os.open(path, os.O_RDONLY))
    return True


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)
