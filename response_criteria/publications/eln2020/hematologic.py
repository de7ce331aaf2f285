"""Complete hematologic response as the European LeukemiaNet defines it: stricter, shown, never deciding."""

from response_criteria.model.facts import Cell
from response_criteria.publications.eln2020 import PAPER
from response_criteria.results.count_conditions import NONE_SEEN, AllOf, CountCondition, SpleenCondition
from response_criteria.rules.bands import below

COMPLETE_HEMATOLOGIC_RESPONSE = AllOf(
    "Complete hematologic response (shown where the two differ)",
    PAPER.at("definition of hematologic response"),
    (
        CountCondition((Cell.LEUKOCYTES,), below("10")),
        CountCondition((Cell.PLATELETS,), below("450")),
        CountCondition((Cell.BLASTS,), NONE_SEEN),
        CountCondition((Cell.PROMYELOCYTES,), NONE_SEEN),
        CountCondition((Cell.MYELOCYTES,), NONE_SEEN),
        CountCondition((Cell.METAMYELOCYTES,), NONE_SEEN),
        CountCondition((Cell.BASOPHILS,), below("5")),
    ),
    SpleenCondition("spleen not palpable"),
)
