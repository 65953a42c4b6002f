"""The recorded cases that grading asks: those that decide, as `grader validate --write` found and wrote them down.

    reference/a2_softmax_and_losses/e8_softmax_shift.cases.toml

The file belongs to one seed and to the inputs drawn from it, which it names by keyed hashes. With another seed it does
not count, nor does what it says of a check that draws other inputs: every case is asked then. The key is slow to
derive, since seeds may be small numbers, and salted, since the hash of the course, which students may see, covers the
file.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from grader.errors import CourseError
from grader.exercise.checks import GUARDED_CASES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from grader.exercise.checks import Check

HEADING = (
    "# The recorded cases that grading asks, by their numbers. Private, as they show which inputs decide.\n"
    "# Written by `grader validate --write`; do not edit.\n"
)
_SCRYPT = {"n": 2**14, "r": 8, "p": 1, "maxmem": 2**26, "dklen": 32}  # 50 ms and 16 MB for each guess of a seed
_DIGEST_BYTES = 8


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cases of one check to ask, of how many recorded ones, and the keyed hash of these."""

    of: int
    drawn: str
    cases: tuple[int, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    salt: str
    seed: str
    checks: dict[str, Chosen]


@dataclass(frozen=True, slots=True)
class SeedKey:
    """A key that is derived from a course's secret seed and a salt."""

    salt: str
    key: bytes

    def hash(self, *parts: bytes) -> str:
        """Return a keyed hash of some parts, which tells nothing of the seed."""
        digest = hashlib.blake2b(key=self.key, digest_size=_DIGEST_BYTES)
        for part in parts:
            digest.update(f"{len(part)}\0".encode() + part)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Deciding:
    """The chosen cases of an exercise's checks, by id."""

    key: SeedKey
    checks: Mapping[str, Chosen]

    def knows(self, check_id: str, cases: Sequence[bytes]) -> bool:
        """Whether there is a choice among these cases of a check, and not among others."""
        chosen = self.checks.get(check_id)
        return chosen is not None and (chosen.of, chosen.drawn) == (len(cases), self.key.hash(*cases))


def find_always_asked(check: Check, count: int) -> frozenset[int]:
    """Return the numbers of the cases that are always asked: the first, and those in which the guards run."""
    return frozenset({0, *(range(max(0, count - GUARDED_CASES), count) if check.guards else ())})


def choose_cases(check_id: str, check: Check, cases: tuple[bytes, ...], deciding: Deciding | None) -> tuple[bytes, ...]:
    """Return the cases of a check to ask: all, unless there is a choice for its inputs."""
    if deciding is None or not check.inputs or not deciding.knows(check_id, cases):
        return cases
    chosen = {*deciding.checks[check_id].cases, *find_always_asked(check, len(cases))}
    return tuple(case for number, case in enumerate(cases) if number in chosen)


def to_key(seed: int, salt: str = "") -> SeedKey:
    """Derive a key from a course's seed; takes 50 ms. Without a salt, one is made."""
    salt = salt or secrets.token_hex(16)
    return SeedKey(salt, hashlib.scrypt(str(seed).encode(), salt=salt.encode(), **_SCRYPT))


def load_deciding(path: Path | None, seed: int) -> Deciding | None:
    """Read the choice of an exercise; None if there is none, or one for another seed.

    Raises:
        CourseError: the file cannot be read.
    """
    if path is None:
        return None
    try:
        return read_deciding(path.read_bytes(), seed)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise CourseError(f"{path}: {error}. Delete it, and write it anew: grader validate --write") from None


def read_deciding(data: bytes, seed: int) -> Deciding | None:
    """Return the choice in a file's contents; None if it is for another seed.

    Raises:
        MsgspecError: it is no such file.
    """
    found = msgspec.toml.decode(data, type=_File)
    key = to_key(seed, found.salt)
    return Deciding(key, found.checks) if found.seed == _to_fingerprint(key) else None


def _to_fingerprint(key: SeedKey) -> str:
    return key.hash(b"the seed of the course")


def to_text(deciding: Deciding) -> str:
    """Write a choice as TOML, checks by name and cases by number."""
    lines = [HEADING, f'salt = "{deciding.key.salt}"', f'seed = "{_to_fingerprint(deciding.key)}"']
    for check_id, chosen in sorted(deciding.checks.items()):
        lines += [f"\n[checks.{check_id}]", f"of = {chosen.of}", f'drawn = "{chosen.drawn}"']
        lines.append(f"cases = {sorted(chosen.cases)}")
    return "\n".join(lines) + "\n"
