"""Blood counts with a differential, and the chemistry that is checked before a dose escalation."""

from collections.abc import Mapping

from cds_service.synthetic_charts.entry import Entry, EntryContext, Resource
from cds_service.synthetic_charts.laboratories import Grouping
from cds_service.synthetic_charts.observation import LOINC, concept, observation, quantity
from response_criteria.model.results import Cell


def blood(
    leukocytes: str,
    platelets: str,
    neutrophils: str,
    *,
    blasts: str = "0",
    promyelocytes: str = "0",
    myelocytes: str = "0",
    metamyelocytes: str = "0",
    basophils: str = "1",
) -> Entry:
    """A blood count in 10*9/L with its differential in %."""
    counts = {Cell.LEUKOCYTES: leukocytes, Cell.PLATELETS: platelets, Cell.NEUTROPHILS: neutrophils}
    differential = {
        Cell.BLASTS: blasts,
        Cell.PROMYELOCYTES: promyelocytes,
        Cell.MYELOCYTES: myelocytes,
        Cell.METAMYELOCYTES: metamyelocytes,
        Cell.BASOPHILS: basophils,
    }
    return lambda context: _write_counts(context, counts) + _write_differential(context, differential)


def analyzer_count(leukocytes: str, platelets: str, neutrophils: str) -> Entry:
    """An automated blood count in 10*9/L, without a differential."""
    counts = {Cell.LEUKOCYTES: leukocytes, Cell.PLATELETS: platelets, Cell.NEUTROPHILS: neutrophils}
    return lambda context: _write_counts(context, counts)


def _write_counts(context: EntryContext, counts: Mapping[Cell, str]) -> list[Resource]:
    laboratory = context.laboratory
    return [
        _write_result(context, cell, quantity(count, laboratory.unit, laboratory.ucum))
        for cell, count in counts.items()
    ]


def _write_differential(context: EntryContext, shares: Mapping[Cell, str]) -> list[Resource]:
    if context.laboratory.grouping is Grouping.COMPONENTS:
        return [
            _write_panel(context)
            | {"component": [_write_component(context, cell, share) for cell, share in shares.items()]}
        ]
    lines = [_write_result(context, cell, quantity(share, "%", "%")) for cell, share in shares.items()]
    if context.laboratory.grouping is Grouping.MEMBERS:
        members = [{"reference": f"Observation/{line['id']}"} for line in lines]
        return [_write_panel(context) | {"hasMember": members}, *lines]
    return lines


def _write_result(context: EntryContext, cell: Cell, value: Resource) -> Resource:
    code = context.laboratory.codes[cell]
    return observation(context, cell.value, code, cell.value.capitalize(), valueQuantity=value)


def _write_component(context: EntryContext, cell: Cell, share: str) -> Resource:
    code = concept(LOINC, context.laboratory.codes[cell], cell.value.capitalize())
    return {"code": code, "valueQuantity": quantity(share, "%", "%")}


def _write_panel(context: EntryContext) -> Resource:
    return observation(context, "differential", "24318-8", "Manual differential panel")


def chemistry(*, bilirubin: str = "0.6", alt: str = "24", ast: str = "22", creatinine: str = "0.8") -> Entry:
    """Bilirubin and creatinine in mg/dL, ALT and AST in U/L, with the laboratory's upper limit of normal."""
    # fmt: off
    tests = (
        #  what          LOINC     value       unit     upper limit
        ("bilirubin",  "1975-2", bilirubin,  "mg/dL", "1.2"),
        ("ALT",        "1742-6", alt,        "U/L",   "45"),
        ("AST",        "1920-8", ast,        "U/L",   "40"),
        ("creatinine", "2160-0", creatinine, "mg/dL", "1.2"),
    )
    # fmt: on
    return lambda context: [
        observation(
            context,
            what,
            code,
            what,
            valueQuantity=quantity(value, unit, unit),
            referenceRange=[{"high": quantity(limit, unit, unit)}],
        )
        for what, code, value, unit, limit in tests
    ]
