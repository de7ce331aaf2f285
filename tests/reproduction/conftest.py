"""The cohort, judged once for all tests."""

import pytest

from cds_service.reproduction.evaluated_cohort import Judged, judged_cohort


@pytest.fixture(scope="session")
def judged() -> tuple[Judged, ...]:
    """Every patient of the cohort, judged."""
    return judged_cohort()
