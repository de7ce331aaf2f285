"""Supplies that were fetched early: they are taken after the previous one (decision 0107)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from response_criteria.model.medications import DrugUse, UseKind


def carry_supplies_forward(uses: Iterable[DrugUse]) -> dict[DrugUse, range]:
    """Return the days that each supply with its days covers, as ordinals: from its own day, or after the previous one.

    Strengths taken together run in parallel: each product covers its own days. Where the product is not known, each
    supply is taken from its own day on.
    """
    supplies_of: defaultdict[str, list[DrugUse]] = defaultdict(list)
    for use in uses:
        if use.kind is UseKind.DISPENSE and use.days_supplied is not None and use.ends is None:
            supplies_of[use.product or use.origin].append(use)
    return {use: days for supplies in supplies_of.values() for use, days in _chain(supplies).items()}


def _chain(supplies: Iterable[DrugUse]) -> dict[DrugUse, range]:
    """Return the days of supplies of one product, one after the other."""
    covered: dict[DrugUse, range] = {}
    entered: dict[tuple[date, int | None], range] = {}
    next_free_day = 0
    for supply in sorted(supplies, key=lambda supply: (supply.starts, supply.origin)):
        # Supplies of one day for the same number of days are one supply that was entered twice.
        key = supply.starts.earliest, supply.days_supplied
        if key not in entered:
            first = max(supply.starts.latest.toordinal(), next_free_day)
            next_free_day = first + (supply.days_supplied or 0)
            entered[key] = range(first, next_free_day)
        covered[supply] = entered[key]
    return covered
