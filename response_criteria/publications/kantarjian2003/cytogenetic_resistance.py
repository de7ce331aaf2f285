"""The second circumstance: no major cytogenetic response after 12 months of therapy (decision 0021)."""

from response_criteria.model.answers import UNKNOWN, YES, Answer
from response_criteria.model.facts import CytogeneticMethod
from response_criteria.model.findings import Criterion, Finding, Missing, Value, Values
from response_criteria.model.periods import months_after
from response_criteria.publications.kantarjian2003 import interpretations as readings
from response_criteria.publications.kantarjian2003.build_finding import finding, not_yet
from response_criteria.publications.kantarjian2003.cytogenetic_findings import (
    LACKING_KARYOTYPE,
    evidence_of,
    lacking_repeat_karyotype,
    no_recent_karyotype,
)
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.grades import MAJOR_CYTOGENETIC_RESPONSE
from response_criteria.publications.kantarjian2003.interpretations import RECENT_STUDY_MONTHS, STUDY_COUNTS_FROM_MONTH
from response_criteria.publications.kantarjian2003.paper import CYTOGENETIC_MONTHS, PAPER
from response_criteria.publications.kantarjian2003.reasons import Reason
from response_criteria.results.cytogenetic_analyses import Study

CYTOGENETIC_RESISTANCE = Criterion(
    "kantarjian2003/cytogenetic-resistance",
    "Cytogenetic resistance",
    "Failure to achieve a major cytogenetic response (Ph-positive cells, fewer than 35%) after 12 months of therapy.",
    PAPER.at("circumstances of dose escalation, 2"),
    (readings.CYTOGENETIC_RESISTANCE, *readings.OF_STUDIES, readings.UNCERTAIN_START),
)


def cytogenetic_resistance(course: JudgedCourse) -> Finding:
    """Whether no adequate karyotype of the course shows a major response, and the latest of month 12 shows none."""
    judged_from = months_after(course.started_on, CYTOGENETIC_MONTHS)
    if course.as_of < judged_from:
        return not_yet(CYTOGENETIC_RESISTANCE, course, judged_from)
    karyotypes = course.studies.karyotypes
    by_karyotype = _by_karyotype(course, karyotypes[-1], karyotypes[:-1]) if karyotypes else None
    if by_karyotype:
        return by_karyotype
    reached = next((each for each in karyotypes if _major(each) is Answer.YES), None)
    if reached:
        values: Values = {"reached_on": reached.on, "reached_percent": reached.percent}
        return _told(Reason.MAJOR_RESPONSE_REACHED, values, (reached,))
    return _by_lesser_studies(course) or no_recent_karyotype(CYTOGENETIC_RESISTANCE, course)


def _by_karyotype(course: JudgedCourse, latest: Study, earlier: tuple[Study, ...]) -> Finding | None:
    """What the latest adequate karyotype says, where it is recent and shows no major response."""
    if not _shows_none_recently(course, latest):
        return None
    values: dict[str, Value] = {"latest": latest.on, "percent": latest.percent}
    shown = [(each, _major(each)) for each in reversed(earlier)]
    reached = next((each for each, major in shown if major is YES), None)
    if reached:
        values |= {"reached_on": reached.on, "reached_percent": reached.percent}
        missing = lacking_repeat_karyotype(course, latest)
        return _told(Reason.MAJOR_RESPONSE_LOST, values, (reached, latest), missing)
    if not _answers_for_month_12(course, latest):
        return None
    unclear = next((each for each, major in shown if major is UNKNOWN), None)
    if unclear:
        values |= {"unclear_on": unclear.on, "unclear_percent": unclear.percent}
        return _told(Reason.EARLIER_RESPONSE_UNCLEAR, values, (unclear, latest), LACKING_KARYOTYPE)
    return _told(Reason.NO_MAJOR_RESPONSE, values, (*earlier, latest))


def _by_lesser_studies(course: JudgedCourse) -> Finding | None:
    """What FISH, or a karyotype of too few metaphases, says in place of an adequate karyotype: possible at most."""
    latest_of_each = [each[-1] for each in (course.studies.inadequate, course.studies.fish) if each]
    telling = [
        each for each in latest_of_each if _shows_none_recently(course, each) and _answers_for_month_12(course, each)
    ]
    if not telling:
        return None
    study = max(telling, key=lambda each: each.on)
    values: dict[str, Value] = {"latest": study.on, "percent": study.percent}
    if study.method is CytogeneticMethod.FISH:
        return _told(Reason.NO_MAJOR_RESPONSE_BY_FISH, values, (study,), LACKING_KARYOTYPE)
    if study.cells is None:
        return _told(Reason.NO_MAJOR_RESPONSE_METAPHASES_UNKNOWN, values, (study,), LACKING_KARYOTYPE)
    values["metaphases"] = study.cells
    return _told(Reason.NO_MAJOR_RESPONSE_FEW_METAPHASES, values, (study,), LACKING_KARYOTYPE)


def _told(reason: Reason, values: Values, studies: tuple[Study, ...], missing: tuple[Missing, ...] = ()) -> Finding:
    return finding(CYTOGENETIC_RESISTANCE, reason, values, evidence=evidence_of(studies), missing=missing)


def _major(study: Study) -> Answer:
    return MAJOR_CYTOGENETIC_RESPONSE.holds(study.percent)


def _shows_none_recently(course: JudgedCourse, study: Study) -> bool:
    return _major(study) is Answer.NO and course.stands(study.on, RECENT_STUDY_MONTHS)


def _answers_for_month_12(course: JudgedCourse, study: Study) -> bool:
    return study.on >= months_after(course.started_on, STUDY_COUNTS_FROM_MONTH)
