"""The protocol's two dose steps, the label's one, and no other."""

from decimal import Decimal

import pytest

from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.publications.us_label.doses import ADVANCED_PHASE_STEPS, CHRONIC_PHASE_STEPS
from response_criteria.rules.dose_step import find_step

STEPS = {"400": ("800", 2), "300": ("600", 1)}
DOSES = ("100", "200", "299", "300", "301", "350", "399.9", "400", "400.0", "401", "500", "600", "700", "800", "1200")


@pytest.mark.parametrize("dose", DOSES)
def test_the_protocol_escalates_from_400_and_from_300_mg_and_from_no_other_dose(dose: str) -> None:
    step = find_step(Decimal(dose), DOSE_STEPS)
    given = None if step is None else (f"{step.to_mg:f}", step.times_a_day)
    assert given == STEPS.get(dose.removesuffix(".0"))


@pytest.mark.parametrize("dose", DOSES)
def test_the_label_escalates_in_chronic_phase_only_from_400_to_600_mg(dose: str) -> None:
    step = find_step(Decimal(dose), CHRONIC_PHASE_STEPS)
    given = None if step is None else (f"{step.to_mg:f}", step.times_a_day)
    assert given == (("600", 1) if Decimal(dose) == 400 else None)


def test_an_unknown_dose_has_no_step() -> None:
    assert find_step(None, DOSE_STEPS) is None


def test_a_step_prints_both_doses_and_the_schedule() -> None:
    assert [str(dose_step) for dose_step in (*DOSE_STEPS, *CHRONIC_PHASE_STEPS, *ADVANCED_PHASE_STEPS)] == [
        "400 → 800 mg/day (400 mg twice daily)",
        "300 → 600 mg/day (600 mg once daily)",
        "400 → 600 mg/day (600 mg once daily)",
        "600 → 800 mg/day (400 mg twice daily)",
    ]
