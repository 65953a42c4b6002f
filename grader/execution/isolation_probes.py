"""What student code must not be able to do, tried one by one: runs in a worker, as a submission would.

Each function tries one thing and returns True if it worked. Nothing is harmed where it does.
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
    """Learn that a file exists; its size and times are as open."""
    return os.path.exists(bait["file"])


def read_files(bait: Bait) -> bool:
    """Read a file that everybody may read."""
    return bool(_read(bait["file"]))


def read_reference(bait: Bait) -> bool:
    """Read the solution."""
    return bool(_read(bait["reference"]))


def list_folders(bait: Bait) -> bool:
    """List a folder."""
    return bool(os.listdir(bait["folder"]))


def write_files(bait: Bait) -> bool:
    """Make a file where everybody may."""
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
    """Make a folder."""
    os.mkdir(os.path.join(bait["folder"], "made"))
    return True


def change_permissions(bait: Bait) -> bool:
    """Set the permissions of a file to what they are; Landlock does not cover this."""
    os.chmod(bait["file"], 0o644)
    return True


def make_sockets(_bait: Bait) -> bool:
    """Make a socket, and connect it to nothing."""
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    return True


def connect_to_network(bait: Bait) -> bool:
    """Reach a server that the canary started for this."""
    with socket.create_connection(("127.0.0.1", bait["port"]), 1.0):
        return True


def connect_to_processes(bait: Bait) -> bool:
    """Reach a Unix socket of the canary's."""
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
    with contextlib.suppress(FileNotFoundError):  # the kernel went as far as to look for it
        os.execv(b"", [b"program"])
    return True


def start_threads(_bait: Bait) -> bool:
    """Start a thread that ends at once."""
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    return True


def signal_grader(bait: Bait) -> bool:
    """Ask whether a signal to the grader would be delivered."""
    os.kill(bait["pid"], 0)
    return True


def signal_fork_server(_bait: Bait) -> bool:
    """Ask whether a signal to the fork server would be delivered."""
    os.kill(os.getppid(), 0)
    return True


def send_signals_by_socket(_bait: Bait) -> bool:
    """Name an owner of the grader's socket; the kernel would send it signals."""
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
    """Attach to the grader as a debugger does; it goes on running, and is let go with this process."""
    return ON_LINUX and bool(_libc().ptrace(PTRACE_SEIZE, ctypes.c_long(bait["pid"]), None, None) == 0)


def raise_limits(_bait: Bait) -> bool:
    """Raise a limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (hard + 1, hard + 1))
    return True


def make_namespaces(_bait: Bait) -> bool:
    """Make a namespace in which this process would be root."""
    return ON_LINUX and bool(_libc().unshare(NEW_USER_NAMESPACE) == 0)


def mount_file_systems(bait: Bait) -> bool:
    """Mount a file system, and take it away again."""
    folder = bait["folder"].encode()
    if not ON_LINUX or _libc().mount(b"none", folder, b"tmpfs", 0, None) == -1:
        return False
    _libc().umount2(folder, DETACH)
    return True


def make_files_in_memory(_bait: Bait) -> bool:
    """Make a file that lies in memory."""
    os.close(os.memfd_create("canary"))
    return True


def make_rings_of_calls(_bait: Bait) -> bool:
    """Use io_uring, with no arguments; it fails in its own way only where it may be used."""
    if not ON_LINUX:
        return False
    _libc().syscall(IO_URING_SETUP, 0, None)
    return ctypes.get_errno() not in (ENOSYS, EPERM)


def share_memory(_bait: Bait) -> bool:
    """Make a piece of memory that outlives this process, and remove it."""
    if not ON_LINUX:
        return False
    found = _libc().shmget(PRIVATE_KEY, 4096, 0o1600)
    if found == -1:
        return False
    _libc().shmctl(found, 0, None)
    return True


def take_too_much_memory(bait: Bait) -> bool:
    """Allocate more than the limit; last, since a worker that this ends is started anew."""
    return bool(bytearray((bait["memory_mb"] + 1024) * 2**20))


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(1)


def _can_open(path: str) -> bool:
    os.close(os.open(path, os.O_RDONLY))
    return True


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)
