"""The attacks and what is expected of each, read from the head of its file.

    # expected: raised: PermissionError|OSError      the verdict of each check, and a text that the report must hold
    # at rlimits as root: passed; harm: file left    what differs at a level, for a user, or for both
    # class: 16                                      the class of `CLASSES`

Verdicts are separated by commas where the public check and the hidden one differ; `|` separates what may happen
instead. `harm` is what the attack is expected to achieve where the layer against it is missing: it shows that the
attack is a real one. Of anything else that it achieves, nothing is tolerated.
"""

import inspect
import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile import trees

# What submissions to autograders have tried.
CLASSES = {
    1: "write or replace the report",
    2: "a process or thread that goes on after the verdict",
    3: "print or send a forged result",
    4: "commands to the runner of a CI job, workflows and tests of its own",
    5: "exit, signals, crashes",
    6: "a crash or time-out that counts as a pass",
    7: "missing, renamed and duplicated answers",
    8: "forged caches, logs and records",
    9: "patched comparisons and built-ins",
    10: "replaced modules, import hooks, files that shadow a module",
    11: "magics and the notebook's shell",
    12: "objects that equal anything",
    13: "changed arguments, answers changed later, state of NumPy",
    14: "clocks, alarms, tracing, the interpreter's own state",
    15: "frames, collector, memory, other processes",
    16: "files: reference, seed, caches, tokens, installed packages",
    17: "hidden inputs told through messages, output, shapes, names",
    18: "network, and what is left for the next submission",
    19: "what is hidden in what is given out or handed in",
    20: "frames on the wire that are damaged, huge, forged, slow",
    21: "archives, links, devices, sizes, names, encodings, parsers",
    22: "markup, control sequences and floods in what is shown",
    23: "descriptors, environment, search paths",
    24: "exhaustion, and the kernel's interfaces",
    25: "valid code that does not do the exercise",
}
LEVELS = ("namespaces", "landlock", "rlimits")
FOLDER = Path(__file__).parent / "attacks"
_FIELD = re.compile(
    r"^(?:# )?(expected|at [\w ]+|skip at \w+|class|fools|needs|once|short)(?:: | |$)(.*)$", re.MULTILINE
)


@dataclass(frozen=True)
class Expected:
    """How an attack ends: a tuple of allowed verdicts for each check (one for all of them), texts, harm."""

    verdicts: tuple[frozenset[str], ...]
    texts: tuple[str, ...] = ()
    harm: frozenset[str] = frozenset()

    def is_met(self, verdicts, text, harm):
        """Whether this is what happened."""
        wanted = self.verdicts * len(verdicts) if len(self.verdicts) == 1 else self.verdicts
        as_wanted = len(wanted) == len(verdicts) and all(v in w for v, w in zip(verdicts, wanted, strict=True))
        return as_wanted and (not self.texts or any(t in text for t in self.texts)) and frozenset(harm) == self.harm

    def __str__(self):
        words = ", ".join("|".join(sorted(allowed)) for allowed in self.verdicts)
        words += f": {'|'.join(self.texts)}" if self.texts else ""
        return words + (f" ({', '.join(sorted(self.harm))})" if self.harm else "")


@dataclass(frozen=True)
class Attack:
    """One attack: a file of `attacks/`, or a function of `trees` that makes what is handed in."""

    name: str
    numbers: tuple[int, ...]
    fields: dict[str, str] = field(hash=False)
    source: Path | None = None

    def expected(self, level, user):
        """Return what is expected at an isolation level, for root or an ordinary user."""
        keys = (f"at {level} as {user}", f"at {level}", "expected")
        return parse(next(self.fields[key] for key in keys if key in self.fields))

    def why_not(self, level, user):
        """Return why the attack is not run, or an empty string."""
        if "needs" in self.fields and self.fields["needs"] != user:
            return f"only {self.fields['needs']} can make this, or is stopped by it"
        if "once" in self.fields and level != "landlock":
            return "no student code runs, and it takes long to make"
        return self.fields.get(f"skip at {level}", "")


def parse(text):
    """Read what is expected of an attack."""
    text, _, harm = text.partition("; harm: ")
    verdicts, _, texts = text.partition(": ")
    allowed = tuple(frozenset(part.split("|")) for part in verdicts.split(", "))
    return Expected(allowed, tuple(filter(None, texts.split("|"))), frozenset(filter(None, harm.split(", "))))


def find_attacks():
    """Return every attack, by class and name."""
    found = [_from_text(path.stem, path.read_text(encoding="utf-8"), path) for path in FOLDER.glob("*.py")]
    functions = inspect.getmembers(trees, inspect.isfunction)
    found += [
        _from_text(name, inspect.getdoc(function), None) for name, function in functions if not name.startswith("_")
    ]
    return sorted(found, key=lambda attack: (attack.numbers, attack.name))


def _from_text(name, text, source):
    head = text if source is None else text.partition('"""')[0]
    fields = dict(_FIELD.findall(head))
    return Attack(name, tuple(map(int, fields["class"].split(", "))), fields, source)
