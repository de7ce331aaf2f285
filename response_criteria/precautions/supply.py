"""Precautions about dispensing: adherence, and supplies or statements that disagree with the ordered dose (0032)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.findings import Missing, Values
from response_criteria.model.medications import DrugKind, DrugUse, UseKind
from response_criteria.model.periods import days_between, latest_date_worldwide, subtract_months
from response_criteria.precautions.codes import Code, MissingInput, Reason
from response_criteria.precautions.rule import WARNS, PrecautionRule
from response_criteria.precautions.snapshot import PatientSnapshot, Trigger
from response_criteria.results.evidence import cite_treatment
from response_criteria.rules.bands import below
from response_criteria.treatment.exposure import find_last_day
from response_criteria.treatment.supplies import carry_supplies_forward

ADHERENCE_MONTHS = 12
"""Months over which coverage is calculated, or since the first supply if that is later."""

LOW_COVERAGE = below("90")
"""Covered days in % (decision 0032)."""

MAX_DOSE_DIFFERENCE = Decimal("0.20")
"""Fraction of the ordered dose by which a supply or a statement may differ (decision 0032)."""


def find_low_adherence(patient: PatientSnapshot) -> Trigger | None:
    """Check whether the dispensed supplies cover enough days."""
    supplies = _find_recent_supplies(patient)
    if not supplies or not _have_days_supplied(supplies):
        return None
    since = max(_window_start(patient), supplies[0].starts.earliest)
    days = days_between(since, patient.as_of) + 1
    covered = len(_find_covered_days(patient, since))
    if days < 1 or LOW_COVERAGE.contains(Amount.exactly(Decimal(100 * covered) / days)) is not Answer.YES:
        return None
    # Rounded down, so that the percentage shown is below the limit as well.
    values: Values = {"percent": 100 * covered // days, "days": days, "since": since}
    first_and_last = dict.fromkeys((supplies[0], supplies[-1]))
    return Trigger(Reason.LOW_DISPENSED_COVERAGE, values, tuple(map(cite_treatment, first_and_last)))


def _find_missing_supply(patient: PatientSnapshot) -> tuple[Missing, ...]:
    """Return adherence as missing if no recent supply is documented, or one has no days' supply."""
    supplies = _find_recent_supplies(patient)
    if supplies and _have_days_supplied(supplies):
        return ()
    return (Missing(MissingInput.SUPPLY_NOT_DOCUMENTED, {"what": "adherence", "months": ADHERENCE_MONTHS}),)


def find_dose_disagreement(patient: PatientSnapshot) -> Trigger | None:
    """Compare the daily dose of the latest supply, then of the latest statement, with the ordered dose."""
    ordered_mg, periods = patient.dose.mg, patient.treatment.doses
    if ordered_mg is None or not periods or periods[-1].daily_dose_mg != ordered_mg:
        return None
    for kind, reason in ((UseKind.DISPENSE, Reason.SUPPLY_DIFFERS), (UseKind.STATEMENT, Reason.STATEMENT_DIFFERS)):
        # What came before the last dose change was for another dose and contradicts nothing.
        uses = [use for use in _find_imatinib_uses(patient, kind) if use.starts.earliest >= periods[-1].starts]
        latest = [use for use in uses if use.starts == uses[-1].starts]
        given_mg = _total_daily_dose(latest)
        if given_mg is not None and abs(given_mg - ordered_mg) > MAX_DOSE_DIFFERENCE * ordered_mg:
            values: Values = {"dose_mg": ordered_mg, "given_mg": given_mg, "on": latest[0].starts.earliest}
            return Trigger(reason, values, tuple(map(cite_treatment, latest)))
    return None


def _find_imatinib_uses(patient: PatientSnapshot, kind: UseKind) -> list[DrugUse]:
    """Return the uses of one kind that have begun during the present treatment, oldest first."""
    begun = (
        use
        for use in patient.history.uses
        if use.kind is kind
        and use.drug.kind is DrugKind.IMATINIB
        and use.drug.coded
        and patient.treatment.started_on <= use.starts.earliest <= latest_date_worldwide(patient.as_of)
    )
    return sorted(begun, key=lambda use: (use.starts, use.origin))


def _window_start(patient: PatientSnapshot) -> date:
    return subtract_months(patient.as_of, ADHERENCE_MONTHS)


def _find_recent_supplies(patient: PatientSnapshot) -> list[DrugUse]:
    """Return the supplies that begin in the adherence window or last into it, oldest first."""
    start = _window_start(patient)
    supplies = _find_imatinib_uses(patient, UseKind.DISPENSE)
    covered = carry_supplies_forward(supplies)
    return [supply for supply in supplies if (find_last_day(supply, covered) or supply.starts.latest) >= start]


def _have_days_supplied(supplies: Iterable[DrugUse]) -> bool:
    return all(supply.days_supplied is not None for supply in supplies)


def _find_covered_days(patient: PatientSnapshot, since: date) -> set[date]:
    """Return the days that a supply covers, or on which a dose was administered in hospital."""
    carried = carry_supplies_forward(_find_imatinib_uses(patient, UseKind.DISPENSE))
    window = range(since.toordinal(), patient.as_of.toordinal() + 1)
    covered = {
        day for days in carried.values() for day in range(max(days.start, window.start), min(days.stop, window.stop))
    }
    covered |= {use.starts.earliest.toordinal() for use in _find_imatinib_uses(patient, UseKind.ADMINISTRATION)}
    return {date.fromordinal(day) for day in covered if day in window}


def _total_daily_dose(uses: Sequence[DrugUse]) -> Decimal | None:
    """Return the sum over the products of one day in mg; None if a dose is unknown or there is no use."""
    dose_of: dict[str, Decimal] = {}
    for use in uses:
        if use.daily_dose_mg is None or use.daily_dose_mg.exact is None:
            return None
        # A second box of the same product does not double the dose.
        dose_of[use.product] = max(dose_of.get(use.product, Decimal(0)), use.daily_dose_mg.exact)
    return sum(dose_of.values(), Decimal(0)) if dose_of else None


RULES = (
    PrecautionRule(
        code=Code.ADHERENCE,
        name="adherence",
        blocks=WARNS,
        evaluate=find_low_adherence,
        when=f"dispensed supplies cover {LOW_COVERAGE}% of the days of the last {ADHERENCE_MONTHS} months, or of the "
        "days since the first supply in that time",
        decision="0032",
        find_missing=_find_missing_supply,
    ),
    PrecautionRule(
        code=Code.DOSE_DISAGREEMENT,
        name="dose supplied or stated",
        blocks=WARNS,
        evaluate=find_dose_disagreement,
        when="the latest supply or the latest statement since the last dose change is for a daily dose that differs "
        f"from the ordered one by more than {MAX_DOSE_DIFFERENCE:.0%}",
        decision="0032",
    ),
)
