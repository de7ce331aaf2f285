"""The blood count of one calendar day, assembled from the single items that a laboratory sends (decision 0006)."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from functools import reduce
from typing import NamedTuple

from response_criteria.model.amounts import Amount
from response_criteria.model.findings import Evidence
from response_criteria.model.periods import days_between
from response_criteria.model.results import BloodCount, Cell, CountMethod, ManualDifferential, Measure, Observed
from response_criteria.results.automated_differential import find_normal_differential

LEUKOCYTE_CLASSES = (Cell.BLASTS, Cell.PROMYELOCYTES, Cell.MYELOCYTES, Cell.METAMYELOCYTES, Cell.BASOPHILS)
"""The classes of leukocytes that the criteria use, all in % of the leukocytes."""

_CLASSES = (*LEUKOCYTE_CLASSES, Cell.LARGE_UNSTAINED_CELLS)

COMPLETE_DIFFERENTIAL = (Decimal(98), Decimal(102))
"""Lowest and highest sum, in %, of a manual differential that lists every class it found."""

MANUAL_DIFFERENTIAL_DAYS = 42
"""A manual differential with blasts or promyelocytes outweighs a normal automated one for so long (decision 0117)."""

# Laboratories report "immature granulocytes" as one figure; any of these classes may be part of it.
_IMMATURE = frozenset((Cell.BLASTS, Cell.PROMYELOCYTES, Cell.MYELOCYTES, Cell.METAMYELOCYTES))
_AFTER_ANY_CODE = 10**6
_ZERO = Amount.exactly(0)
_SIX_DIGITS = Context(prec=6)
"""More digits than a laboratory measures, and few enough to be readable."""

# The members by name, as in ``answers``: they are compared for every item of every blood count.
_LEUKOCYTES, _PLATELETS, _NEUTROPHILS, _BANDS = Cell.LEUKOCYTES, Cell.PLATELETS, Cell.NEUTROPHILS, Cell.BANDS
_CONCENTRATION, _SHARE, _AUTOMATED = Measure.CONCENTRATION, Measure.SHARE, CountMethod.AUTOMATED

CountsByCell = Mapping[Cell, list[BloodCount]]
"""The reported counts of one day by cell."""


class CountItem(NamedTuple):
    """One item of a day's blood count, with the results it was taken from.

    ``can_confirm`` is False for a class counted by an automated differential alone.
    """

    amount: Amount
    unit: Measure
    sources: tuple[BloodCount, ...]
    can_confirm: bool = True

    def add(self, other: "CountItem") -> "CountItem":
        """Return the sum of two items in the same unit; it can confirm only where both can."""
        amount, sources = self.amount.add(other.amount), self.sources + other.sources
        return CountItem(amount, self.unit, sources, self.can_confirm and other.can_confirm)


@dataclass(frozen=True, slots=True)
class DayCount:
    """The blood count of one calendar day: leukocytes, platelets and neutrophils in ×10⁹/L, classes in %.

    ``normal_differential`` are the counts of a normal automated differential, which no analyzer message and no manual
    differential of the weeks before contradicts; none if there is no such differential (decision 0117).
    """

    on: date
    items: Mapping[Cell, CountItem]
    normal_differential: tuple[BloodCount, ...] = ()

    def can_confirm(self, cell: Cell) -> bool:
        """Return whether the item is known, and not by an automated differential alone."""
        return cell in self.items and self.items[cell].can_confirm

    @property
    def has_differential(self) -> bool:
        """Whether any class of leukocytes but neutrophils was counted, by hand or by an analyzer."""
        return any(cell in self.items for cell in LEUKOCYTE_CLASSES)

    @property
    def differential_evidence(self) -> tuple[Evidence, ...]:
        """The counts of the normal automated differential."""
        return tuple(
            Evidence(count.origin, str(count.cell), self.on, count.amount, count.measure, count.reported)
            for count in self.normal_differential
        )

    def evidence(self, cells: Iterable[Cell]) -> tuple[Evidence, ...]:
        """Cite the results from which these items were taken, each with the amount that was compared."""
        return tuple(
            Evidence(fact.origin, str(cell), self.on, item.amount, item.unit, fact.reported)
            for cell in cells
            if (item := self.items.get(cell))
            for fact in item.sources
        )


def build_day_counts(observed: Iterable[Observed], flagged_days: Container[date] = frozenset()) -> tuple[DayCount, ...]:
    """Build the blood counts from results in any order, oldest first.

    ``flagged_days`` are those of an analyzer's message about blasts or immature cells.
    """
    days: defaultdict[date, defaultdict[Cell, list[BloodCount]]] = defaultdict(lambda: defaultdict(list))
    manual_days: set[date] = set()
    for fact in observed:
        if isinstance(fact, BloodCount):
            days[fact.on.earliest][fact.cell].append(fact)
        elif isinstance(fact, ManualDifferential):
            manual_days.add(fact.on.earliest)
            for count in _zero_counts(fact):
                days[count.on.earliest][count.cell].append(count)
    by_day = {on: items for on in sorted(days) if (items := _build_items(days[on]))}
    not_automated = manual_days | set(_find_days_after_early_cells(by_day))
    return tuple(
        DayCount(on, items, () if on in not_automated or on in flagged_days else _find_differential(days[on], items))
        for on, items in by_day.items()
    )


def _find_differential(counts: CountsByCell, items: Mapping[Cell, CountItem]) -> tuple[BloodCount, ...]:
    leukocytes = items.get(_LEUKOCYTES)
    return find_normal_differential(counts, leukocytes.amount if leukocytes else None)


def _find_days_after_early_cells(by_day: Mapping[date, Mapping[Cell, CountItem]]) -> Iterator[date]:
    """Yield the days of which the latest manual differential of the weeks before shows, or may show, early cells."""
    shown_on: date | None = None
    for on, items in by_day.items():
        if shown_on and days_between(shown_on, on) <= MANUAL_DIFFERENTIAL_DAYS:
            yield on
        early = [items[cell] for cell in (Cell.BLASTS, Cell.PROMYELOCYTES) if cell in items and items[cell].can_confirm]
        if early:
            shown_on = on if any(item.amount.exact != 0 for item in early) else None


def _zero_counts(differential: ManualDifferential) -> Iterable[BloodCount]:
    """Yield a count of zero for each class that a complete manual differential does not list."""
    lowest, highest = COMPLETE_DIFFERENTIAL
    if not lowest <= differential.total_percent <= highest:
        return
    known = differential.listed_classes
    if Cell.IMMATURE_GRANULOCYTES in known:
        known |= _IMMATURE
    for cell in LEUKOCYTE_CLASSES:
        if cell not in known:
            yield BloodCount(
                on=differential.on,
                origin=differential.origin,
                reported=differential.reported,
                sequence=differential.sequence,
                cell=cell,
                measure=_SHARE,
                method=CountMethod.MANUAL,
                amount=_ZERO,
                preference=_AFTER_ANY_CODE,
            )


def _build_items(counts: CountsByCell) -> Mapping[Cell, CountItem]:
    """Build the items of one day."""

    def latest(cell: Cell, measure: Measure) -> CountItem | None:
        return _latest_item([count for count in counts[cell] if count.measure is measure]) if cell in counts else None

    leukocytes = latest(_LEUKOCYTES, _CONCENTRATION)
    items = {_LEUKOCYTES: leukocytes, _PLATELETS: latest(_PLATELETS, _CONCENTRATION)}
    for cell in _CLASSES:
        if cell in counts:
            items[cell] = _build_class(counts[cell], leukocytes)
    items[_NEUTROPHILS] = latest(_NEUTROPHILS, _CONCENTRATION) or _compute_neutrophils(
        latest(_NEUTROPHILS, _SHARE), latest(_BANDS, _SHARE), leukocytes
    )
    return {cell: item for cell, item in items.items() if item is not None}


def _latest_item(counts: list[BloodCount]) -> CountItem | None:
    """Return the latest count; where several are tied, one item that covers all their amounts."""
    if not counts:
        return None
    if len(counts) == 1:
        return CountItem(counts[0].amount, counts[0].measure, tuple(counts), _can_confirm(counts[0]))
    deciding = _select_deciding(counts)
    amount = reduce(Amount.cover, (count.amount for count in deciding))
    return CountItem(amount, deciding[0].measure, deciding, _can_confirm(deciding[0]))


def _select_deciding(counts: list[BloodCount]) -> tuple[BloodCount, ...]:
    """Return the counts of the highest rank, one of each amount."""
    highest = max(map(_rank, counts))
    ranked = (count for count in sorted(counts, key=_by_origin, reverse=True) if _rank(count) == highest)
    # A result that was sent twice is cited once, by the origin that sorts first.
    by_amount = {count.amount: count for count in ranked}
    return tuple(sorted(by_amount.values(), key=_by_origin))


def _rank(count: BloodCount) -> tuple[bool, str, bool, int]:
    # A manual count outweighs a later automated one (decision 0006); then the later, the share, the preferred code.
    return _can_confirm(count), count.sequence, count.measure is _SHARE, -count.preference


def _can_confirm(count: BloodCount) -> bool:
    return count.method is not _AUTOMATED or count.cell not in LEUKOCYTE_CLASSES


def _by_origin(count: BloodCount) -> str:
    return count.origin


def _build_class(counts: list[BloodCount], leukocytes: CountItem | None) -> CountItem | None:
    """Return a class in % of the leukocytes, computed where only its concentration was reported."""
    item = _latest_item(counts)
    if item is None or item.unit is _SHARE:
        return item
    return item._replace(amount=_compute_share(item.amount, leukocytes), unit=_SHARE)


def _compute_share(count: Amount, leukocytes: CountItem | None) -> Amount:
    """Convert a concentration to % of the leukocytes.

    Without the leukocytes only the presence of such cells is known: the share is above 0%.
    """
    if count.exact == 0:
        return _ZERO
    fewest, most = (leukocytes.amount.low, leukocytes.amount.high) if leukocytes else (None, None)
    high = _SIX_DIGITS.divide(count.high * 100, fewest) if count.high is not None and fewest else None
    if not count.low:
        return Amount(Decimal(0), high, count.includes_low, count.includes_high)
    if not most:
        return Amount(Decimal(0), high, False, count.includes_high)
    return Amount(_SIX_DIGITS.divide(count.low * 100, most), high, count.includes_low, count.includes_high)


def _compute_neutrophils(
    share: CountItem | None, bands: CountItem | None, leukocytes: CountItem | None
) -> CountItem | None:
    """Compute neutrophils in ×10⁹/L from their share and the leukocytes."""
    if share is None or leukocytes is None:
        return None
    # Laboratories differ on whether the share of neutrophils includes the bands: both readings are covered.
    percent = share.amount.cover(share.amount.add(bands.amount)) if bands else share.amount
    low = (percent.low or Decimal(0)) * (leukocytes.amount.low or Decimal(0)) / 100
    high = None
    if percent.high is not None and leukocytes.amount.high is not None:
        high = percent.high * leukocytes.amount.high / 100
    sources = share.sources + (bands.sources if bands else ()) + leukocytes.sources
    return CountItem(Amount.between(low, high), _CONCENTRATION, sources)
