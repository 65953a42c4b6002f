"""Shows the results of `grader validate` on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.reports.palette import NOTICE, RIGHT, WRONG
from grader.reports.terminal import points
from grader.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.authoring.mistake_costs import MistakeCost
    from grader.authoring.validation import Validation


def render_validation(
    results: Sequence[Validation], strays: Sequence[str], differences: Sequence[str] = ()
) -> RenderableType:
    """Show each exercise's costs of mistakes, points for effortless answers, mutants, and all problems.

    Args:
        differences: those of an overlay from the course that it extends.
    """
    parts: list[RenderableType] = []
    if differences:
        parts.append(Text("What this course changes in the one that it extends", style="bold"))
        parts += [Padding(Text(difference), (0, 0, 0, 2)) for difference in differences]
        parts.append(Text())
    for result in results:
        parts.append(
            _price_table(f"{result.exercise_id}: cost of known mistakes", "costs", result.mistakes, invert=False)
        )
        title = f"{result.exercise_id}: points for effortless answers"
        parts.append(_price_table(title, "earns", result.effortless, invert=True))
        parts += [_mutant_line(result), *_case_lines(result), Text()]
    warnings = [f"{result.exercise_id}: {warning}" for result in results for warning in result.warnings]
    parts += [Text(f"warning: {warning}", style=NOTICE) for warning in warnings]
    problems = [f"{result.exercise_id}: {problem}" for result in results for problem in result.problems]
    problems += strays
    parts += [Text(problem, style=WRONG) for problem in problems]
    verdict = plural(len(problems), "problem") if problems else f"No problems in {plural(len(results), 'exercise')}."
    return Group(*parts, Text(verdict, style=f"bold {WRONG if problems else RIGHT}"))


def _mutant_line(result: Validation) -> Text:
    mutants = result.mutants
    counts = f"{mutants.killed} detected by a check, {mutants.equivalent} listed as equivalent"
    return Text(f"{result.exercise_id}: {plural(mutants.total, 'mutant')} of the reference, {counts}.")


def _case_lines(result: Validation) -> Iterator[Text]:
    """Say how many calls are asked, and how far the choice of cases can be trusted."""
    cases = result.cases
    if cases is not None:
        halves = cases.missed_of_halves
        yield Text(f"{result.exercise_id}: {cases.asked_calls} of {cases.recorded_calls} recorded calls are asked.")
        yield Text(
            f"{result.exercise_id}: cases chosen by one half of {cases.wrong_versions} wrong versions miss "
            f"{halves.missed} of {halves.failing} failing checks of the other."
        )


def _price_table(title: str, column: str, prices: Sequence[MistakeCost], *, invert: bool) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("answer" if invert else "mistake")
    table.add_column(column, justify="right")
    table.add_column("seen by", overflow="fold")
    if not invert:
        table.add_column("diagnosed as", overflow="fold")
    for price in prices:
        share = 1 - price.share if invert else price.share
        seen = f"all {len(price.seen_by)} checks" if invert and price.share == 1 else ", ".join(price.seen_by)
        amount = f"{share:.0%}" if invert else f"{points(price.points)}\n{share:.0%}"
        found = "\nitself" if price.diagnosed_as == (price.name,) else "\n".join(price.diagnosed_as)
        table.add_row(Text(f"{price.what}"), amount, Text(seen), *([] if invert else [Text(found.strip())]))
    return table
