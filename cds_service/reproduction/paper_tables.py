"""The paper's tables as values. The comments in ``tables/*.toml`` explain the fields and give their place in print."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from cds_service.reproduction.tables import load_table
from response_criteria.model.results import CytogeneticMethod
from response_criteria.publications.kantarjian2003.grades import COMPLETE, MINOR, PARTIAL

RESPONSE_OF_LABEL = {"CR": COMPLETE, "PR": PARTIAL, "Minor": MINOR}
"""The paper's labels of cytogenetic responses, and the responses they name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of Table 2. ``median``, ``shortest`` and ``longest`` are months on the standard dose."""

    id: str
    title: str
    circumstance: str
    patients: int
    median: int
    shortest: int
    longest: int
    complete: int
    partial: int
    minor: int
    source: str
    inferred: Mapping[str, str] = field(default_factory=dict)
    complete_by_fish: int = 0
    partial_by_fish: int = 0
    minor_by_fish: int = 0
    chr: int | None = None
    phr: int | None = None
    in_text: Mapping[str, int] = field(default_factory=dict)
    is_sum: bool = False

    def includes(self, other: "Group") -> bool:
        """Whether patients of another group are counted here: the table's sum includes all cytogenetic groups."""
        return other is self or (self.is_sum and other.is_cytogenetic)

    @property
    def criterion_id(self) -> str:
        """The id of the group's criterion."""
        return f"kantarjian2003/{self.circumstance}"

    @property
    def is_cytogenetic(self) -> bool:
        """Whether its criterion is cytogenetic."""
        return self.circumstance.startswith("cytogenetic")

    def count_patients(self, figure: str) -> int:
        """Count its patients, or those with a cytogenetic response by either method."""
        return self.patients if figure == "patients" else sum(self.responses[figure])

    @property
    def responses(self) -> Mapping[str, tuple[int, int]]:
        """The numbers of cytogenetic responses: by karyotype, by FISH."""
        return {
            COMPLETE: (self.complete, self.complete_by_fish),
            PARTIAL: (self.partial, self.partial_by_fish),
            MINOR: (self.minor, self.minor_by_fish),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of Table 3: one patient. ``lowest``, ``before`` and ``after`` are Ph-positive cells in %."""

    patient: int
    lowest: int
    before: int
    after: int
    by: CytogeneticMethod
    label: str
    months: int
    ongoing: bool
    strict: str
    group: str
    footnote_group: str = ""
    hematologic: str = ""
    inferred: tuple[str, ...] = ()
    flag: str = ""

    @property
    def duration(self) -> str:
        """The duration as printed: ``6+``."""
        return f"{self.months}+" if self.ongoing else str(self.months)

    @property
    def by_fish(self) -> bool:
        """Whether the lowest share since the escalation is by FISH."""
        return self.by is CytogeneticMethod.FISH


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientsWithoutRow:
    """Patients of one kind without a row in Table 3. ``lowest`` and ``before`` are in %; None in hematologic groups."""

    group: str
    count: int
    from_300: int
    source: str
    lowest: int | None = None
    before: int | None = None
    hematologic: str = ""

    @property
    def ph(self) -> str:
        """The shares as Table 3 would print them: ``5/95``; empty in hematologic groups."""
        return "" if self.lowest is None else f"{self.lowest}/{self.before}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A count that the paper prints, with its percentage, if any."""

    id: str
    what: str
    count: int
    of: int
    source: str
    percent: int | None = None


def calculate_percent(figure: Figure, number: int, *, to: Decimal = Decimal(1)) -> Decimal:
    """Calculate a count in % of the figure's total, rounded to ``to``."""
    return (Decimal(number) * 100 / figure.of).quantize(to)


@cache
def load_groups() -> Mapping[str, Group]:
    """Load the groups of Table 2 by id, in the order of the table."""
    return {group["id"]: Group(**group) for group in load_table("table_2")["groups"]}


@cache
def load_rows() -> tuple[Row, ...]:
    """Load the rows of Table 3."""
    return tuple(
        Row(**row | {"by": CytogeneticMethod(row["by"]), "inferred": tuple(row.get("inferred", ()))})
        for row in load_table("table_3")["rows"]
    )


@cache
def load_patients_without_row() -> tuple[PatientsWithoutRow, ...]:
    """Load the patients without a row in Table 3."""
    return tuple(PatientsWithoutRow(**patients) for patients in load_table("without_a_row")["patients"])


@cache
def load_counted_figures() -> tuple[Figure, ...]:
    """Load the figures that the program counts too."""
    return tuple(Figure(**figure) for figure in load_table("figures")["counted"])


@cache
def load_rounded_figures() -> tuple[Figure, ...]:
    """Load the figures that are only checked for their rounding."""
    return tuple(Figure(**figure) for figure in load_table("figures")["rounded"])
