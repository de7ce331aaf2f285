"""The burden of a simulated clinic as tables of text."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from scripts.burden.judging import Opening

PERIODS = ((0, 3), (3, 6), (6, 12), (12, 24), (24, 60), (60, 1200))
"""Months of treatment: from, and up to but not including."""
MOST_RULES = 25


def write_report(openings: Sequence[Opening]) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"{len(openings):,} openings of {len({opening.patient for opening in openings})} charts"
    yield from _write_by_course(openings)
    yield from _write_table("action", openings, lambda opening: (opening.action,))
    yield from _write_rules(openings)
    yield from _write_table("complication", openings, lambda opening: opening.complications)
    yield from _write_faults(openings)


def count_cards(openings: Iterable[Opening]) -> str:
    """Return the cards per 100 openings, and the openings they were counted in."""
    shown = [opening.cards > 0 for opening in openings]
    return f"{100 * sum(shown) / len(shown):.1f} ({len(shown)})" if shown else "-"


def _write_by_course(openings: Sequence[Opening]) -> Iterator[str]:
    yield "\nCards per 100 openings (openings) by course and months; below, where nothing of concern is known"
    labels = [f"{start}-{end}" if end < PERIODS[-1][1] else f"{start}+" for start, end in PERIODS]
    yield f"{'course':<14}" + "".join(f"{label:>14}" for label in (*labels, "all"))
    for course in sorted({opening.course for opening in openings}):
        of_course = [opening for opening in openings if opening.course is course]
        periods = [[item for item in of_course if start <= item.months < end] for start, end in PERIODS]
        yield f"{course:<14}" + "".join(f"{count_cards(period):>14}" for period in (*periods, of_course))
        undocumented = [[opening for opening in period if not opening.concerns] for period in (*periods, of_course)]
        yield f"{'  no concern':<14}" + "".join(f"{count_cards(period):>14}" for period in undocumented)


def _write_table(
    title: str, openings: Sequence[Opening], list_groups: Callable[[Opening], Iterable[str]]
) -> Iterator[str]:
    yield f"\nBy {title}: cards per 100 openings (openings); of optimal courses"
    names = Counter(chain.from_iterable(map(list_groups, openings)))
    for name in sorted(names, key=lambda name: (-names[name], name)):
        group = [opening for opening in openings if name in list_groups(opening)]
        optimal = [opening for opening in group if opening.course == "optimal"]
        yield f"{name:<52}{count_cards(group):>16}{count_cards(optimal):>16}"


def _write_rules(openings: Sequence[Opening]) -> Iterator[str]:
    yield "\nWhat caused the cards: per 100 openings of optimal courses; of all courses (openings)"
    shown = [opening for opening in openings if opening.cards]
    caused = Counter((opening.action, opening.rules) for opening in shown)
    optimal = Counter((opening.action, opening.rules) for opening in shown if opening.course == "optimal")
    optimal_openings = sum(opening.course == "optimal" for opening in openings) or 1
    for (action, rules), number in caused.most_common(MOST_RULES):
        share = 100 * optimal[action, rules] / optimal_openings
        yield f"{share:6.2f} {100 * number / len(openings):6.2f} ({number}) {action}: {' | '.join(rules)}"
    rest = sum(caused.values()) - sum(number for _, number in caused.most_common(MOST_RULES))
    yield f"{rest} cards of {max(len(caused) - MOST_RULES, 0)} further causes"


def _write_faults(openings: Sequence[Opening]) -> Iterator[str]:
    silent = [opening for opening in openings if opening.is_silent_failure]
    documented = sum(bool(opening.concerns) for opening in openings)
    marrow = [opening for opening in openings if opening.asks_for_marrow_instead_of_bcr_abl1]
    unexplained = sum(opening.asks_for_marrow and not opening.concerns for opening in openings)
    yield f"\nDocumented failure without a card: {len(silent)} of {documented} openings with a documented failure"
    kinds = Counter((opening.action, ", ".join(sorted(opening.concerns))) for opening in silent)
    yield from (f"  {number} {action}: {concerns}" for (action, concerns), number in kinds.most_common())
    yield from (f"  such as {opening.patient} on {opening.day}: {opening.action}" for opening in silent[:5])
    yield f"Marrow asked for though only BCR::ABL1 is overdue: {len(marrow)}"
    yield from (f"  such as {opening.patient} on {opening.day}: {opening.action}" for opening in marrow[:5])
    yield f"Marrow asked for without a documented failure: {unexplained}"
