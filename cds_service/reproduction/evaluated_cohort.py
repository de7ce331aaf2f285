"""The cohort, judged through the same entrances as the hook: from the text of a Bundle to an assessment."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cds_service import decimal_json
from cds_service.decision import assess_what_is_sound
from cds_service.prefetch.answers import Page, page_of
from cds_service.reproduction.charts import JUDGED_ON, chart_after, chart_before, judged_after_on
from cds_service.reproduction.cohort import Member, cohort
from fhir_mappings.chart.chart import Chart
from fhir_mappings.chart.patient_matching import one_patient
from response_criteria.model.findings import Assessment, Finding, ResponseToRaise, Status
from response_criteria.publications.kantarjian2003.grades import COMPLETE, MINOR, PARTIAL

RESPONSES = (COMPLETE, PARTIAL, MINOR)
"""What the paper calls a cytogenetic response, the best first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A patient, and what the program says of it: on the day before the raise, and of the response to it."""

    member: Member
    before: Assessment
    after: Assessment

    @property
    def to_raise(self) -> ResponseToRaise:
        """The response to the raise. Raises ValueError where the program sees no raise."""
        if self.after.responses.to_dose_raise is None:
            raise ValueError(f"the chart of {self.member.id} shows no raise")
        return self.after.responses.to_dose_raise

    @property
    def of_the_paper(self) -> Finding:
        """The finding on the circumstance under which the paper counts the patient."""
        return self.before.finding(self.member.group.criterion_id)

    @property
    def improved_to(self) -> str:
        """The cytogenetic category reached, if it is better than the one before the raise; else empty."""
        best, before = self.to_raise.cytogenetic_best, self.to_raise.cytogenetic_before
        better_than_before = RESPONSES[: RESPONSES.index(before)] if before in RESPONSES else RESPONSES
        return best if best in better_than_before else ""

    @property
    def months_held(self) -> int | None:
        """Whole months for which the best category since the raise is documented; None without a study."""
        told = self.after.responses.cytogenetic.by_method
        return told[0].best.months if told and told[0].best else None


def judged_cohort() -> tuple[Judged, ...]:
    """Every patient of the cohort."""
    return tuple(
        Judged(each, judged_before(each), assessed(chart_after(each), judged_after_on(each))) for each in cohort()
    )


def judged_before(member: Member, *, occasions: int = 2) -> Assessment:
    """A patient on the day before the raise; ``occasions`` as in ``chart_before``."""
    return assessed(chart_before(member, occasions=occasions), JUDGED_ON)


def any_is(status: Status, assessment: Assessment) -> bool:
    """Whether any circumstance has that status."""
    return any(each.status is status for each in assessment.findings)


def assessed(bundle: dict[str, Any], as_of: date) -> Assessment:
    """A chart on a day, by way of its text. Raises ValueError if it is no Bundle that can be read."""
    page = page_of(decimal_json.read(decimal_json.write(bundle)))
    if not isinstance(page, Page):
        raise ValueError("the chart is no Bundle that can be read")
    return assess_what_is_sound(Chart(one_patient(page.entries), page.entries), as_of)
