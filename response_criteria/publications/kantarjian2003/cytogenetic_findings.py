"""What the two cytogenetic criteria tell alike: which chromosome study is missing, and what several rest on."""

from collections.abc import Iterable
from datetime import timedelta

from response_criteria.model.findings import NO_VALUES, Criterion, Evidence, Finding, Missing
from response_criteria.publications.kantarjian2003.build_finding import finding, lacking
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.interpretations import RECENT_STUDY_MONTHS, RUN_DAYS
from response_criteria.publications.kantarjian2003.reasons import Lack, Reason
from response_criteria.results.cytogenetic_analyses import MINIMUM_METAPHASES, Study

LACKING_KARYOTYPE = lacking(Lack.MARROW_KARYOTYPE, {"metaphases": MINIMUM_METAPHASES, "months": RECENT_STUDY_MONTHS})
"""A recent karyotype of enough metaphases."""

LACKING_EARLIER_KARYOTYPE = lacking(Lack.EARLIER_KARYOTYPE, {"metaphases": MINIMUM_METAPHASES})
"""One of the same course to compare with: a new marrow would not tell today what an earlier one does."""


def lacking_repeat_karyotype(course: JudgedCourse, first: Study) -> tuple[Missing, ...]:
    """The karyotype that would confirm: four weeks after the first, or now."""
    earliest = max(course.as_of, first.on + timedelta(days=RUN_DAYS))
    return lacking(Lack.REPEAT_KARYOTYPE, {"metaphases": MINIMUM_METAPHASES, "from": earliest})


def evidence_of(studies: Iterable[Study]) -> tuple[Evidence, ...]:
    """The results on which studies rest, oldest first and each once; no two of them are of one day."""
    by_day = {study.on: study for study in studies}
    return tuple(each for day in sorted(by_day) for each in by_day[day].evidence)


def no_recent_karyotype(criterion: Criterion, course: JudgedCourse) -> Finding:
    """No adequate karyotype is recent enough to decide, or karyotypes do not show this disease (decision 0036)."""
    if course.studies.without_ph:
        latest = course.studies.without_ph[-1]
        missing = lacking(Lack.PH_POSITIVE_KARYOTYPE, NO_VALUES)
        return finding(criterion, Reason.PH_NEGATIVE, {"latest": latest.on}, evidence=latest.evidence, missing=missing)
    return finding(criterion, Reason.NO_RECENT_KARYOTYPE, missing=LACKING_KARYOTYPE)
