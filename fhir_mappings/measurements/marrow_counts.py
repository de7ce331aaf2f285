"""Lines of a marrow differential, in % of nucleated cells."""

from decimal import Decimal
from functools import partial

from fhir_mappings.datatypes.codings import Coding, rows
from fhir_mappings.datatypes.values import percentage, value_of, within
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from fhir_mappings.measurements.specimens import MARROW, must_be
from response_criteria.model.facts import Cell, MarrowCount


def meanings() -> dict[Coding, Meaning]:
    """How each code of ``tables/marrow_counts.toml`` is read."""
    return {
        coding: Meaning(f"{row['cell']} of the marrow", partial(_marrow_count, Cell(row["cell"])))
        for coding, row in rows("marrow_counts", "accept")
    }


def _marrow_count(cell: Cell, found: CodedValue) -> tuple[MarrowCount, ...]:
    must_be(MARROW, found)
    value = value_of(found.stated)
    return (
        MarrowCount(
            on=found.on,
            origin=found.origin,
            reported=value.reported,
            sequence=found.sequence,
            cell=cell,
            amount=within(percentage(value), Decimal(0), Decimal(100)),
        ),
    )
