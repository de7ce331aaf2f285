"""Ten years of a chart: the assessment is known by construction, and no noise of real charts changes it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

import pytest

from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import history
from response_criteria.assessment.assess import assess
from response_criteria.model.findings import Action, Assessment, Status
from tests.patients import Resource, used
from tests.properties import ten_years
from tests.properties.ten_years import NOISES, TODAY, Noise, Result, blood, healthy, person, steady, supplied, treatment

HEMATOLOGIC, CYTOGENETIC = "kantarjian2003/hematologic-relapse", "kantarjian2003/cytogenetic-relapse"
LATELY = healthy(date(2024, 6, 10))
FAILING = {"leukocytes": "21", "platelets": "520", "myelocytes": "4", "metamyelocytes": "3"}


@dataclass(frozen=True)
class Story:
    """Ten years, and what the assessment must be at their end."""

    results: list[Result]
    treatment: list[Resource]
    action: Action
    met: frozenset[str]
    dose: int | None


def _rising(*, daily_mg: int = 400) -> list[Result]:
    """A complete cytogenetic response, lost in the last half year: 45%, then 60% Ph-positive metaphases."""
    counts = blood(date(2024, 3, 4)) + blood(date(2024, 6, 10))
    karyotypes = [Result("metaphases", date(2024, 1, 10), "9"), Result("metaphases", date(2024, 5, 10), "12")]
    transcripts = [Result("transcripts", date(2024, 5, 10), "38")]
    return steady(date(2023, 12, 2)) + counts + karyotypes + transcripts + LATELY


def _failing() -> list[Result]:
    """A complete hematologic response, lost for five weeks."""
    return [
        *steady(date(2024, 3, 2), transcripts="2"),
        *blood(date(2024, 5, 6), **FAILING),
        *blood(date(2024, 6, 10), **FAILING),
        Result("transcripts", date(2024, 6, 10), "31"),
        *LATELY,
    ]


STORIES: dict[str, Callable[[], Story]] = {
    "a deep response for ten years": lambda: Story(
        steady(date(2024, 6, 2)) + LATELY, treatment() + supplied(), Action.CONTINUE, frozenset(), 400
    ),
    "a cytogenetic relapse in the tenth year": lambda: Story(
        _rising(), treatment() + supplied(), Action.ESCALATE, frozenset({CYTOGENETIC}), 400
    ),
    "a hematologic relapse in the tenth year": lambda: Story(
        _failing(), treatment() + supplied(), Action.ESCALATE, frozenset({HEMATOLOGIC}), 400
    ),
    "a relapse on 800 mg, raised in the seventh year": lambda: Story(
        _rising(),
        treatment(until=date(2021, 3, 31), name="first")
        + treatment(800, date(2021, 4, 1), name="raised")
        + supplied(800),
        Action.NO_PROTOCOL_STEP,
        frozenset({CYTOGENETIC}),
        800,
    ),
    "a relapse of a patient who says that she stopped": lambda: Story(
        _rising(),
        [*treatment(), used("MedicationStatement", "said", status="stopped", dateAsserted="2024-06-12")],
        Action.COMPLETE_DATA,
        frozenset(),
        400,
    ),
}


def chart(story: Story, *noises: Noise, laboratory_changes: bool = False) -> list[Resource]:
    """The story as FHIR resources, with the noises one after the other."""
    results = ten_years.written(story.results, laboratory_changes=laboratory_changes)
    tidy = copy.deepcopy([*person(), *story.treatment, *results])
    return list(accumulate(noises, lambda noisy, noise: noise(noisy), initial=tidy))[-1]


def judged(resources: list[Resource]) -> Assessment:
    return assess(history(Chart("invented", tuple(map(ChartEntry, resources)))), TODAY)


def gist(found: Assessment) -> dict[str, object]:
    """What the assessment comes to, without the days' evidence and what was set aside."""
    return {
        "recommendation": found.recommendation,
        "criteria": [(each.criterion.id, each.status, each.reason, dict(each.values)) for each in found.findings],
        "precautions": [(each.code, each.reason, dict(each.values)) for each in found.precautions],
        "therapy": (found.therapy.started_on, found.therapy.raised_on, found.therapy.current_daily_dose_mg),
        "responses": found.responses,
        "unchecked": [(each.code, dict(each.values)) for each in found.unchecked],
    }


@pytest.mark.parametrize("name", STORIES)
def test_the_assessment_is_what_the_story_was_made_for(name: str) -> None:
    story = STORIES[name]()
    found = judged(chart(story))
    assert found.recommendation.action is story.action
    assert {each.criterion.id for each in found.findings if each.status is Status.MET} == story.met
    assert found.therapy.current_daily_dose_mg == story.dose
    assert found.precautions == ()


@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: str(noise.__name__))
@pytest.mark.parametrize("name", STORIES)
def test_no_noise_changes_it(name: str, noise: Noise) -> None:
    story = STORIES[name]()
    noisy = chart(story, noise)
    assert noisy != chart(story)
    assert gist(judged(noisy)) == gist(judged(chart(story)))


@pytest.mark.parametrize("name", STORIES)
def test_another_laboratory_with_other_codes_and_units_changes_nothing(name: str) -> None:
    story = STORIES[name]()
    assert gist(judged(chart(story, laboratory_changes=True))) == gist(judged(chart(story)))


@pytest.mark.parametrize("name", STORIES)
def test_all_of_it_together_changes_nothing(name: str) -> None:
    story = STORIES[name]()
    noisy = chart(story, *NOISES, laboratory_changes=True)
    assert len(noisy) > 2 * len(chart(story))
    assert gist(judged(noisy)) == gist(judged(chart(story)))
