"""The numbers of system calls, compared with those that libseccomp knows."""

import ctypes

import pytest

from grader.worker.confinement.syscalls import ALLOWED, LIMITED

X86_64, AARCH64 = 0xC000003E, 0xC00000B7


@pytest.fixture(scope="module")
def libseccomp():
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        pytest.skip("needs libseccomp, to compare with")
    library.seccomp_syscall_resolve_name_arch.argtypes = [ctypes.c_uint32, ctypes.c_char_p]
    return library


@pytest.mark.parametrize(("column", "architecture"), [(0, X86_64), (1, AARCH64)])
def test_numbers_are_those_of_libseccomp(libseccomp, column, architecture):
    for name, numbers in (ALLOWED | LIMITED).items():
        known = libseccomp.seccomp_syscall_resolve_name_arch(architecture, name.encode())
        assert numbers[column] == (known if known >= 0 else None), name


def test_nothing_is_both_allowed_and_limited():
    assert not ALLOWED.keys() & LIMITED.keys()


FORBIDDEN = """
fork vfork clone clone3 execve execveat socket socketpair connect bind ptrace process_vm_readv process_vm_writev
pidfd_open pidfd_getfd pidfd_send_signal unshare setns mount pivot_root io_uring_setup memfd_create keyctl bpf
userfaultfd perf_event_open chmod fchmodat utimensat unlink rename mkdir link symlink mknod tkill rt_sigqueueinfo
setrlimit sendmsg recvmsg shmget msgget semget mq_open inotify_init1 process_madvise kcmp setpriority
"""


@pytest.mark.parametrize("name", FORBIDDEN.split())
def test_what_the_promise_names_is_not_there(name):
    assert name not in ALLOWED | LIMITED
