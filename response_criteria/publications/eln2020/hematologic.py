"""Complete hematologic response by ELN, stricter than that of study 110. Shown where the two differ."""

from response_criteria.model.results import Cell
from response_criteria.publications.eln2020.paper import PAPER
from response_criteria.results.count_conditions import NONE_SEEN, CountCondition, ResponseConditions, SpleenCondition
from response_criteria.rules.bands import below

COMPLETE_HEMATOLOGIC_RESPONSE = ResponseConditions(
    "Complete hematologic response (ELN; shown where it differs from study 110)",
    PAPER.cite("definition of hematologic response"),
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
