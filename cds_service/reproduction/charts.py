"""The chart of a patient of the cohort as a FHIR R4 Bundle, before and after the escalation.

The paper prints percentages, doses and durations. It does not print days, blood counts and numbers of metaphases: they
are the constants below, the same for all patients.
"""

from collections.abc import Iterator
from datetime import date
from math import gcd
from typing import Any

from cds_service.reproduction.cohort import IMPROVED_AFTER_MONTHS, Member, PhPercents
from cds_service.synthetic_charts.blood import blood
from cds_service.synthetic_charts.chart import build_collection_bundle, build_patient_resource, write_entries
from cds_service.synthetic_charts.diagnoses import cml
from cds_service.synthetic_charts.entry import Ago, Entry, days
from cds_service.synthetic_charts.genetics import fish, metaphases
from cds_service.synthetic_charts.prescriptions import imatinib
from response_criteria.model.periods import add_months, days_between, subtract_days, subtract_months
from response_criteria.model.results import CytogeneticMethod
from response_criteria.publications.kantarjian2003.grades import COMPLETE, NONE, PARTIAL
from response_criteria.results.cytogenetic_analyses import MINIMUM_METAPHASES

ESCALATED_ON = date(2001, 6, 1)
"""The day of every patient's escalation: between the paper's studies and its printing."""

ASSESSED_ON = subtract_days(ESCALATED_ON, 1)
"""The day before the escalation. The printed months on the standard dose are complete on that day."""

DIAGNOSED_MONTHS_BEFORE = 32
"""Months from diagnosis to therapy: the paper's median."""

BORN = "1943-06-01"
"""Age 58 at the escalation: the paper's median."""

BLOOD_COUNTS = {
    NONE: {
        "leukocytes": "28.4",
        "platelets": "520",
        "neutrophils": "17.6",
        "promyelocytes": "1",
        "myelocytes": "6",
        "metamyelocytes": "4",
        "basophils": "4",
    },
    PARTIAL: {"leukocytes": "7.2", "platelets": "310", "neutrophils": "4.4", "promyelocytes": "1", "myelocytes": "2"},
    COMPLETE: {"leukocytes": "6.4", "platelets": "260", "neutrophils": "3.8"},
}
"""A blood count for each hematologic response, by the paper's definitions: ×10⁹/L and %; other classes are normal."""

NORMAL_AT_MONTHS = (1, 2)
"""Months after the start with normal counts, which confirm CHR; not for hematologic resistance."""

COUNTED_DAYS_BEFORE = (35, 7)
"""Days before the escalation of the last two blood counts."""

KARYOTYPED_DAYS_BEFORE = 14
"""Days before the escalation of the last karyotype."""

OCCASIONS_MONTHS_APART = 3
"""Months between the two karyotypes that show a cytogenetic relapse."""

COUNTED_MONTHS_AFTER = (2, 3)
"""Months after the escalation with a blood count."""

DatedEntry = tuple[date, Entry]


def build_chart_before(member: Member, *, occasions: int = 2) -> dict[str, Any]:
    """Build the chart of the day before the escalation.

    ``occasions`` is how often the failure is documented: twice, as the paper requires for cytogenetic relapse, or once,
    as its tables print it.
    """
    return _build_bundle(
        member, ASSESSED_ON, (*_write_before_escalation(member, occasions), *_write_standard_dose(member, until=None))
    )


def build_chart_after(member: Member) -> dict[str, Any]:
    """Build the chart of the day of ``get_follow_up_date``."""
    story = (
        *_write_before_escalation(member, occasions=2),
        *_write_standard_dose(member, until=ASSESSED_ON),
        *_write_since_escalation(member),
    )
    return _build_bundle(member, get_follow_up_date(member), story)


def get_follow_up_date(member: Member) -> date:
    """Return the day on which the response to the escalation is assessed."""
    return add_months(ESCALATED_ON, member.followed_months)


def _build_bundle(member: Member, today: date, story: tuple[DatedEntry, ...]) -> dict[str, Any]:
    patient = build_patient_resource(member.id, f"Number {member.number}", "Foundingpaper", "unknown", BORN)
    dated_entries = sorted(story, key=lambda dated: dated[0])
    return build_collection_bundle(member.id, (patient, *write_entries(member.id, dated_entries, today)))


def _get_start_date(member: Member) -> date:
    return subtract_months(ASSESSED_ON, member.months)


def _write_before_escalation(member: Member, occasions: int) -> Iterator[DatedEntry]:
    started_on = _get_start_date(member)
    yield subtract_months(started_on, DIAGNOSED_MONTHS_BEFORE), cml()
    yield started_on, _write_blood(NONE)
    if member.group.circumstance != "hematologic-resistance":
        for months in NORMAL_AT_MONTHS:
            yield add_months(started_on, months), _write_blood(COMPLETE)
    for days_earlier in COUNTED_DAYS_BEFORE[-occasions:]:
        yield subtract_days(ESCALATED_ON, days_earlier), _write_blood(COMPLETE if member.group.is_cytogenetic else NONE)
    if member.ph:
        yield from _write_karyotypes(member, member.ph, occasions)


def _write_karyotypes(member: Member, ph: PhPercents, occasions: int) -> Iterator[DatedEntry]:
    """Write the lowest share half-way through the standard dose, and the last one, twice for a cytogenetic relapse."""
    last_on = subtract_days(ESCALATED_ON, KARYOTYPED_DAYS_BEFORE)
    yield add_months(_get_start_date(member), member.months // 2), _write_karyotype(ph.lowest)
    if member.group.circumstance == "cytogenetic-relapse" and occasions > 1:
        yield subtract_months(last_on, OCCASIONS_MONTHS_APART), _write_karyotype(ph.before)
    yield last_on, _write_karyotype(ph.before)


def _write_standard_dose(member: Member, until: date | None) -> Iterator[DatedEntry]:
    """Order 400 mg, or 400 mg and 300 mg from half-way on; active, or ended on ``until``."""
    started_on = _get_start_date(member)
    seen_on = get_follow_up_date(member) if until else ASSESSED_ON
    if not member.from_300:
        yield started_on, imatinib(400, until=_count_days_ago(until, seen_on))
        return
    reduced_on = add_months(started_on, member.months // 2)
    yield started_on, imatinib(400, until=_count_days_ago(subtract_days(reduced_on, 1), seen_on))
    yield reduced_on, imatinib(100, tablets=3, until=_count_days_ago(until, seen_on))


def _write_since_escalation(member: Member) -> Iterator[DatedEntry]:
    escalated_dose = imatinib(100, tablets=6) if member.from_300 else imatinib(400, times_a_day=2)
    yield ESCALATED_ON, escalated_dose
    if member.hematologic:
        for months in COUNTED_MONTHS_AFTER:
            yield add_months(ESCALATED_ON, months), _write_blood(member.hematologic)
    if member.ph:
        write_share = _write_fish if member.ph.after_by is CytogeneticMethod.FISH else _write_karyotype
        yield add_months(ESCALATED_ON, IMPROVED_AFTER_MONTHS), write_share(member.ph.after)
        if member.row:
            # A duration printed with a plus goes on at the end of follow-up; otherwise the response is lost by then.
            at_the_end = member.ph.after if member.row.ongoing else member.ph.before
            yield get_follow_up_date(member), write_share(at_the_end)


def _write_blood(response: str) -> Entry:
    return blood(**BLOOD_COUNTS[response])


def _write_karyotype(percent: int) -> Entry:
    """Write the printed share with the fewest metaphases that give it exactly and are adequate."""
    smallest = 100 // gcd(percent, 100)
    counted = smallest * -(-MINIMUM_METAPHASES // smallest)
    return metaphases(percent * counted // 100, of=counted)


def _write_fish(percent: int) -> Entry:
    return fish(str(percent))


def _count_days_ago(day: date | None, today: date) -> Ago | None:
    return days(days_between(day, today)) if day else None
