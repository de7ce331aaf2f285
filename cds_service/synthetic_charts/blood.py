"""Blood: counts with a differential, and the chemistry that a dose step asks about."""

from collections.abc import Mapping

from cds_service.synthetic_charts.laboratories import Grouping
from cds_service.synthetic_charts.observation import LOINC, concept, observation, quantity
from cds_service.synthetic_charts.page import Entry, Page, Resource
from response_criteria.model.facts import Cell


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
    return lambda page: _counts(page, counts) + _differential(page, differential)


def analyzer_count(leukocytes: str, platelets: str, neutrophils: str) -> Entry:
    """A blood count as it comes from the analyzer, without a differential."""
    counts = {Cell.LEUKOCYTES: leukocytes, Cell.PLATELETS: platelets, Cell.NEUTROPHILS: neutrophils}
    return lambda page: _counts(page, counts)


def _counts(page: Page, counts: Mapping[Cell, str]) -> list[Resource]:
    laboratory = page.laboratory
    return [_line(page, cell, quantity(count, laboratory.unit, laboratory.ucum)) for cell, count in counts.items()]


def _differential(page: Page, shares: Mapping[Cell, str]) -> list[Resource]:
    if page.laboratory.grouping is Grouping.COMPONENTS:
        return [_panel(page) | {"component": [_component(page, cell, share) for cell, share in shares.items()]}]
    lines = [_line(page, cell, quantity(share, "%", "%")) for cell, share in shares.items()]
    if page.laboratory.grouping is Grouping.MEMBERS:
        members = [{"reference": f"Observation/{line['id']}"} for line in lines]
        return [_panel(page) | {"hasMember": members}, *lines]
    return lines


def _line(page: Page, cell: Cell, value: Resource) -> Resource:
    code = page.laboratory.codes[cell]
    return observation(page, cell.value, code, cell.value.capitalize(), valueQuantity=value)


def _component(page: Page, cell: Cell, share: str) -> Resource:
    code = concept(LOINC, page.laboratory.codes[cell], cell.value.capitalize())
    return {"code": code, "valueQuantity": quantity(share, "%", "%")}


def _panel(page: Page) -> Resource:
    return observation(page, "differential", "24318-8", "Manual differential panel")


def chemistry(*, bilirubin: str = "0.6", alt: str = "24", ast: str = "22", creatinine: str = "0.8") -> Entry:
    """Bilirubin and creatinine in mg/dL, ALT and AST in U/L, each with the laboratory's upper limit."""
    # fmt: off
    tests = (
        #  what          LOINC     value       unit     upper limit
        ("bilirubin",  "1975-2", bilirubin,  "mg/dL", "1.2"),
        ("ALT",        "1742-6", alt,        "U/L",   "45"),
        ("AST",        "1920-8", ast,        "U/L",   "40"),
        ("creatinine", "2160-0", creatinine, "mg/dL", "1.2"),
    )
    # fmt: on
    return lambda page: [
        observation(
            page,
            what,
            code,
            what,
            valueQuantity=quantity(value, unit, unit),
            referenceRange=[{"high": quantity(limit, unit, unit)}],
        )
        for what, code, value, unit, limit in tests
    ]
