"""Precautions about drugs: current dose, gaps in treatment, growth factors and interactions."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from response_criteria.model.findings import Evidence, Finding, Values
from response_criteria.model.medications import DrugKind, DrugOrder, DrugUse
from response_criteria.model.periods import (
    count_days_between,
    days_between,
    latest_date_worldwide,
    subtract_days,
    subtract_months,
)
from response_criteria.precautions.codes import Code, Reason
from response_criteria.precautions.rule import BLOCKS, WARNS, PrecautionRule, Questions
from response_criteria.precautions.snapshot import PatientSnapshot, Trigger, combine_triggers, is_hematologic
from response_criteria.publications.us_label import LABEL
from response_criteria.results.evidence import cite_treatment
from response_criteria.treatment.exposure import Gap, find_last_day
from response_criteria.treatment.imatinib_orders import Dose, DoseUnknownReason, is_in_effect
from response_criteria.treatment.supplies import carry_supplies_forward

MAX_GAP_DAYS = 28
"""With more days without imatinib in total, the drug may have been missing rather than ineffective (decision 0015)."""

HEMATOLOGIC_EXPOSURE_MONTHS = 3
"""Months of exposure that count for a hematologic criterion, up to its latest evidence (decision 0015)."""

CYTOGENETIC_EXPOSURE_MONTHS = 12
"""Months of exposure that count for a cytogenetic criterion, up to its latest evidence (decision 0015)."""

RENEWAL_DAYS = 7
"""A gap of so many days or fewer is a renewal: supplies are rarely fetched on the very day (decision 0125)."""

MAX_RENEWAL_FRACTION = Decimal("0.1")
"""Fraction of the window up to which renewals count as no gap (decision 0125)."""

GROWTH_FACTOR_DAYS = 28
"""Days for which a growth factor may still affect the blood counts (decision 0015)."""


def find_unknown_dose(patient: PatientSnapshot) -> Trigger | None:
    """Check that the current total daily dose is known."""
    if patient.dose.mg is not None:
        return None
    reason = patient.dose.unknown_reason or DoseUnknownReason.NO_ORDER
    return Trigger(reason, _unknown_dose_values(reason, patient.dose), tuple(map(cite_treatment, patient.dose.orders)))


def _unknown_dose_values(reason: DoseUnknownReason, dose: Dose) -> Values:
    if reason is DoseUnknownReason.NOT_GIVEN:
        return {"in_words": dose.in_words}
    return {"on": dose.orders[0].written.latest} if reason is DoseUnknownReason.POSSIBLY_REPLACED else {}


def find_insufficient_exposure(patient: PatientSnapshot) -> Trigger | None:
    """Check for long gaps in treatment before the latest evidence of each criterion that is met."""
    return combine_triggers(_check_exposure(patient, finding) for finding in patient.met_findings)


def _check_exposure(patient: PatientSnapshot, finding: Finding) -> Trigger | None:
    months = HEMATOLOGIC_EXPOSURE_MONTHS if is_hematologic(finding) else CYTOGENETIC_EXPOSURE_MONTHS
    until = max(evidence.on for evidence in finding.evidence)
    since = max(subtract_months(until, months), patient.treatment.started_on)
    gaps = _find_counted_gaps(patient, since, until)
    days = sum(gap.days_within(since, until) for gap in gaps)
    if days <= MAX_GAP_DAYS:
        return None
    values: Values = {"days": days, "months": months, "until": until}
    return Trigger(Reason.GAPS, values, tuple(_cite_around_gaps(patient, gaps)), (finding.criterion.id,))


def _find_counted_gaps(patient: PatientSnapshot, since: date, until: date) -> list[Gap]:
    """Return the gaps within the window, both days included, without renewals that are few enough."""
    gaps = [gap for gap in patient.treatment.gaps if gap.days_within(since, until)]
    longer = [gap for gap in gaps if count_days_between(gap.ended, gap.resumed) > RENEWAL_DAYS]
    renewals = sum(gap.days_within(since, until) for gap in gaps if gap not in longer)
    window = days_between(since, until) + 1
    return longer if renewals <= MAX_RENEWAL_FRACTION * window else gaps


def _cite_around_gaps(patient: PatientSnapshot, gaps: Sequence[Gap]) -> Iterator[Evidence]:
    """Yield the treatments that end just before a gap or begin just after it."""
    covered = carry_supplies_forward(use for use in patient.history.uses if use.drug.kind is DrugKind.IMATINIB)
    for treatment in patient.find_medications(DrugKind.IMATINIB):
        ends = find_last_day(treatment, covered)
        if any(treatment.starts.earliest == gap.resumed or ends == gap.ended for gap in gaps):
            yield cite_treatment(treatment)


def find_growth_factor(patient: PatientSnapshot) -> Trigger | None:
    """Check for a growth factor in use within the last four weeks."""
    since = subtract_days(patient.as_of, GROWTH_FACTOR_DAYS)
    growth_factors = [
        drug for drug in patient.find_medications(DrugKind.GROWTH_FACTOR) if _has_used(drug, patient, since)
    ]
    return _name_drugs(growth_factors, Reason.GROWTH_FACTOR_GIVEN) if growth_factors else None


def _has_used(growth_factor: DrugOrder | DrugUse, patient: PatientSnapshot, since: date) -> bool:
    if isinstance(growth_factor, DrugUse) and growth_factor.ongoing:
        return True
    # An order without an end counts on its first day (decision 0118): growth factors are given as single doses or short
    # courses, and nobody closes the order.
    begun = growth_factor.starts.latest <= latest_date_worldwide(patient.as_of)
    return begun and (find_last_day(growth_factor) or growth_factor.starts.latest) >= since


def find_interaction(patient: PatientSnapshot) -> Trigger | None:
    """Check for a strong CYP3A4 inducer or inhibitor in use today."""
    drugs = list(_find_in_use(patient, DrugKind.CYP3A4_INDUCER, DrugKind.CYP3A4_INHIBITOR))
    return _name_drugs(drugs, Reason.INTERACTING_DRUG) if drugs else None


def _find_in_use(patient: PatientSnapshot, *kinds: DrugKind) -> Iterator[DrugOrder | DrugUse]:
    """Yield the drugs of these kinds that are in use today."""
    # Drugs that are planned, or named only in text, count too: text may withhold an escalation, never support one.
    for drug in (medication for kind in kinds for medication in patient.find_medications(kind)):
        active = is_in_effect(drug, patient.as_of) if isinstance(drug, DrugOrder) else drug.ongoing
        begun = drug.starts.latest <= latest_date_worldwide(patient.as_of)
        if active or (begun and (find_last_day(drug) or drug.starts.latest) >= patient.as_of):
            yield drug


def _name_drugs(drugs: Sequence[DrugOrder | DrugUse], reason: Reason) -> Trigger:
    names = ", ".join(sorted({drug.drug.name for drug in drugs}))
    return Trigger(reason, {"drugs": names}, tuple(map(cite_treatment, drugs)))


RULES = (
    PrecautionRule(
        code=Code.DOSE_UNKNOWN,
        name="current dose unknown",
        blocks=BLOCKS,
        evaluate=find_unknown_dose,
        when="the current total daily dose cannot be determined",
    ),
    PrecautionRule(
        code=Code.INSUFFICIENT_EXPOSURE,
        name="gaps in treatment",
        blocks=BLOCKS,
        evaluate=find_insufficient_exposure,
        when=f"documented gaps of more than {MAX_GAP_DAYS} days in total in the {HEMATOLOGIC_EXPOSURE_MONTHS} months "
        f"(hematologic) or {CYTOGENETIC_EXPOSURE_MONTHS} months (cytogenetic) before the latest evidence of a "
        f"criterion that is met; gaps of up to {RENEWAL_DAYS} days count as none while together they are at most "
        f"{MAX_RENEWAL_FRACTION:.0%} of that time; a supply fetched early is taken after the previous one",
        decision="0125",
        questions=Questions.ITS_OWN,
    ),
    PrecautionRule(
        code=Code.GROWTH_FACTOR,
        name="growth factor (G-CSF)",
        blocks=BLOCKS,
        evaluate=find_growth_factor,
        when=f"a growth factor in use within the last {GROWTH_FACTOR_DAYS} days; an order without an end counts on its "
        "first day",
        decision="0118",
        questions=Questions.ALL,
    ),
    PrecautionRule(
        code=Code.INTERACTION,
        name="drug interaction",
        blocks=WARNS,
        evaluate=find_interaction,
        when="a strong CYP3A4 inducer or inhibitor in use",
        citation=LABEL.cite("drug interactions"),
    ),
)
