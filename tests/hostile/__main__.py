"""`python -m tests.hostile [WORD ...]`: runs the attacks whose names hold one of the words, and prints a table."""

import sys

from tests.hostile import driver
from tests.hostile.cases import CLASSES, LEVELS, find_attacks


def main():
    """Print a line for each attack, user and level; end with 1 if one does not end as expected."""
    words = sys.argv[1:]
    wrong = total = 0
    print(f"{'class':>5}  {'attack':44} {'level':10} {'user':4}  {'verdict':34} expected")
    with driver.Drivers() as drivers, driver.Workshop() as workshop:
        for attack in find_attacks():
            if words and not any(word in attack.name for word in words):
                continue
            for user in driver.USERS:
                for level in LEVELS:
                    if attack.why_not(level, user):
                        continue
                    expected, outcome = driver.run(attack, level, user, drivers, workshop)
                    if outcome.is_weaker_than(level):
                        continue
                    met = expected.is_met(outcome.verdicts, outcome.text, outcome.harm)
                    total, wrong = total + 1, wrong + (not met)
                    print(_line(attack, level, user, expected, outcome, met), flush=True)
    print("\nClasses: " + "; ".join(f"{number} {words}" for number, words in CLASSES.items()) + ".")
    print(f"{total} runs, {wrong} not as expected.")
    return 1 if wrong else 0


def _line(attack, level, user, expected, outcome, met):
    verdict = ", ".join(dict.fromkeys(outcome.verdicts))
    verdict += f" ({', '.join(outcome.harm)})" if outcome.harm else ""
    numbers = ",".join(map(str, attack.numbers))
    said = "" if met else f"   <-- {outcome.text[:300]!r}"
    return f"{numbers:>5}  {attack.name:44} {level:10} {user:4}  {verdict:34} {expected}{said}"


if __name__ == "__main__":
    sys.exit(main())
