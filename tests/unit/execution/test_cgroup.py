"""The counter of processes killed for lack of memory, in folders that look like those of the kernel."""

import pytest

from grader.execution.cgroup import OomCounter, find_counter, read_oom_kills

EVENTS = "low 0\nhigh 0\nmax 7\noom 2\noom_kill {}\noom_group_kill 0\n"
CONTROL = "oom_kill_disable 0\nunder_oom 0\noom_kill {}\n"
V1_LINE = "33 32 0:30 / {} rw,nosuid shared:9 - cgroup cgroup rw,memory\n"
V2_LINE = "31 23 0:28 {} {} rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"


@pytest.fixture
def machine(tmp_path):
    """Make a folder with /proc/self and one with the groups; return a function that fills them."""
    proc, mount = tmp_path / "proc", tmp_path / "groups"
    proc.mkdir()

    def fill(group, mounts, files):
        (proc / "cgroup").write_text(group)
        (proc / "mountinfo").write_text("22 1 8:1 / / rw - ext4 /dev/sda rw\n" + mounts.replace("MOUNT", str(mount)))
        for name, text in files.items():
            path = mount / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return proc, mount

    return fill


@pytest.mark.parametrize(
    ("group", "mounts", "name", "text"),
    [
        ("0::/a/b\n", V2_LINE.format("/", "MOUNT"), "a/b/memory.events", EVENTS),
        ("0::/\n", V2_LINE.format("/", "MOUNT"), "memory.events", EVENTS),
        # A container sees the host's path, but only its own part of the tree.
        ("0::/docker/12\n", V2_LINE.format("/docker/12", "MOUNT"), "memory.events", EVENTS),
        # A group without a memory controller is counted with the one above.
        ("0::/a/b/c\n", V2_LINE.format("/", "MOUNT"), "a/memory.events", EVENTS),
        ("4:memory:/a\n0::/\n", V1_LINE.format("MOUNT"), "a/memory.oom_control", CONTROL),
        ("4:cpu,memory:/a\n0::/\n", V1_LINE.format("MOUNT"), "a/memory.oom_control", CONTROL),
        # Both versions at once: the memory is with the first.
        (
            "4:memory:/a\n0::/b\n",
            V1_LINE.format("MOUNT") + V2_LINE.format("/", "/none"),
            "a/memory.oom_control",
            CONTROL,
        ),
        ("0::/a\n", V2_LINE.format("/", "MOUNT/my\\040place"), "my place/a/memory.events", EVENTS),
    ],
)
def test_counter_is_found_and_read(machine, group, mounts, name, text):
    proc, mount = machine(group, mounts, {name: text.format(3)})
    found = find_counter(proc)
    assert found == mount / name
    counter = OomCounter(found)
    assert not counter.has_grown()
    found.write_text(text.format(5))
    assert counter.has_grown()
    assert not counter.has_grown()


@pytest.mark.parametrize(
    ("group", "mounts", "files"),
    [
        ("", "", {}),
        ("nonsense\n\n::\n", "nonsense\n\n - \n1 2 3\n", {}),
        ("0::/a\n", V2_LINE.format("/", "MOUNT"), {}),
        ("0::/a\n", V2_LINE.format("/b", "MOUNT"), {"a/memory.events": EVENTS.format(1)}),
        (
            "4:memory:/a\n",
            V1_LINE.format("MOUNT"),
            {"a/memory.oom_control": "oom_kill_disable 0\n"},
        ),  # before Linux 4.13
        ("3:cpu:/a\n", V1_LINE.format("MOUNT"), {"a/memory.oom_control": CONTROL.format(1)}),
    ],
)
def test_without_a_counter_nothing_grows(machine, group, mounts, files):
    proc, _ = machine(group, mounts, files)
    assert find_counter(proc) is None


def test_without_proc_nothing_grows(tmp_path):
    assert find_counter(tmp_path) is None


@pytest.mark.parametrize(
    "text", ["", "oom_kill\n", "oom_kill -1\n", "oom_kill 1e9\n", "oom_kill " + "9" * 5000, "\xff"]
)
def test_damaged_counter_counts_nothing(tmp_path, text):
    path = tmp_path / "memory.events"
    path.write_text(EVENTS.format(1))
    counter = OomCounter(path)
    path.write_text(text, encoding="latin-1")
    assert read_oom_kills(path) is None
    assert not counter.has_grown()
    path.write_text(EVENTS.format(9))
    assert not counter.has_grown()  # it is not known since when
    path.unlink()
    assert not counter.has_grown()
