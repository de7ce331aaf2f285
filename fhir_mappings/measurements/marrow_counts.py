"""Lines of a marrow differential, in % of nucleated cells."""

from decimal import Decimal
from functools import partial

from fhir_mappings.datatypes.codings import Coding, read_rows
from fhir_mappings.datatypes.quantities import convert_to_percent, require_plausible
from fhir_mappings.datatypes.value_x import parse_value
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from fhir_mappings.measurements.specimens import MARROW, require_specimen
from response_criteria.model.results import Cell, MarrowCount


def list_meanings() -> dict[Coding, Meaning]:
    """Return how each code of ``tables/marrow_counts.toml`` is read."""
    return {
        coding: Meaning(f"{row['cell']} of the marrow", partial(_build_count, Cell(row["cell"])))
        for coding, row in read_rows("marrow_counts", "accept")
    }


def _build_count(cell: Cell, coded_value: CodedValue) -> tuple[MarrowCount, ...]:
    # Blasts are common in marrow and alarming in blood: a percentage of the wrong specimen must not pass.
    require_specimen(MARROW, coded_value)
    value = parse_value(coded_value.element)
    return (
        MarrowCount(
            on=coded_value.on,
            origin=coded_value.origin,
            reported=value.reported,
            sequence=coded_value.sequence,
            cell=cell,
            amount=require_plausible(convert_to_percent(value), Decimal(0), Decimal(100)),
        ),
    )
