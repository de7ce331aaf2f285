"""The blood count of one calendar day, out of the lines that a laboratory sends (decision 0006)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from functools import reduce
from typing import NamedTuple

from response_criteria.model.amounts import Amount
from response_criteria.model.facts import BloodCount, Cell, CountMethod, ManualDifferential, Measure, Observed
from response_criteria.model.findings import Evidence

CLASSES = (Cell.BLASTS, Cell.PROMYELOCYTES, Cell.MYELOCYTES, Cell.METAMYELOCYTES, Cell.BASOPHILS)
"""The classes of leukocytes that the criteria ask about, all in % of the leukocytes."""

COMPLETE_DIFFERENTIAL = (Decimal(98), Decimal(102))
"""A manual differential whose listed classes sum to that many % has left nothing out but zeros."""

_IN_A_LUMP = frozenset((Cell.BLASTS, Cell.PROMYELOCYTES, Cell.MYELOCYTES, Cell.METAMYELOCYTES))
_AFTER_ANY_CODE = 10**6
_NONE = Amount.exactly(0)
_SIX_DIGITS = Context(prec=6)
"""More than a laboratory measures, and as many as a reader can take."""

_LEUKOCYTES, _PLATELETS, _NEUTROPHILS, _BANDS = Cell.LEUKOCYTES, Cell.PLATELETS, Cell.NEUTROPHILS, Cell.BANDS
_CONCENTRATION, _SHARE, _AUTOMATED = Measure.CONCENTRATION, Measure.SHARE, CountMethod.AUTOMATED
"""The members by name, for what is asked of every line (as in ``answers``)."""

Sent = Mapping[Cell, list[BloodCount]]
"""The lines of a day for each cell."""


class Item(NamedTuple):
    """One item of a day's count. ``affirms`` is False for a class that only a machine counted."""

    amount: Amount
    unit: Measure
    rests_on: tuple[BloodCount, ...]
    affirms: bool = True

    def plus(self, other: "Item") -> "Item":
        """Both together, in the same unit; it affirms where both do."""
        amount, rests_on = self.amount.plus(other.amount), self.rests_on + other.rests_on
        return Item(amount, self.unit, rests_on, self.affirms and other.affirms)


@dataclass(frozen=True, slots=True)
class DayCount:
    """The blood count of one calendar day: leukocytes, platelets and neutrophils in ×10⁹/L, classes in %."""

    on: date
    items: Mapping[Cell, Item]

    def affirms(self, cell: Cell) -> bool:
        """Whether the item is known, by more than a machine's differential."""
        return cell in self.items and self.items[cell].affirms

    def evidence(self, cells: Iterable[Cell]) -> tuple[Evidence, ...]:
        """The results on which these items rest, each with the item as it was compared."""
        return tuple(
            Evidence(fact.origin, str(cell), self.on, item.amount, item.unit, fact.reported)
            for cell in cells
            if (item := self.items.get(cell))
            for fact in item.rests_on
        )


def day_counts(observed: Iterable[Observed]) -> tuple[DayCount, ...]:
    """The blood counts among the results, oldest first. The order of the results plays no part."""
    days: defaultdict[date, defaultdict[Cell, list[BloodCount]]] = defaultdict(lambda: defaultdict(list))
    for fact in observed:
        if isinstance(fact, BloodCount):
            days[fact.on.earliest][fact.cell].append(fact)
        elif isinstance(fact, ManualDifferential):
            for line in _unlisted_classes(fact):
                days[line.on.earliest][line.cell].append(line)
    by_day = ((on, _items(days[on])) for on in sorted(days))
    return tuple(DayCount(on, items) for on, items in by_day if items)


def _unlisted_classes(differential: ManualDifferential) -> Iterable[BloodCount]:
    """The classes that a complete manual differential leaves out, as counts of zero.

    Where it lists a lump of immature cells, the classes that may be in the lump stay unknown.
    """
    least, most = COMPLETE_DIFFERENTIAL
    if not least <= differential.total_percent <= most:
        return
    known = differential.listed | (_IN_A_LUMP if Cell.IMMATURE_GRANULOCYTES in differential.listed else frozenset())
    for cell in CLASSES:
        if cell not in known:
            yield BloodCount(
                on=differential.on,
                origin=differential.origin,
                reported=differential.reported,
                sequence=differential.sequence,
                cell=cell,
                measure=_SHARE,
                method=CountMethod.MANUAL,
                amount=_NONE,
                preference=_AFTER_ANY_CODE,
            )


def _items(sent: Sent) -> Mapping[Cell, Item]:
    """The items of one day."""

    def last(cell: Cell, measure: Measure) -> Item | None:
        return _last([line for line in sent[cell] if line.measure is measure]) if cell in sent else None

    leukocytes = last(_LEUKOCYTES, _CONCENTRATION)
    found = {_LEUKOCYTES: leukocytes, _PLATELETS: last(_PLATELETS, _CONCENTRATION)}
    for cell in CLASSES:
        if cell in sent:
            found[cell] = _class(sent[cell], leukocytes)
    found[_NEUTROPHILS] = last(_NEUTROPHILS, _CONCENTRATION) or _computed_neutrophils(
        last(_NEUTROPHILS, _SHARE), last(_BANDS, _SHARE), leukocytes
    )
    return {cell: item for cell, item in found.items() if item is not None}


def _last(lines: list[BloodCount]) -> Item | None:
    """The last of several lines; the stretch that holds them all where nothing tells which is the last."""
    if not lines:
        return None
    if len(lines) == 1:
        return Item(lines[0].amount, lines[0].measure, tuple(lines), _affirms(lines[0]))
    chosen = _of_greatest_rank(lines)
    amount = reduce(Amount.or_else, (line.amount for line in chosen))
    return Item(amount, chosen[0].measure, chosen, _affirms(chosen[0]))


def _of_greatest_rank(lines: list[BloodCount]) -> tuple[BloodCount, ...]:
    """The lines that decide, one of each amount."""
    greatest = max(map(_rank, lines))
    by_amount = {line.amount: line for line in sorted(lines, key=_by_origin, reverse=True) if _rank(line) == greatest}
    return tuple(sorted(by_amount.values(), key=_by_origin))


def _rank(line: BloodCount) -> tuple[bool, str, bool, int]:
    """Of one item's lines the greatest decides: not by machine, later, as a share, under the preferred code."""
    return _affirms(line), line.sequence, line.measure is _SHARE, -line.preference


def _affirms(line: BloodCount) -> bool:
    return line.method is not _AUTOMATED or line.cell not in CLASSES


def _by_origin(line: BloodCount) -> str:
    return line.origin


def _class(lines: list[BloodCount], leukocytes: Item | None) -> Item | None:
    """A class in % of the leukocytes, converted by the day's leukocytes where only its concentration was sent."""
    item = _last(lines)
    if item is None or item.unit is _SHARE:
        return item
    return item._replace(amount=_share(item.amount, leukocytes), unit=_SHARE)


def _share(count: Amount, leukocytes: Item | None) -> Amount:
    """A concentration in % of the leukocytes. Where those are not known: whether there are any such cells."""
    if count.exact == 0:
        return _NONE
    fewest, most = (leukocytes.amount.low, leukocytes.amount.high) if leukocytes else (None, None)
    high = _SIX_DIGITS.divide(count.high * 100, fewest) if count.high is not None and fewest else None
    if not count.low:
        return Amount(Decimal(0), high, count.low_counts, count.high_counts)
    if not most:
        return Amount(Decimal(0), high, False, count.high_counts)
    return Amount(_SIX_DIGITS.divide(count.low * 100, most), high, count.low_counts, count.high_counts)


def _computed_neutrophils(share: Item | None, bands: Item | None, leukocytes: Item | None) -> Item | None:
    """Neutrophils in ×10⁹/L out of their share. Laboratories differ on whether that share has the bands in it."""
    if share is None or leukocytes is None:
        return None
    with_bands = share.amount.or_else(share.amount.plus(bands.amount)) if bands else share.amount
    low = (with_bands.low or Decimal(0)) * (leukocytes.amount.low or Decimal(0)) / 100
    high = None
    if with_bands.high is not None and leukocytes.amount.high is not None:
        high = with_bands.high * leukocytes.amount.high / 100
    rests_on = share.rests_on + (bands.rests_on if bands else ()) + leukocytes.rests_on
    return Item(Amount.between(low, high), _CONCENTRATION, rests_on)
