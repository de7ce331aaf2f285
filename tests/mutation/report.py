"""Report of a mutation run: counts for each module, and the survivors that ``survivors.toml`` does not explain.

Exits with 1 if a survivor is not listed, a row explains no survivor, or a mutation was not tried.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import WorkerOutcome

EXPLANATIONS = Path(__file__).with_name("survivors.toml")
OUTCOMES = ("left out", "killed", "explained", "unexplained", "not tried")
ALL = "all"


class Survivor(NamedTuple):
    """A mutation that no test noticed: the line before and after."""

    module: str
    function: str
    line: str
    changed: str


class Explanation(NamedTuple):
    """A row of ``survivors.toml``: it explains replacing ``was`` by ``becomes`` in a line of the function."""

    module: str
    function: str
    was: str
    becomes: str
    reason: str

    def explains(self, survivor: Survivor) -> bool:
        """Return whether replacing one occurrence of ``was`` makes the mutated line; spaces do not matter."""
        was, becomes = _remove_spaces(self.was), _remove_spaces(self.becomes)
        parts = _remove_spaces(survivor.line).split(was)
        changed = (was.join(parts[:at]) + becomes + was.join(parts[at:]) for at in range(1, len(parts)))
        return survivor[:2] == self[:2] and _remove_spaces(survivor.changed) in changed


def _remove_spaces(line: str) -> str:
    return "".join(line.split())


def read_outcomes(session: str) -> Iterator[tuple[str, str, Survivor | None]]:
    """Yield module and outcome of each mutation, and the survivor if no test noticed it."""
    with use_db(session, WorkDB.Mode.open) as db:
        for item in db.pending_work_items:
            yield str(item.mutations[0].module_path), "not tried", None
        for item, result in db.completed_work_items:
            (mutation,) = item.mutations
            module = str(mutation.module_path)
            if result.worker_outcome is WorkerOutcome.SKIPPED:
                yield module, "left out", None
            elif result.worker_outcome is not WorkerOutcome.NORMAL:
                yield module, "not tried", None
            elif result.is_killed:
                yield module, "killed", None
            else:
                line, changed = _find_changed_lines(result.diff or "")
                yield module, "survived", Survivor(module, mutation.definition_name or "", line, changed)


def _find_changed_lines(diff: str) -> tuple[str, str]:
    """Return the changed line before and after."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    line, changed = (next(line for line in lines if line.startswith(sign)) for sign in "-+")
    return line[1:].strip(), changed[1:].strip()


def print_report(session: str, explanations: Sequence[Explanation]) -> int:
    """Print the counts of each module, unexplained survivors and unused rows; return the exit code."""
    counts: Counter[tuple[str, str]] = Counter()
    unexplained: list[Survivor] = []
    needed: set[Explanation] = set()
    for module, outcome, survivor in read_outcomes(session):
        if survivor:
            explaining = {explanation for explanation in explanations if explanation.explains(survivor)}
            outcome = "explained" if explaining else "unexplained"
            unexplained += [] if explaining else [survivor]
            needed |= explaining
        counts.update([(module, outcome), (ALL, outcome)])
    for module in (*sorted({module for module, _ in counts} - {ALL}), ALL):
        print(f"{module:58}", *(f"{counts[module, outcome]:5} {outcome}" for outcome in OUTCOMES))
    for survivor in unexplained:
        print(f"\nSurvivor in {survivor.module}, {survivor.function}:\n  {survivor.line}\n  {survivor.changed}")
    unused = [explanation for explanation in explanations if explanation not in needed]
    for row in unused:
        print(f"\nUnused row for {row.module}, {row.function}:\n  {row.was}\n  {row.becomes}")
    return int(bool(unexplained or unused or counts[ALL, "not tried"]))


if __name__ == "__main__":
    rows = tomllib.loads(EXPLANATIONS.read_text())["survivor"]
    sys.exit(print_report(sys.argv[1], [Explanation(**row) for row in rows]))
