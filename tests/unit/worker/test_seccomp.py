"""The program that judges system calls, run by an interpreter of four instructions, and by the kernel."""

import errno
import itertools
import struct

import pytest

from grader.worker.confinement import kernel, seccomp
from grader.worker.confinement.syscalls import ALLOWED, LIMITED

X86_64, I386, AARCH64 = 0xC000003E, 0x40000003, 0xC00000B7
PID = seccomp.OWN_PID
KILLED, ALLOWED_VERDICT = seccomp.KILL_PROCESS, seccomp.ALLOW
EPERM, ENOSYS = seccomp.NOT_PERMITTED, seccomp.NOT_KNOWN


def run(code, number, arguments=(), architecture=X86_64):
    """Run a program on one call, as the kernel would."""
    values = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, architecture, 0, *(value % 2**64 for value in values))
    instructions = list(struct.iter_unpack("<HBBI", code))
    accumulator, place = 0, 0
    for _ in range(len(instructions)):
        operation, if_true, if_false, operand = instructions[place]
        place += 1
        match operation:
            case 0x20:
                (accumulator,) = struct.unpack_from("<I", data, operand)
            case 0x06:
                return operand
            case 0x05:
                place += operand
            case 0x15 | 0x35 | 0x45:
                tests = {0x15: accumulator == operand, 0x35: accumulator >= operand, 0x45: accumulator & operand}
                place += if_true if tests[operation] else if_false
    raise AssertionError("the program ran past its end")


@pytest.fixture(scope="module", params=["x86_64", "aarch64"])
def machine(request):
    return request.param


def judge(machine, name_or_number, *arguments):
    column, architecture = {"x86_64": (0, X86_64), "aarch64": (1, AARCH64)}[machine]
    number = name_or_number
    if isinstance(number, str):
        number = (ALLOWED | LIMITED)[number][column]
    return run(seccomp.build_filter(machine).code, number, arguments, architecture)


def test_every_number_is_judged_by_the_list(machine):
    column = ("x86_64", "aarch64").index(machine)
    allowed = {numbers[column] for numbers in ALLOWED.values()}
    limited = {numbers[column] for numbers in LIMITED.values()}
    code = seccomp.build_filter(machine).code
    architecture = (X86_64, AARCH64)[column]
    for number in set(range(700)) - limited:
        default = EPERM if number < 424 else ENOSYS
        assert run(code, number, (), architecture) == (ALLOWED_VERDICT if number in allowed else default), number


def test_other_architectures_end_the_process():
    code = seccomp.build_filter("x86_64").code
    assert run(code, 3, architecture=I386) == KILLED
    assert run(code, 0x40000000, architecture=X86_64) == KILLED
    assert run(code, 2**32 - 1, architecture=X86_64) == KILLED
    assert run(code, ALLOWED["read"][0], architecture=X86_64) == ALLOWED_VERDICT


@pytest.mark.parametrize(
    ("name", "arguments", "verdict"),
    [
        ("fcntl", (3, 1), ALLOWED_VERDICT),  # F_GETFD
        ("fcntl", (3, 1030, 10), ALLOWED_VERDICT),  # F_DUPFD_CLOEXEC
        ("fcntl", (3, 4, 0x800), ALLOWED_VERDICT),  # F_SETFL O_NONBLOCK
        ("fcntl", (3, 4, 0x2000), EPERM),  # F_SETFL O_ASYNC
        ("fcntl", (3, 4, 0x2800), EPERM),
        ("fcntl", (3, 8, 1234), EPERM),  # F_SETOWN
        ("fcntl", (3, 10, 9), EPERM),  # F_SETSIG
        ("fcntl", (3, 15, 0), EPERM),  # F_SETOWN_EX
        ("fcntl", (3, 1024, 1), EPERM),  # F_SETLEASE
        ("ioctl", (3, 0x5421, 0), ALLOWED_VERDICT),  # FIONBIO
        ("ioctl", (3, 0x5452, 0), EPERM),  # FIOASYNC
        ("ioctl", (3, 0x8901, 0), EPERM),  # FIOSETOWN
        ("ioctl", (3, 0x5412, 0), EPERM),  # TIOCSTI
        ("kill", (PID, 9), ALLOWED_VERDICT),
        ("kill", (0, 9), EPERM),
        ("kill", (-1, 9), EPERM),
        ("kill", (1, 9), EPERM),
        ("kill", (-PID, 9), EPERM),
        ("sendto", (3, 4096, 10, 0), ALLOWED_VERDICT),
        ("sendto", (3, 4096, 10, 1), EPERM),  # MSG_OOB
        ("recvfrom", (3, 4096, 10, 0x41), EPERM),  # MSG_OOB | MSG_DONTWAIT
        ("tgkill", (PID, PID, 6), ALLOWED_VERDICT),
        ("tgkill", (1, 1, 6), EPERM),
        ("madvise", (4096, 4096, 4), ALLOWED_VERDICT),  # MADV_DONTNEED
        ("madvise", (4096, 4096, 14), ALLOWED_VERDICT),  # MADV_HUGEPAGE
        *(("madvise", (4096, 4096, advice), EPERM) for advice in range(26) if advice not in (4, 14)),
        ("madvise", (4096, 4096, 100), EPERM),  # MADV_HWPOISON
        ("prctl", (39,), ALLOWED_VERDICT),
        ("prctl", (4, 1), EPERM),  # PR_SET_DUMPABLE
        ("prctl", (1, 0), EPERM),  # PR_SET_PDEATHSIG
        ("prctl", (0x59616D61, 1), EPERM),  # PR_SET_PTRACER
        ("prlimit64", (0, 7, 0, 1), ALLOWED_VERDICT),
        ("prlimit64", (PID, 7, 0, 1), ALLOWED_VERDICT),
        ("prlimit64", (1, 7, 0, 1), EPERM),
        ("prlimit64", (0, 7, 4096, 0), EPERM),
        ("prlimit64", (0, 7, 2**32, 0), EPERM),
    ],
)
def test_limited_calls(machine, name, arguments, verdict):
    assert judge(machine, name, *arguments) == verdict


def test_long_jumps_lead_where_short_ones_do():
    actions = {number: [seccomp.give(seccomp.ALLOW)] * 40 for number in range(0, 100, 2)}
    code = seccomp.assemble(X86_64, actions, EPERM, ENOSYS).code
    assert [run(code, number) == ALLOWED_VERDICT for number in range(6)] == [True, False] * 3
    assert {run(code, number) for number in range(1, 100, 2)} == {EPERM}


def test_places_of_the_process_id_hold_it():
    program = seccomp.build_filter("x86_64")
    assert [struct.unpack_from("<I", program.code, place)[0] for place in program.pid_places] == [PID] * 3


def test_a_machine_without_a_list_has_no_program():
    with pytest.raises(OSError, match="no list of system calls for riscv64"):
        seccomp.build_filter("riscv64")


def test_a_kernel_without_filters_is_told(monkeypatch):
    def refuse(*_arguments):
        raise OSError(errno.EINVAL, "prctl: Invalid argument")

    monkeypatch.setattr(kernel, "prctl", refuse)
    with pytest.raises(OSError, match="the kernel has no seccomp filters"):
        seccomp.build_filter("x86_64")


def test_programs_are_short_enough_for_the_kernel(machine):
    assert len(seccomp.build_filter(machine).code) // 8 < 4096


def test_neighbours_do_not_overlap():
    for width in range(1, 9):
        for chosen in itertools.combinations(range(8), min(width, 8)):
            actions = {number: [seccomp.give(seccomp.ALLOW)] for number in chosen}
            code = seccomp.assemble(X86_64, actions, EPERM, ENOSYS).code
            assert [n for n in range(10) if run(code, n) == ALLOWED_VERDICT] == list(chosen)
