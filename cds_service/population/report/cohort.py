"""The cohort in the rows of the founding paper's Table 1, as far as charts hold them (decision 0152)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cards import CRITERION_NAMES
from cds_service.population.table import name_criterion
from cds_service.reporting.suppression import Suppressor
from cds_service.reporting.tables import Table, build_cross_table
from response_criteria.model.findings import Status

Row = Mapping[str, Any]

# Kantarjian 2003, Table 1 (decision 0152): the limits of its rows.
OLD_AGE, BIG_SPLEEN_CM, MANY_LEUKOCYTES, MANY_PLATELETS = 60, 10, 10, 450
MANY_MARROW_BLASTS, MANY_BASOPHILS, MANY_MARROW_BASOPHILS, MOST_METAPHASES = 5, 7, 5, 90
EARLY_MONTHS, LATE_MONTHS = 12, 36


class Characteristic(NamedTuple):
    """A row of Table 1: the column it rests on, and whether a value of it belongs to the row."""

    name: str
    column: str
    has: Callable[[Any], bool]


# fmt: off
CHARACTERISTICS = (
    Characteristic("Age, at least 60 y", "age", lambda value: value >= OLD_AGE),
    Characteristic("Sex, female", "sex", lambda value: value == "female"),
    Characteristic("Splenomegaly, at least 10 cm", "spleen_cm", lambda value: value >= BIG_SPLEEN_CM),
    Characteristic("Time from diagnosis to therapy, less than 12 months", "months_from_diagnosis_to_treatment",
                   lambda value: value < EARLY_MONTHS),
    Characteristic("Time from diagnosis to therapy, 12 to 35 months", "months_from_diagnosis_to_treatment",
                   lambda value: EARLY_MONTHS <= value < LATE_MONTHS),
    Characteristic("Time from diagnosis to therapy, 36 months or longer", "months_from_diagnosis_to_treatment",
                   lambda value: value >= LATE_MONTHS),
    Characteristic("WBC count, at least 10 × 10⁹/L", "leukocytes", lambda value: value >= MANY_LEUKOCYTES),
    Characteristic("Platelet count, at least 450 × 10⁹/L", "platelets", lambda value: value >= MANY_PLATELETS),
    Characteristic("Peripheral blasts present", "blood_blasts_percent", lambda value: value > 0),
    Characteristic("Marrow blasts, at least 5%", "marrow_blasts_percent", lambda value: value >= MANY_MARROW_BLASTS),
    Characteristic("Peripheral basophils, at least 7%", "blood_basophils_percent",
                   lambda value: value >= MANY_BASOPHILS),
    Characteristic("Marrow basophils, at least 5%", "marrow_basophils_percent",
                   lambda value: value >= MANY_MARROW_BASOPHILS),
    Characteristic("Ph+ more than 90%", "ph_positive_percent", lambda value: value > MOST_METAPHASES),
    Characteristic("Clonal evolution present", "additional_abnormality", bool),
    *(Characteristic(f"Group: {name}", name_criterion(criterion_id), lambda value: value == Status.MET)
      for criterion_id, name in CRITERION_NAMES.items()),
)
# fmt: on
NOT_READ = ("Performance status", "Any hepatomegaly", "Hemoglobin level", "Interferon intolerance")
"""Rows of Table 1 that this program does not read from charts."""


def build_cohort_table(rows: Sequence[Row], suppressor: Suppressor) -> Table:
    """Build the cohort as Table 1: with the characteristic, without it, and not known."""
    counts = [list(_count(rows, item)) for item in CHARACTERISTICS]
    note = (
        "The latest result up to the day of the assessment, not that of the start of treatment as in the paper. "
        f"Not read from charts: {', '.join(NOT_READ)}."
    )
    return build_cross_table(
        "cohort",
        "The cohort as Table 1 of Kantarjian 2003",
        [item.name for item in CHARACTERISTICS],
        ("yes", "no", "not known"),
        counts,
        len(rows),
        suppressor,
        rows_add_up=True,
        note=note,
    )


def _count(rows: Sequence[Row], item: Characteristic) -> Iterator[int]:
    known = [row[item.column] for row in rows if row[item.column] is not None]
    having = sum(map(item.has, known))
    yield from (having, len(known) - having, len(rows) - len(known))
