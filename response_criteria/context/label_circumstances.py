"""Whether the label's circumstances for an increase are documented, by the protocol's definitions (decision 0033)."""

from collections.abc import Mapping, Sequence

from response_criteria.model.answers import Answer, any_of
from response_criteria.model.findings import Status
from response_criteria.model.periods import months_after
from response_criteria.precautions import Case
from response_criteria.publications.kantarjian2003.cytogenetic_relapse import CYTOGENETIC_RELAPSE
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.grades import MAJOR_CYTOGENETIC_RESPONSE
from response_criteria.publications.kantarjian2003.hematologic_relapse import HEMATOLOGIC_RELAPSE
from response_criteria.publications.kantarjian2003.hematologic_resistance import HEMATOLOGIC_RESISTANCE
from response_criteria.publications.kantarjian2003.interpretations import RECENT_STUDY_MONTHS
from response_criteria.publications.us_label.circumstances import (
    ANY_CYTOGENETIC_RESPONSE,
    CYTOGENETIC_FROM_MONTH,
    Circumstance,
)
from response_criteria.results.cytogenetic_analyses import Study

_BY_FINDING = {
    Status.MET: Answer.YES,
    Status.POSSIBLE: Answer.UNKNOWN,
    Status.INDETERMINATE: Answer.UNKNOWN,
    Status.NOT_MET: Answer.NO,
    Status.NOT_YET: Answer.NO,
    Status.NOT_APPLICABLE: Answer.NO,
}


def label_circumstances(case: Case) -> Mapping[Circumstance, Answer]:
    """Each circumstance that can be judged, in the label's order."""
    status = {each.criterion.id: each.status for each in case.findings}
    hematologic = _BY_FINDING[status[HEMATOLOGIC_RELAPSE.id]]
    return {
        Circumstance.NO_HEMATOLOGIC_RESPONSE: _BY_FINDING[status[HEMATOLOGIC_RESISTANCE.id]],
        Circumstance.NO_CYTOGENETIC_RESPONSE: _no_cytogenetic_response(case.judged),
        Circumstance.LOSS: any_of(
            (hematologic, _cytogenetic_response_lost(case.judged, status[CYTOGENETIC_RELAPSE.id]))
        ),
    }


def _no_cytogenetic_response(judged: JudgedCourse) -> Answer:
    """From month 6 on no adequate karyotype shows a response, and the latest, a recent one, shows none."""
    due_on = months_after(judged.started_on, CYTOGENETIC_FROM_MONTH)
    if judged.as_of < due_on:
        return Answer.UNKNOWN if judged.start_may_be_earlier else Answer.NO
    responded = any_of(ANY_CYTOGENETIC_RESPONSE.holds(each.percent) for each in judged.studies.karyotypes)
    if responded is Answer.YES:
        return Answer.NO
    latest = _latest_recent(judged)
    return Answer.UNKNOWN if latest is None or latest.on < due_on else ~responded


def _cytogenetic_response_lost(judged: JudgedCourse, relapse: Status) -> Answer:
    """By a relapse of the protocol, or by a recent karyotype: no response after any, or no major one after one."""
    latest = _latest_recent(judged)
    if relapse is Status.MET or (latest and _is_loss(latest, judged.studies.karyotypes)):
        return Answer.YES
    return Answer.UNKNOWN if latest is None or relapse is Status.POSSIBLE else Answer.NO


def _is_loss(latest: Study, karyotypes: Sequence[Study]) -> bool:
    earlier = [each.percent for each in karyotypes if each.on < latest.on]
    return any(
        band.holds(latest.percent) is Answer.NO and any(band.holds(each) is Answer.YES for each in earlier)
        for band in (ANY_CYTOGENETIC_RESPONSE, MAJOR_CYTOGENETIC_RESPONSE)
    )


def _latest_recent(judged: JudgedCourse) -> Study | None:
    karyotypes = judged.studies.karyotypes
    return karyotypes[-1] if karyotypes and judged.stands(karyotypes[-1].on, RECENT_STUDY_MONTHS) else None
