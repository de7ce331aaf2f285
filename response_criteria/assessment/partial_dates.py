"""Partial dates: dates known only to the month or the year (decision 0014).

A partial date is evaluated as its first and as its last day, and every variant must agree. Results that share a partial
date share its day, and so do treatments. A treatment that is not reliable, or has no date at all, is evaluated as of
its last day alone: it shows that a drug is taken, not since when.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, product

from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, History
from response_criteria.model.medications import DrugKind, DrugOrder, DrugUse
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import Observed
from response_criteria.treatment.imatinib_orders import is_reliable

MAX_DATES = 4
"""Distinct partial dates that are evaluated both ways, which makes 16 variants (decision 0014)."""

TOO_MANY = "its date is incomplete, and so are too many other dates"

UNDATED_YEARS = 100
"""A date that may lie anywhere in so many years counts as no date (decision 0014)."""

_TKIS = (DrugKind.IMATINIB, DrugKind.OTHER_TKI)


@dataclass(frozen=True, slots=True)
class DateVariants:
    """The histories that the partial dates of one history allow; the history itself where it has none.

    ``dates`` are the partial dates evaluated both ways, ``date_as_written`` the partial date of each result and each
    treatment. ``excluded`` are results left out because there are too many partial dates. ``is_therapy_unclear`` if
    that is so for the dates of treatments, which cannot be left out.
    """

    histories: tuple[History, ...]
    dates: tuple[str, ...] = ()
    date_as_written: Mapping[Origin, str] = field(default_factory=dict)
    excluded: tuple[ExcludedData, ...] = ()
    is_therapy_unclear: bool = False


def find_date_variants(history: History, as_of: date) -> DateVariants:
    """Build the date variants of a history; no result is dated later than ``as_of``."""
    date_as_written = dict(_find_partial_dates(history))
    if not date_as_written:
        return DateVariants((history,))
    result_dates = {result.on for result in history.observed if not result.on.is_exact_day}
    treatment_dates = {
        partial
        for treatment in _find_tki_treatments(history)
        if _is_dating(treatment)
        for partial in _partial_dates_of(treatment)
    }
    # Treatments go first: the start of imatinib decides more than any result.
    varied_treatments = frozenset(_select_newest(treatment_dates, MAX_DATES))
    varied_results = frozenset(_select_newest(result_dates, MAX_DATES - len(varied_treatments)))
    left_out = result_dates - varied_results
    kept = replace(history, observed=tuple(result for result in history.observed if result.on not in left_out))
    variants = (
        _build_variant(kept, late_results, late_treatments | (treatment_dates - varied_treatments), as_of)
        for late_results, late_treatments in product(_list_subsets(varied_results), _list_subsets(varied_treatments))
    )
    return DateVariants(
        histories=tuple(variants),
        dates=tuple(sorted(map(_format, varied_results | varied_treatments))),
        date_as_written=date_as_written,
        excluded=tuple(ExcludedData(result.origin, TOO_MANY) for result in history.observed if result.on in left_out),
        is_therapy_unclear=len(treatment_dates) > MAX_DATES,
    )


def _find_tki_treatments(history: History) -> Iterator[DrugOrder | DrugUse]:
    # Of other drugs no start is ever compared.
    treatments: Iterator[DrugOrder | DrugUse] = chain(history.orders, history.uses)
    return (treatment for treatment in treatments if treatment.drug.kind in _TKIS)


def _partial_dates_of(treatment: DrugOrder | DrugUse) -> frozenset[PartialDate]:
    written = treatment.written if isinstance(treatment, DrugOrder) else None
    dates = (treatment.starts, written, treatment.ends)
    return frozenset(partial for partial in dates if partial is not None and not partial.is_exact_day)


def _is_dating(treatment: DrugOrder | DrugUse) -> bool:
    """Return whether the treatment may date the therapy: it is reliable and has a date."""
    reliable = is_reliable(treatment) if isinstance(treatment, DrugOrder) else treatment.drug.coded
    return reliable and not _is_undated(treatment.starts)


def _select_newest(dates: Set[PartialDate], count: int) -> list[PartialDate]:
    return sorted(dates, key=lambda partial: (partial.latest, partial.earliest), reverse=True)[:count]


def _list_subsets(dates: Set[PartialDate]) -> Iterator[frozenset[PartialDate]]:
    """Yield every choice of the dates evaluated as their last day; the others are evaluated as their first."""
    # The choice with all last days comes last: where the variants agree, it gives the assessment.
    for choice in product((False, True), repeat=len(dates)):
        yield frozenset(partial for partial, is_late in zip(sorted(dates), choice, strict=True) if is_late)


def _build_variant(
    history: History, late_results: Set[PartialDate], late_treatments: Set[PartialDate], as_of: date
) -> History:
    return replace(
        history,
        observed=tuple(_date_result(result, late_results, as_of) for result in history.observed),
        orders=tuple(_date_order(order, late_treatments, as_of) for order in history.orders),
        uses=tuple(_date_use(use, late_treatments, as_of) for use in history.uses),
    )


def _date_result(result: Observed, late: Set[PartialDate], as_of: date) -> Observed:
    return result if result.on.is_exact_day else result._replace(on=_choose_day(result.on, late, as_of))


def _date_order(order: DrugOrder, late: Set[PartialDate], as_of: date) -> DrugOrder:
    if order.drug.kind not in _TKIS or not _partial_dates_of(order):
        return order
    late = late if _is_dating(order) else _partial_dates_of(order)
    starts, ends = _choose_period(order, late, as_of)
    return replace(order, starts=starts, written=_choose_day(order.written, late, as_of), ends=ends)


def _date_use(use: DrugUse, late: Set[PartialDate], as_of: date) -> DrugUse:
    if use.drug.kind not in _TKIS or not _partial_dates_of(use):
        return use
    late = late if _is_dating(use) else _partial_dates_of(use)
    starts, ends = _choose_period(use, late, as_of)
    # A use that is not coded counts as a sign of therapy and never dates its start.
    drug = replace(use.drug, coded=use.drug.coded and _is_dating(use))
    return replace(use, drug=drug, starts=starts, ends=ends)


def _choose_day(partial: PartialDate, late: Set[PartialDate], not_after: date) -> PartialDate:
    """Return the first day, or the last one that is not in the future; an exact day is returned as it is."""
    if partial.is_exact_day:
        return partial
    last = max(partial.earliest, min(partial.latest, not_after))
    return PartialDate.on(last if partial in late else partial.earliest)


def _choose_period(
    treatment: DrugOrder | DrugUse, late: Set[PartialDate], as_of: date
) -> tuple[PartialDate, PartialDate | None]:
    """Return start and end, such that the treatment never ends before it starts."""
    starts, ends = _choose_day(treatment.starts, late, as_of), treatment.ends
    if ends is None:
        return starts, None
    starts = min(starts, PartialDate.on(ends.latest))
    return starts, max(_choose_day(ends, late, date.max), starts)


def _find_partial_dates(history: History) -> Iterator[tuple[Origin, str]]:
    for result in history.observed:
        # Unpacked rather than asked with is_exact_day: this runs for every result of every chart.
        earliest, latest = result.on
        if earliest != latest:
            yield result.origin, _format(result.on)
    for treatment in _find_tki_treatments(history):
        if _partial_dates_of(treatment):
            yield treatment.origin, _format(treatment.starts)


def _format(partial: PartialDate) -> str:
    return "undated" if _is_undated(partial) else str(partial)


def _is_undated(partial: PartialDate) -> bool:
    return partial.latest.year - partial.earliest.year >= UNDATED_YEARS
