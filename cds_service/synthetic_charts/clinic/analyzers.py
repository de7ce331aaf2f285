"""Automated blood counts as analyzers of three kinds send them.

One reports shares and absolutes with immature granulocytes; one absolutes with large unstained cells, under codes that
name no method; one absolutes with a single decimal and nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cds_service.synthetic_charts.entry import Entry, EntryContext, Resource
from cds_service.synthetic_charts.laboratories import ALPINE, HARBOR, ISLAND, Grouping, Laboratory
from cds_service.synthetic_charts.observation import LOINC, concept, observation, quantity
from response_criteria.model.results import Cell

NEUTROPHILS, LYMPHOCYTES, MONOCYTES = "neutrophils", "lymphocytes", "monocytes"
EOSINOPHILS, BASOPHILS = "eosinophils", "basophils"
IMMATURE_GRANULOCYTES, LARGE_UNSTAINED_CELLS = "immature granulocytes", "large unstained cells"
NO_CODES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomatedCount:
    """Leukocytes and platelets in 10*9/L, and the shares of the leukocytes by class in %. They sum to 100."""

    leukocytes: float
    platelets: float
    shares: Mapping[str, float]

    @property
    def neutrophils(self) -> float:
        """The absolute neutrophil count in 10*9/L."""
        return self.leukocytes * self.shares[NEUTROPHILS] / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyzer:
    """A kind of analyzer: its laboratory, the LOINC codes of the classes, and the decimals of absolutes."""

    laboratory: Laboratory
    absolutes: Mapping[str, str]
    percents: Mapping[str, str] = field(default_factory=lambda: NO_CODES)
    decimals: int
    panel: str = "57023-4"

    @property
    def extra_class(self) -> str | None:
        """The class beyond the five that this analyzer counts, if any."""
        extra = self.absolutes.keys() & {IMMATURE_GRANULOCYTES, LARGE_UNSTAINED_CELLS}
        return min(extra, default=None)


# fmt: off
_AUTOMATED_ABSOLUTES = {
    NEUTROPHILS: "751-8", LYMPHOCYTES: "731-0", MONOCYTES: "742-7", EOSINOPHILS: "711-2", BASOPHILS: "704-7",
}
WITH_IMMATURE_GRANULOCYTES = Analyzer(
    laboratory=HARBOR,
    absolutes=_AUTOMATED_ABSOLUTES | {IMMATURE_GRANULOCYTES: "51584-1"},
    percents={
        NEUTROPHILS: "770-8", LYMPHOCYTES: "736-9", MONOCYTES: "5905-5", EOSINOPHILS: "713-8", BASOPHILS: "706-2",
        IMMATURE_GRANULOCYTES: "71695-1",
    },
    decimals=2,
)
WITH_LARGE_UNSTAINED_CELLS = Analyzer(
    laboratory=ALPINE,
    absolutes={
        NEUTROPHILS: "26499-4", LYMPHOCYTES: "26474-7", MONOCYTES: "26484-6", EOSINOPHILS: "26449-9",
        BASOPHILS: "26444-0", LARGE_UNSTAINED_CELLS: "26462-2",
    },
    decimals=2,
)
WITH_ONE_DECIMAL = Analyzer(laboratory=ISLAND, absolutes=_AUTOMATED_ABSOLUTES, decimals=1)
# fmt: on
ANALYZERS = (WITH_IMMATURE_GRANULOCYTES, WITH_LARGE_UNSTAINED_CELLS, WITH_ONE_DECIMAL)


def automated_count(analyzer: Analyzer, count: AutomatedCount) -> Entry:
    """A complete automated blood count with its differential."""
    return lambda context: [*_write_cells(context, analyzer, count), *_write_differential(context, analyzer, count)]


def count_without_differential(analyzer: Analyzer, count: AutomatedCount) -> Entry:
    """An automated blood count without a differential."""
    return lambda context: list(_write_cells(context, analyzer, count))


def _write_cells(context: EntryContext, analyzer: Analyzer, count: AutomatedCount) -> Iterator[Resource]:
    laboratory = analyzer.laboratory
    values = {Cell.LEUKOCYTES: f"{count.leukocytes:.{analyzer.decimals}f}", Cell.PLATELETS: f"{count.platelets:.0f}"}
    for cell, value in values.items():
        amount = quantity(value, laboratory.unit, laboratory.ucum)
        yield observation(context, cell.value, laboratory.codes[cell], cell.value.capitalize(), valueQuantity=amount)


def _write_differential(context: EntryContext, analyzer: Analyzer, count: AutomatedCount) -> list[Resource]:
    classes = list(_list_classes(analyzer, count))
    if analyzer.laboratory.grouping is Grouping.COMPONENTS:
        components = [{"code": concept(LOINC, code, what), "valueQuantity": value} for what, code, value in classes]
        return [_write_panel(context, analyzer) | {"component": components}]
    lines = [observation(context, f"auto-{code}", code, what, valueQuantity=value) for what, code, value in classes]
    if analyzer.laboratory.grouping is Grouping.MEMBERS:
        members = [{"reference": f"Observation/{line['id']}"} for line in lines]
        return [_write_panel(context, analyzer) | {"hasMember": members}, *lines]
    return lines


def _write_panel(context: EntryContext, analyzer: Analyzer) -> Resource:
    return observation(context, "auto-differential", analyzer.panel, "Automated differential panel")


def _list_classes(analyzer: Analyzer, count: AutomatedCount) -> Iterator[tuple[str, str, Resource]]:
    """Yield name, LOINC code and value of each result of the differential."""
    laboratory = analyzer.laboratory
    for what, code in analyzer.absolutes.items():
        absolute = f"{count.leukocytes * count.shares[what] / 100:.{analyzer.decimals}f}"
        yield what, code, quantity(absolute, laboratory.unit, laboratory.ucum)
    for what, code in analyzer.percents.items():
        yield what, code, quantity(f"{count.shares[what]:.1f}", "%", "%")
