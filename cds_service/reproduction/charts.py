"""The chart of a patient of the cohort, as a FHIR R4 Bundle: as it stood before the raise, and as it stands after it.

The paper prints percentages, doses and durations. Days within the months, blood counts and numbers of metaphases it
does not print: they are the same for everyone, and named here.
"""

from collections.abc import Iterator
from datetime import date
from math import gcd
from typing import Any

from cds_service.reproduction.cohort import IMPROVED_AFTER_MONTHS, Member, PhPercents
from cds_service.synthetic_charts.blood import blood
from cds_service.synthetic_charts.chart import collection, person, written
from cds_service.synthetic_charts.diagnoses import cml
from cds_service.synthetic_charts.genetics import fish, metaphases
from cds_service.synthetic_charts.page import Ago, Entry, days
from cds_service.synthetic_charts.prescriptions import imatinib
from response_criteria.model.facts import CytogeneticMethod
from response_criteria.model.periods import days_before, days_between, months_after, months_before
from response_criteria.publications.kantarjian2003.grades import COMPLETE, NONE, PARTIAL
from response_criteria.results.cytogenetic_analyses import MINIMUM_METAPHASES

RAISED_ON = date(2001, 6, 1)
"""Everyone's raise: a day between the paper's studies and its printing."""

JUDGED_ON = days_before(RAISED_ON, 1)
"""The day before it. The printed months on the standard dose are complete on that day."""

DIAGNOSED_MONTHS_BEFORE = 32
"""The paper's median time from diagnosis to therapy."""

BORN = "1943-06-01"
"""58 at the raise: the paper's median age."""

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
"""One for each hematologic response, in the words of the paper's definitions: ×10⁹/L and %; other classes as usual."""

NORMAL_AT_MONTHS = (1, 2)
"""After the start: the counts that confirm the CHR of everyone but those with hematologic resistance."""

COUNTED_DAYS_BEFORE = (35, 7)
"""The raise: the two last blood counts."""

KARYOTYPED_DAYS_BEFORE = 14
"""The raise: the last karyotype."""

OCCASIONS_MONTHS_APART = 3
"""The two karyotypes on which a cytogenetic relapse was seen."""

COUNTED_MONTHS_AFTER = (2, 3)
"""The raise: the blood counts since."""

Dated = tuple[date, Entry]


def chart_before(member: Member, *, occasions: int = 2) -> dict[str, Any]:
    """The chart on the day before the raise.

    ``occasions`` is how often that for which the dose was raised is documented: twice, as the paper requires of
    cytogenetic relapse, or only once, as its tables print it.
    """
    return _bundle(member, JUDGED_ON, (*_story_before(member, occasions), *_standard_dose(member, until=None)))


def chart_after(member: Member) -> dict[str, Any]:
    """The chart on the day of ``judged_after_on``."""
    story = (*_story_before(member, occasions=2), *_standard_dose(member, until=JUDGED_ON), *_since_the_raise(member))
    return _bundle(member, judged_after_on(member), story)


def judged_after_on(member: Member) -> date:
    """The day on which the response to the raise is told."""
    return months_after(RAISED_ON, member.followed_months)


def _bundle(member: Member, today: date, story: tuple[Dated, ...]) -> dict[str, Any]:
    patient = person(member.id, f"Number {member.number}", "Foundingpaper", "unknown", BORN)
    happened = sorted(story, key=lambda each: each[0])
    return collection(member.id, (patient, *written(member.id, happened, today)))


def _started_on(member: Member) -> date:
    return months_before(JUDGED_ON, member.months)


def _story_before(member: Member, occasions: int) -> Iterator[Dated]:
    started_on = _started_on(member)
    yield months_before(started_on, DIAGNOSED_MONTHS_BEFORE), cml()
    yield started_on, _blood(NONE)
    if member.group.circumstance != "hematologic-resistance":
        for months in NORMAL_AT_MONTHS:
            yield months_after(started_on, months), _blood(COMPLETE)
    for days_earlier in COUNTED_DAYS_BEFORE[-occasions:]:
        yield days_before(RAISED_ON, days_earlier), _blood(COMPLETE if member.group.is_cytogenetic else NONE)
    if member.ph:
        yield from _karyotypes(member, member.ph, occasions)


def _karyotypes(member: Member, ph: PhPercents, occasions: int) -> Iterator[Dated]:
    """The lowest half-way through the standard dose; the last, twice where the dose was raised for its rise."""
    last_on = days_before(RAISED_ON, KARYOTYPED_DAYS_BEFORE)
    yield months_after(_started_on(member), member.months // 2), _karyotype(ph.lowest)
    if member.group.circumstance == "cytogenetic-relapse" and occasions > 1:
        yield months_before(last_on, OCCASIONS_MONTHS_APART), _karyotype(ph.before)
    yield last_on, _karyotype(ph.before)


def _standard_dose(member: Member, until: date | None) -> Iterator[Dated]:
    """400 mg, or 400 and from half-way on 300. In force, or until that day."""
    started_on = _started_on(member)
    seen_on = judged_after_on(member) if until else JUDGED_ON
    if not member.from_300:
        yield started_on, imatinib(400, until=_ago(until, seen_on))
        return
    reduced_on = months_after(started_on, member.months // 2)
    yield started_on, imatinib(400, until=_ago(days_before(reduced_on, 1), seen_on))
    yield reduced_on, imatinib(100, tablets=3, until=_ago(until, seen_on))


def _since_the_raise(member: Member) -> Iterator[Dated]:
    raised = imatinib(100, tablets=6) if member.from_300 else imatinib(400, times_a_day=2)
    yield RAISED_ON, raised
    if member.hematologic:
        for months in COUNTED_MONTHS_AFTER:
            yield months_after(RAISED_ON, months), _blood(member.hematologic)
    if member.ph:
        written = _fish if member.ph.after_by is CytogeneticMethod.FISH else _karyotype
        yield months_after(RAISED_ON, IMPROVED_AFTER_MONTHS), written(member.ph.after)
        if member.row:
            at_the_end = member.ph.after if member.row.ongoing else member.ph.before
            yield judged_after_on(member), written(at_the_end)


def _blood(response: str) -> Entry:
    return blood(**BLOOD_COUNTS[response])


def _karyotype(percent: int) -> Entry:
    """The printed share of the fewest metaphases that give it exactly and are enough."""
    smallest = 100 // gcd(percent, 100)
    counted = smallest * -(-MINIMUM_METAPHASES // smallest)
    return metaphases(percent * counted // 100, of=counted)


def _fish(percent: int) -> Entry:
    return fish(str(percent))


def _ago(day: date | None, today: date) -> Ago | None:
    return days(days_between(day, today)) if day else None
