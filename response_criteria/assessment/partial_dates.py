"""Dates known only to the month or the year: every reading of the calendar must agree (decision 0014).

A partly written date is read as its first and as its last day. Results with the same partly written date are read as of
one day, and so are treatments. A treatment that supports nothing, or has no date at all, is read as of its last day: it
tells that a drug is taken, not since when. Without partly written dates there is one reading, the history itself.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, product

from response_criteria.model.facts import DrugKind, DrugOrder, DrugUse, History, Observed, Origin, Refusal
from response_criteria.model.periods import When
from response_criteria.treatment.imatinib_orders import firm

MOST_DATES = 4
"""So many different partly written dates are read both ways, which makes 16 readings (decision 0014)."""

TOO_MANY = "its date is only partly written, and so are too many others"

UNDATED_YEARS = 100
"""A date that may be anywhere in so many years is none (decision 0014)."""

_TKIS = (DrugKind.IMATINIB, DrugKind.OTHER_TKI)


@dataclass(frozen=True, slots=True)
class Readings:
    """The history in every reading of its partly written dates.

    ``dates`` are the dates that were read both ways, as they are written; ``dated`` tells the same for each result and
    each treatment; ``refusals`` are results that were left out. ``therapy_is_open`` where more dates of treatments are
    partly written than can be read both ways.
    """

    histories: tuple[History, ...]
    dates: tuple[str, ...] = ()
    dated: Mapping[Origin, str] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    therapy_is_open: bool = False


def readings(history: History, as_of: date) -> Readings:
    """Every reading, of results no later than that day."""
    dated = dict(_dated(history))
    if not dated:
        return Readings((history,))
    of_results = {each.on for each in history.observed if not each.on.is_a_day}
    of_treatments = {when for each in _treatments(history) if _dates_decide(each) for when in _partly_written(each)}
    chosen_treatments = frozenset(_newest(of_treatments, MOST_DATES))
    chosen_results = frozenset(_newest(of_results, MOST_DATES - len(chosen_treatments)))
    left_out = of_results - chosen_results
    kept = replace(history, observed=tuple(each for each in history.observed if each.on not in left_out))
    every = (
        _read(kept, late_results, late_treatments | (of_treatments - chosen_treatments), as_of)
        for late_results, late_treatments in product(_subsets(chosen_results), _subsets(chosen_treatments))
    )
    return Readings(
        histories=tuple(every),
        dates=tuple(sorted(map(_as_written, chosen_results | chosen_treatments))),
        dated=dated,
        refusals=tuple(Refusal(each.origin, TOO_MANY) for each in history.observed if each.on in left_out),
        therapy_is_open=len(of_treatments) > MOST_DATES,
    )


def _treatments(history: History) -> Iterator[DrugOrder | DrugUse]:
    """Orders and uses of TKIs: of other drugs, no start is ever compared."""
    everything: Iterator[DrugOrder | DrugUse] = chain(history.orders, history.uses)
    return (each for each in everything if each.drug.kind in _TKIS)


def _partly_written(treatment: DrugOrder | DrugUse) -> frozenset[When]:
    written = treatment.written if isinstance(treatment, DrugOrder) else None
    dates = (treatment.starts, written, treatment.ends)
    return frozenset(each for each in dates if each is not None and not each.is_a_day)


def _dates_decide(treatment: DrugOrder | DrugUse) -> bool:
    """Whether it supports a finding, and is dated at all."""
    supports = firm(treatment) if isinstance(treatment, DrugOrder) else treatment.drug.coded
    return supports and not _is_undated(treatment.starts)


def _newest(dates: Set[When], most: int) -> list[When]:
    return sorted(dates, key=lambda each: (each.latest, each.earliest), reverse=True)[:most]


def _subsets(dates: Set[When]) -> Iterator[frozenset[When]]:
    """Every choice of the dates that are read as their last day; the others are read as their first."""
    for choice in product((False, True), repeat=len(dates)):
        yield frozenset(each for each, late in zip(sorted(dates), choice, strict=True) if late)


def _read(history: History, late_results: Set[When], late_treatments: Set[When], as_of: date) -> History:
    def result(each: Observed) -> Observed:
        return each if each.on.is_a_day else each._replace(on=_day(each.on, late_results, as_of))

    def order(each: DrugOrder) -> DrugOrder:
        if each.drug.kind not in _TKIS or not _partly_written(each):
            return each
        late = late_treatments if _dates_decide(each) else _partly_written(each)
        starts, ends = _stretch(each, late, as_of)
        return replace(each, starts=starts, written=_day(each.written, late, as_of), ends=ends)

    def use(each: DrugUse) -> DrugUse:
        if each.drug.kind not in _TKIS or not _partly_written(each):
            return each
        late = late_treatments if _dates_decide(each) else _partly_written(each)
        starts, ends = _stretch(each, late, as_of)
        drug = replace(each.drug, coded=each.drug.coded and _dates_decide(each))
        return replace(each, drug=drug, starts=starts, ends=ends)

    return replace(
        history,
        observed=tuple(map(result, history.observed)),
        orders=tuple(map(order, history.orders)),
        uses=tuple(map(use, history.uses)),
    )


def _day(when: When, late: Set[When], not_after: date) -> When:
    """The first or the last day, the latter not in the future; a day that is known stays."""
    if when.is_a_day:
        return when
    return When.on(max(when.earliest, min(when.latest, not_after)) if when in late else when.earliest)


def _stretch(treatment: DrugOrder | DrugUse, late: Set[When], as_of: date) -> tuple[When, When | None]:
    """When it starts and ends; never so that it would end before it starts."""
    starts, ends = _day(treatment.starts, late, as_of), treatment.ends
    if ends is None:
        return starts, None
    starts = min(starts, When.on(ends.latest))
    return starts, max(_day(ends, late, date.max), starts)


def _dated(history: History) -> Iterator[tuple[Origin, str]]:
    for result in history.observed:
        earliest, latest = result.on
        if earliest != latest:
            yield result.origin, _as_written(result.on)
    for treatment in _treatments(history):
        if _partly_written(treatment):
            yield treatment.origin, _as_written(treatment.starts)


def _as_written(when: When) -> str:
    return "undated" if _is_undated(when) else str(when)


def _is_undated(when: When) -> bool:
    return when.latest.year - when.earliest.year >= UNDATED_YEARS
