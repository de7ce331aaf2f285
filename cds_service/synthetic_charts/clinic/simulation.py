"""The patients of a simulated clinic, drawn by number and seed."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from cds_service.synthetic_charts.clinic.analyzers import ANALYZERS, WITH_LARGE_UNSTAINED_CELLS
from cds_service.synthetic_charts.clinic.complications import (
    Complication,
    draw_complications,
    write_open_conditions,
)
from cds_service.synthetic_charts.clinic.courses import SHARES, TRAJECTORIES
from cds_service.synthetic_charts.clinic.draws import Draws
from cds_service.synthetic_charts.clinic.event import Event
from cds_service.synthetic_charts.clinic.monitoring import (
    MonitoredPatient,
    write_bcr_abl1,
    write_counts,
    write_karyotypes,
    write_mutation_analysis,
)
from cds_service.synthetic_charts.clinic.orders import Prescribing, write_dasatinib, write_imatinib
from cds_service.synthetic_charts.clinic.patient import Identity, SimulatedPatient
from cds_service.synthetic_charts.clinic.truth import Concern, Percent, Truth
from cds_service.synthetic_charts.diagnoses import BY_ICD_10_CM, BY_SNOMED, cml

LONGEST_YEARS = 8
SHORTEST_DAYS = 100
BEFORE_TREATMENT = timedelta(days=3)
"""Tests of diagnosis are taken this long before imatinib."""
CHANGED_AFTER_FAILURE = 0.7
"""The share of patients that change to another TKI after a failure; the others stay on imatinib."""
# fmt: off
GIVEN_NAMES = (
    "Alder", "Birch", "Cedar", "Fern", "Heather", "Ivy", "Juniper", "Laurel", "Linden", "Maple", "Sage", "Willow",
)
FAMILY_NAMES = (
    "Breeze", "Cloudbank", "Drizzle", "Frost", "Hailstone", "Mist", "Monsoon", "Rainbow", "Sleet", "Zephyr",
)
# fmt: on


def simulate_clinic(patients: int, *, today: date, seed: int = 1, noisy: bool = False) -> Iterator[SimulatedPatient]:
    """Yield the patients of a clinic as followed until ``today``.

    A ``noisy`` clinic has the complications of real charts; a clean one differs from textbooks only by missed tests.
    """
    for number in range(1, patients + 1):
        yield _simulate_patient(number, Draws(f"{seed}/{number}"), today, noisy=noisy)


def _simulate_patient(number: int, draws: Draws, today: date, *, noisy: bool) -> SimulatedPatient:
    monitored = _draw_patient(draws, today, noisy=noisy)
    followed_from = _find_first_day(draws, monitored)
    bcr_abl1 = list(write_bcr_abl1(draws, monitored))
    failed_on = _find_failure([result for _, result in bcr_abl1], followed_from)
    leaves = _draw_last_day(draws, failed_on, today)
    monitored = replace(monitored, until=leaves)
    tests, truth = _draw_tests(draws, monitored, followed_from, failed_on)
    in_chart = (event for event in [*(event for event, _ in bcr_abl1), *tests] if event.on <= leaves)
    treatment = _write_treatment(draws, monitored, followed_from, has_left=leaves < today)
    return SimulatedPatient(
        identity=_draw_identity(draws, number, monitored),
        course=monitored.trajectory.course,
        trajectory=monitored.trajectory.name,
        complications=monitored.complications,
        started=monitored.started,
        followed_from=followed_from,
        leaves=leaves,
        laboratory=monitored.analyzer.laboratory,
        events=(*treatment, *(event for event in in_chart if event.on >= followed_from - BEFORE_TREATMENT)),
        truth=replace(truth, bcr_abl1=[result for _, result in bcr_abl1 if result.on <= leaves]),
    )


def _draw_tests(
    draws: Draws, patient: MonitoredPatient, followed_from: date, failed_on: date | None
) -> tuple[list[Event], Truth]:
    """Draw the tests besides BCR::ABL1."""
    karyotypes = list(write_karyotypes(draws, patient, failed_on))
    mutations = list(write_mutation_analysis(draws, failed_on, patient.until))
    counts = sorted(write_counts(draws, patient), key=lambda count: count[0].on)
    truth = Truth(
        documented_start=followed_from,
        karyotypes=[result for _, result in karyotypes],
        counts=[result for _, result in counts],
        mutations=[result for _, result in mutations],
    )
    return [event for event, _ in (*karyotypes, *mutations, *counts)], truth


def _draw_patient(draws: Draws, today: date, *, noisy: bool) -> MonitoredPatient:
    [trajectory] = draws.choices(TRAJECTORIES, [SHARES[trajectory.name] for trajectory in TRAJECTORIES])
    is_female, age = draws.happens(0.45), draws.randint(22, 80)
    complications = draw_complications(draws, may_be_pregnant=is_female and age <= 42) if noisy else frozenset()
    return MonitoredPatient(
        trajectory=trajectory,
        place=draws.random(),
        lost_after=draws.uniform(*trajectory.loss_from) if trajectory.loss_from else math.inf,
        analyzer=draws.choice(ANALYZERS),
        started=today - timedelta(days=draws.randint(SHORTEST_DAYS, round(LONGEST_YEARS * 365.25))),
        until=today,
        sex_chromosomes="XX" if is_female else "XY",
        age_at_start=age,
        complications=complications,
    )


def _draw_identity(draws: Draws, number: int, patient: MonitoredPatient) -> Identity:
    """Draw a name that is obviously invented, and a birthday."""
    return Identity(
        id=f"clinic-{number:05}",
        given=draws.choice(GIVEN_NAMES),
        family=f"{draws.choice(FAMILY_NAMES)}-{number}",
        gender="female" if patient.sex_chromosomes == "XX" else "male",
        born=patient.started - timedelta(days=round(patient.age_at_start * 365.25) + draws.randint(0, 364)),
    )


def _find_first_day(draws: Draws, patient: MonitoredPatient) -> date:
    """Return the day on which the chart begins: the start of imatinib, or later for a patient treated elsewhere."""
    if Complication.UNCERTAIN_START not in patient.complications:
        return patient.started
    return patient.started + (patient.until - patient.started) * draws.uniform(0.2, 0.6)


def _find_failure(results: Sequence[Percent], followed_from: date) -> date | None:
    """Return the day on which the first molecular failure is known, if any."""
    truth = Truth(documented_start=followed_from, bcr_abl1=results)
    known = (result.known_on for result in results)
    return next((day for day in known if Concern.MOLECULAR_FAILURE in truth.find_concerns(day)), None)


def _draw_last_day(draws: Draws, failed_on: date | None, today: date) -> date:
    """Return the day on which another TKI replaces imatinib, or today."""
    if failed_on is None or not draws.happens(CHANGED_AFTER_FAILURE):
        return today
    return min(draws.day_after(failed_on, 120, 300), today)


def _write_treatment(
    draws: Draws, patient: MonitoredPatient, followed_from: date, *, has_left: bool
) -> Iterator[Event]:
    """Write the diagnosis, what was coded with it, and the drugs."""
    diagnosed = patient.started - timedelta(days=draws.randint(5, 20))
    if Complication.SECOND_LINE in patient.complications:
        first_line = patient.started - timedelta(days=draws.randint(200, 700))
        diagnosed = first_line - timedelta(days=10)
        yield write_dasatinib(first_line, patient.started)
    is_alpine = patient.analyzer is WITH_LARGE_UNSTAINED_CELLS
    yield Event(diagnosed, diagnosed, cml(BY_SNOMED if is_alpine else BY_ICD_10_CM))
    yield from write_open_conditions(patient.complications, diagnosed)
    yield from write_imatinib(
        draws,
        Prescribing.ONE_ORDER if is_alpine else Prescribing.RENEWALS,
        followed_from,
        patient.until,
        stopped=has_left,
        left_open=Complication.OPEN_ORDERS in patient.complications,
    )
    if has_left:
        yield write_dasatinib(patient.until, None)
