"""Precautions about drugs: the dose, gaps in the exposure, growth factors, interactions, a reduction made before."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from response_criteria.model.facts import DrugKind, DrugOrder, DrugUse
from response_criteria.model.findings import Evidence, Values
from response_criteria.model.periods import days_before, latest_date_written_on, months_before
from response_criteria.precautions.case import Case, Found, is_hematologic
from response_criteria.precautions.reasons import Reason
from response_criteria.results.evidence import cited_treatment
from response_criteria.treatment.courses import last_day
from response_criteria.treatment.imatinib_orders import Dose, DoseUnknown, in_force

LONGEST_GAPS_DAYS = 28
"""More days than that without imatinib, in total, leave it open whether the dose or its absence failed."""

HEMATOLOGIC_EXPOSURE_MONTHS = 3
CYTOGENETIC_EXPOSURE_MONTHS = 12
"""So long before its latest evidence the exposure matters to a criterion (decision 0015)."""

GROWTH_FACTOR_DAYS = 28
"""So long after it a growth factor may still move the counts (decision 0015)."""


def dose_unknown(case: Case) -> Found | None:
    """The current total daily dose could not be established."""
    if case.dose.mg is not None:
        return None
    reason = case.dose.unknown_because or DoseUnknown.NO_ORDER
    return Found(reason, _of_the_dose(reason, case.dose), tuple(map(cited_treatment, case.dose.orders)))


def _of_the_dose(reason: DoseUnknown, dose: Dose) -> Values:
    """What stands in place of a dose; when the order was written that may have replaced the others."""
    if reason is DoseUnknown.NOT_GIVEN:
        return {"in_words": dose.in_words}
    return {"on": dose.orders[0].written.latest} if reason is DoseUnknown.PERHAPS_REPLACED else {}


def insufficient_exposure(case: Case) -> Found | None:
    """Before the latest evidence of a met criterion, imatinib was not taken for too many days in total."""
    for finding in case.met:
        months = HEMATOLOGIC_EXPOSURE_MONTHS if is_hematologic(finding) else CYTOGENETIC_EXPOSURE_MONTHS
        until = max(each.on for each in finding.evidence)
        since = max(months_before(until, months), case.treatment.started_on)
        days = sum(each.days_within(since, until) for each in case.treatment.gaps)
        if days > LONGEST_GAPS_DAYS:
            evidence = tuple(_around_gaps(case, since, until))
            return Found(Reason.GAPS, {"days": days, "months": months, "until": until}, evidence)
    return None


def _around_gaps(case: Case, since: date, until: date) -> Iterator[Evidence]:
    """What ends on the last day before a gap, and what begins on the first day after it."""
    gaps = [each for each in case.treatment.gaps if each.days_within(since, until)]
    for each in case.drugs(DrugKind.IMATINIB):
        ends = last_day(each)
        if any(each.starts.earliest == gap.resumed or ends == gap.ended for gap in gaps):
            yield cited_treatment(each)


def growth_factor(case: Case) -> Found | None:
    """A growth factor was in use within the last four weeks; one that does not tell its end counts on its first day."""
    given = list(_in_use(case, days_before(case.as_of, GROWTH_FACTOR_DAYS), DrugKind.GROWTH_FACTOR))
    return _naming(given, Reason.GROWTH_FACTOR_GIVEN) if given else None


def interaction(case: Case) -> Found | None:
    """A strong CYP3A4 inducer or inhibitor is in use today."""
    taken = list(_in_use(case, case.as_of, DrugKind.CYP3A4_INDUCER, DrugKind.CYP3A4_INHIBITOR))
    return _naming(taken, Reason.INTERACTING_DRUG) if taken else None


def _in_use(case: Case, since: date, *kinds: DrugKind) -> Iterator[DrugOrder | DrugUse]:
    """What was in use on any day from then on, be it coded, planned, or named only in text: text may withhold."""
    for each in (drug for kind in kinds for drug in case.drugs(kind)):
        running = in_force(each, case.as_of) if isinstance(each, DrugOrder) else each.ongoing
        begun = each.starts.latest <= latest_date_written_on(case.as_of)
        if running or (begun and (last_day(each) or each.starts.latest) >= since):
            yield each


def _naming(drugs: Sequence[DrugOrder | DrugUse], reason: Reason) -> Found:
    names = ", ".join(sorted({each.drug.name for each in drugs}))
    return Found(reason, {"drugs": names}, tuple(map(cited_treatment, drugs)))


def earlier_reduction(case: Case) -> Found | None:
    """A dose at or above that of the protocol's step was given before, and reduced."""
    if case.step is None:
        return None
    for earlier, later in pairwise(case.treatment.doses):
        dose = earlier.daily_dose_mg
        if dose is not None and dose >= case.step.to_mg and dose != later.daily_dose_mg:
            given = (each for each in case.drugs(DrugKind.IMATINIB) if each.starts.earliest == earlier.starts)
            evidence = tuple(map(cited_treatment, given))
            return Found(Reason.DOSE_REDUCED_BEFORE, {"dose_mg": dose, "on": later.starts}, evidence)
    return None
