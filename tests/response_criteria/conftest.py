"""Fixtures with which a test specifies a criterion."""

import pytest

from tests.response_criteria.specification import CRITERION_BY_FIXTURE, Specification


@pytest.fixture
def hematologic_resistance() -> Specification:
    return Specification(CRITERION_BY_FIXTURE["hematologic_resistance"])


@pytest.fixture
def cytogenetic_resistance() -> Specification:
    return Specification(CRITERION_BY_FIXTURE["cytogenetic_resistance"])


@pytest.fixture
def hematologic_relapse() -> Specification:
    return Specification(CRITERION_BY_FIXTURE["hematologic_relapse"])


@pytest.fixture
def cytogenetic_relapse() -> Specification:
    return Specification(CRITERION_BY_FIXTURE["cytogenetic_relapse"])
