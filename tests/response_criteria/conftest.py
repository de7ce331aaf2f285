"""The fixtures by which a test states a specification of a criterion."""

import pytest

from tests.response_criteria.specification import SPECIFIED, Specification


@pytest.fixture
def hematologic_resistance() -> Specification:
    return Specification(SPECIFIED["hematologic_resistance"])


@pytest.fixture
def cytogenetic_resistance() -> Specification:
    return Specification(SPECIFIED["cytogenetic_resistance"])


@pytest.fixture
def hematologic_relapse() -> Specification:
    return Specification(SPECIFIED["hematologic_relapse"])


@pytest.fixture
def cytogenetic_relapse() -> Specification:
    return Specification(SPECIFIED["cytogenetic_relapse"])
