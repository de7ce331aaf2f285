"""Precautions about the supply: whether it covers the days, and whether it is for the dose that was ordered.

What counts, and since when: decision 0032.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import DrugKind, DrugUse, UseKind
from response_criteria.model.findings import Missing, Values
from response_criteria.model.periods import ONE_DAY, days_between, latest_date_written_on, months_before
from response_criteria.precautions.case import Case, Found
from response_criteria.precautions.reasons import Reason, Unchecked
from response_criteria.results.evidence import cited_treatment
from response_criteria.rules.bands import below
from response_criteria.treatment.courses import last_day

ADHERENCE_MONTHS = 12
"""So long before today the supply is looked at; or since the first one, where that is later."""

POORLY_COVERED = below("90")
"""In % of the days (decision 0032)."""

LARGEST_DIFFERENCE = Decimal("0.20")
"""Of the dose ordered: a supply or a statement that differs by more contradicts it (decision 0032)."""


def adherence(case: Case) -> Found | None:
    """What was handed over covers too few of the days that it should have lasted for."""
    supplies = _recent(case)
    if not supplies or not _lasts_are_known(supplies):
        return None
    since = max(_window_opens(case), supplies[0].starts.earliest)
    days = days_between(since, case.as_of) + 1
    covered = len(_days_covered(case, since))
    if days < 1 or POORLY_COVERED.holds(Amount.exactly(Decimal(100 * covered) / days)) is not Answer.YES:
        return None
    values: Values = {"percent": 100 * covered // days, "days": days, "since": since}
    return Found(
        Reason.POORLY_SUPPLIED, values, tuple(map(cited_treatment, dict.fromkeys((supplies[0], supplies[-1]))))
    )


def unchecked(case: Case) -> tuple[Missing, ...]:
    """Adherence, where no supply of the last months is documented, or how long one lasts is not."""
    supplies = _recent(case)
    if supplies and _lasts_are_known(supplies):
        return ()
    return (Missing(Unchecked.SUPPLY_NOT_DOCUMENTED, {"what": "adherence", "months": ADHERENCE_MONTHS}),)


def dose_disagreement(case: Case) -> Found | None:
    """The latest supply, or the latest statement, is for another daily dose than the one ordered."""
    ordered, periods = case.dose.mg, case.treatment.doses
    if ordered is None or not periods or periods[-1].daily_dose_mg != ordered:
        return None
    for kind, reason in ((UseKind.DISPENSE, Reason.SUPPLY_DIFFERS), (UseKind.STATEMENT, Reason.STATEMENT_DIFFERS)):
        latest = _of_latest_day(each for each in _used(case, kind) if each.starts.earliest >= periods[-1].starts)
        given = _daily_dose(latest)
        if given is not None and abs(given - ordered) > LARGEST_DIFFERENCE * ordered:
            values: Values = {"dose_mg": ordered, "given_mg": given, "on": latest[0].starts.earliest}
            return Found(reason, values, tuple(map(cited_treatment, latest)))
    return None


def _used(case: Case, kind: UseKind) -> list[DrugUse]:
    """The uses of imatinib of one kind that have begun, in the present treatment, oldest first."""
    begun = (
        each
        for each in case.history.uses
        if each.kind is kind
        and each.drug.kind is DrugKind.IMATINIB
        and each.drug.coded
        and case.treatment.started_on <= each.starts.earliest <= latest_date_written_on(case.as_of)
    )
    return sorted(begun, key=lambda each: (each.starts, each.origin))


def _window_opens(case: Case) -> date:
    return months_before(case.as_of, ADHERENCE_MONTHS)


def _recent(case: Case) -> list[DrugUse]:
    """The supplies that begin, or last into, the months that are looked at; oldest first."""
    opens = _window_opens(case)
    return [each for each in _used(case, UseKind.DISPENSE) if (last_day(each) or each.starts.latest) >= opens]


def _lasts_are_known(supplies: Iterable[DrugUse]) -> bool:
    return all(each.days_supplied is not None for each in supplies)


def _days_covered(case: Case, since: date) -> set[date]:
    """The days on which a supply lasts, or a dose was given in hospital."""
    by_product: dict[str, list[DrugUse]] = {}
    for each in _used(case, UseKind.DISPENSE):
        by_product.setdefault(each.product, []).append(each)
    covered = {day for supplies in by_product.values() for day in _lasting(supplies)}
    covered |= {each.starts.earliest for each in _used(case, UseKind.ADMINISTRATION)}
    return {day for day in covered if since <= day <= case.as_of}


def _lasting(supplies: Sequence[DrugUse]) -> Iterator[date]:
    """The days that supplies of one product last; what is handed over early is taken after what came before.

    Supplies of one day for as many days are one that was entered twice.
    """
    free_from = date.min
    for handed_over, days in dict.fromkeys((each.starts.earliest, each.days_supplied or 0) for each in supplies):
        begins = max(handed_over, free_from)
        free_from = begins + timedelta(days=days)
        yield from (begins + ONE_DAY * day for day in range(days))


def _of_latest_day(uses: Iterable[DrugUse]) -> list[DrugUse]:
    listed = list(uses)
    return [each for each in listed if each.starts == listed[-1].starts]


def _daily_dose(uses: Sequence[DrugUse]) -> Decimal | None:
    """The dose of uses that began on one day: different products together make it up. None where one is not known."""
    doses: dict[str, Decimal] = {}
    for each in uses:
        if each.daily_dose_mg is None or each.daily_dose_mg.exact is None:
            return None
        doses[each.product] = max(doses.get(each.product, Decimal(0)), each.daily_dose_mg.exact)
    return sum(doses.values(), Decimal(0)) if doses else None
