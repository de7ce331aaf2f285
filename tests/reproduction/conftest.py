"""The cohort, assessed once for all tests."""

import pytest

from cds_service.reproduction.evaluated_cohort import EvaluatedMember, evaluate_cohort


@pytest.fixture(scope="session")
def cohort() -> tuple[EvaluatedMember, ...]:
    """Every patient of the cohort with its assessments."""
    return evaluate_cohort()
