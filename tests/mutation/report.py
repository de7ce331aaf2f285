"""What a mutation run came to: how many changes the tests noticed, and which of the others nothing explains.

Ends with 1 where a change survived that ``survivors.toml`` does not list, where a row of it explains nothing any more,
or where a change was not tried.
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
    """A change that no test notices: the line as it was, and as it became."""

    module: str
    function: str
    line: str
    changed: str


class Explanation(NamedTuple):
    """A row of ``survivors.toml``: it explains a change of ``was`` to ``becomes`` in a line of the function."""

    module: str
    function: str
    was: str
    becomes: str
    because: str

    def explains(self, survivor: Survivor) -> bool:
        """Whether ``was``, somewhere in the line, written as ``becomes`` makes the change; spaces do not matter."""
        was, becomes = _close(self.was), _close(self.becomes)
        parts = _close(survivor.line).split(was)
        changed = (was.join(parts[:at]) + becomes + was.join(parts[at:]) for at in range(1, len(parts)))
        return survivor[:2] == self[:2] and _close(survivor.changed) in changed


def _close(line: str) -> str:
    return "".join(line.split())


def outcomes(session: str) -> Iterator[tuple[str, str, Survivor | None]]:
    """Each change: its module, what became of it, and what it was if no test noticed it."""
    with use_db(session, WorkDB.Mode.open) as db:
        for item in db.pending_work_items:
            yield str(item.mutations[0].module_path), "not tried", None
        for item, result in db.completed_work_items:
            (change,) = item.mutations
            module = str(change.module_path)
            if result.worker_outcome is WorkerOutcome.SKIPPED:
                yield module, "left out", None
            elif result.worker_outcome is not WorkerOutcome.NORMAL:
                yield module, "not tried", None
            elif result.is_killed:
                yield module, "killed", None
            else:
                yield module, "survived", Survivor(module, change.definition_name or "", *_lines(result.diff or ""))


def _lines(diff: str) -> tuple[str, str]:
    """The line that was changed, and what it became."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    line, changed = (next(each for each in lines if each.startswith(sign)) for sign in "-+")
    return line[1:].strip(), changed[1:].strip()


def report(session: str, explanations: Sequence[Explanation]) -> int:
    """Prints a row for each module, every survivor that nothing explains, and every explanation of nothing."""
    counts: Counter[tuple[str, str]] = Counter()
    unexplained: list[Survivor] = []
    needed: set[Explanation] = set()
    for module, outcome, survivor in outcomes(session):
        if survivor:
            explaining = {each for each in explanations if each.explains(survivor)}
            outcome = "explained" if explaining else "unexplained"
            unexplained += [] if explaining else [survivor]
            needed |= explaining
        counts.update([(module, outcome), (ALL, outcome)])
    for module in (*sorted({module for module, _ in counts} - {ALL}), ALL):
        print(f"{module:58}", *(f"{counts[module, outcome]:5} {outcome}" for outcome in OUTCOMES))
    for each in unexplained:
        print(f"\nNo test notices, in {each.module}, {each.function}:\n  {each.line}\n  {each.changed}")
    idle = [each for each in explanations if each not in needed]
    for row in idle:
        print(f"\nExplains no survivor, of {row.module}, {row.function}:\n  {row.was}\n  {row.becomes}")
    return int(bool(unexplained or idle or counts[ALL, "not tried"]))


if __name__ == "__main__":
    rows = tomllib.loads(EXPLANATIONS.read_text())["survivor"]
    sys.exit(report(sys.argv[1], [Explanation(**row) for row in rows]))
