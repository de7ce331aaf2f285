"""A ten-year chart whose assessment is known by construction; no noise of real charts changes it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

import pytest

from fhir_mappings import Chart, ChartEntry, read_history
from response_criteria.assessment.assess import assess
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import Status
from response_criteria.model.recommendations import Action
from tests.patients import Resource, medication_use
from tests.properties import ten_years
from tests.properties.ten_years import (
    NOISES,
    TODAY,
    Noise,
    Result,
    blood,
    dispenses,
    healthy,
    person,
    steady,
    treatment,
)

HEMATOLOGIC, CYTOGENETIC = "kantarjian2003/hematologic-relapse", "kantarjian2003/cytogenetic-relapse"
RECENT_CHEMISTRY = healthy(date(2024, 6, 10))
FAILING = {"leukocytes": "21", "platelets": "520", "myelocytes": "4", "metamyelocytes": "3"}


@dataclass(frozen=True)
class Story:
    """A ten-year course with the expected assessment at its end."""

    results: list[Result]
    treatment: list[Resource]
    action: Action
    met: frozenset[str]
    dose: int | None


def _cytogenetic_relapse() -> list[Result]:
    """A complete cytogenetic response, lost in the last half year: 45%, then 60% Ph-positive metaphases."""
    counts = blood(date(2024, 3, 4)) + blood(date(2024, 6, 10))
    karyotypes = [Result("metaphases", date(2024, 1, 10), "9"), Result("metaphases", date(2024, 5, 10), "12")]
    bcr_abl1 = [Result("bcr_abl1", date(2024, 5, 10), "38")]
    return steady(date(2023, 12, 2)) + counts + karyotypes + bcr_abl1 + RECENT_CHEMISTRY


def _hematologic_relapse() -> list[Result]:
    """A complete hematologic response, lost for five weeks."""
    return [
        *steady(date(2024, 3, 2), bcr_abl1="2"),
        *blood(date(2024, 5, 6), **FAILING),
        *blood(date(2024, 6, 10), **FAILING),
        Result("bcr_abl1", date(2024, 6, 10), "31"),
        *RECENT_CHEMISTRY,
    ]


STORIES: dict[str, Callable[[], Story]] = {
    "a deep response for ten years": lambda: Story(
        steady(date(2024, 6, 2)) + RECENT_CHEMISTRY, treatment() + dispenses(), Action.CONTINUE, frozenset(), 400
    ),
    "a cytogenetic relapse in the tenth year": lambda: Story(
        _cytogenetic_relapse(), treatment() + dispenses(), Action.ESCALATE, frozenset({CYTOGENETIC}), 400
    ),
    "a hematologic relapse in the tenth year": lambda: Story(
        _hematologic_relapse(), treatment() + dispenses(), Action.ESCALATE, frozenset({HEMATOLOGIC}), 400
    ),
    "a relapse on 800 mg, escalated in the seventh year": lambda: Story(
        _cytogenetic_relapse(),
        treatment(until=date(2021, 3, 31), name="first")
        + treatment(800, date(2021, 4, 1), name="escalated")
        + dispenses(800),
        Action.NO_PROTOCOL_STEP,
        frozenset({CYTOGENETIC}),
        800,
    ),
    "a relapse of a patient who reports that she stopped": lambda: Story(
        _cytogenetic_relapse(),
        [*treatment(), medication_use("MedicationStatement", "report", status="stopped", dateAsserted="2024-06-12")],
        Action.COMPLETE_DATA,
        frozenset(),
        400,
    ),
}


def chart(story: Story, *noises: Noise, laboratory_changes: bool = False) -> list[Resource]:
    """The story as FHIR resources, with the noises one after the other."""
    results = ten_years.write_observations(story.results, laboratory_changes=laboratory_changes)
    clean = copy.deepcopy([*person(), *story.treatment, *results])
    return list(accumulate(noises, lambda noisy, noise: noise(noisy), initial=clean))[-1]


def assess_chart(resources: list[Resource]) -> Assessment:
    return assess(read_history(Chart("invented", tuple(map(ChartEntry, resources)))), TODAY)


def summarize(assessment: Assessment) -> dict[str, object]:
    """Return the result of the assessment, without evidence and excluded data."""
    therapy = assessment.therapy
    return {
        "recommendation": assessment.recommendation,
        "criteria": [
            (finding.criterion.id, finding.status, finding.reason, dict(finding.values))
            for finding in assessment.findings
        ],
        "precautions": [
            (precaution.code, precaution.reason, dict(precaution.values)) for precaution in assessment.precautions
        ],
        "therapy": (therapy.started_on, therapy.escalated_on, therapy.current_daily_dose_mg),
        "responses": assessment.responses,
        "unchecked": [(missing_input.code, dict(missing_input.values)) for missing_input in assessment.missing_inputs],
    }


@pytest.mark.parametrize("name", STORIES)
def test_the_assessment_is_the_expected_one(name: str) -> None:
    story = STORIES[name]()
    assessment = assess_chart(chart(story))
    assert assessment.recommendation.action is story.action
    assert {finding.criterion.id for finding in assessment.findings if finding.status is Status.MET} == story.met
    assert assessment.therapy.current_daily_dose_mg == story.dose
    assert assessment.precautions == ()


@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: str(noise.__name__))
@pytest.mark.parametrize("name", STORIES)
def test_no_noise_changes_the_assessment(name: str, noise: Noise) -> None:
    story = STORIES[name]()
    noisy = chart(story, noise)
    assert noisy != chart(story)
    assert summarize(assess_chart(noisy)) == summarize(assess_chart(chart(story)))


@pytest.mark.parametrize("name", STORIES)
def test_another_laboratory_with_other_codes_and_units_changes_nothing(name: str) -> None:
    story = STORIES[name]()
    assert summarize(assess_chart(chart(story, laboratory_changes=True))) == summarize(assess_chart(chart(story)))


@pytest.mark.parametrize("name", STORIES)
def test_all_noise_together_changes_nothing(name: str) -> None:
    story = STORIES[name]()
    noisy = chart(story, *NOISES, laboratory_changes=True)
    assert len(noisy) > 2 * len(chart(story))
    assert summarize(assess_chart(noisy)) == summarize(assess_chart(chart(story)))
