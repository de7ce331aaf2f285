"""The paper's tables as values. What a field means, and where it stands in print, the tables themselves say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from cds_service.reproduction.tables import table
from response_criteria.model.facts import CytogeneticMethod
from response_criteria.publications.kantarjian2003.grades import COMPLETE, MINOR, PARTIAL

IN_OUR_WORDS = {"CR": COMPLETE, "PR": PARTIAL, "Minor": MINOR}
"""The paper's labels of a cytogenetic response."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of Table 2; months are those on the standard dose."""

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

    def holds(self, other: "Group") -> bool:
        """Whether a patient of the other group is counted here: the table's sum holds every cytogenetic group."""
        return other is self or (self.is_sum and other.is_cytogenetic)

    @property
    def criterion_id(self) -> str:
        """The id of the criterion that decides the group's circumstance."""
        return f"kantarjian2003/{self.circumstance}"

    @property
    def is_cytogenetic(self) -> bool:
        """Whether its circumstance is one of chromosomes."""
        return self.circumstance.startswith("cytogenetic")

    def total(self, figure: str) -> int:
        """Its patients, or those with a cytogenetic response, by whatever method."""
        return self.patients if figure == "patients" else sum(self.responses[figure])

    @property
    def responses(self) -> Mapping[str, tuple[int, int]]:
        """The cytogenetic responses: by karyotype and by FISH."""
        return {
            COMPLETE: (self.complete, self.complete_by_fish),
            PARTIAL: (self.partial, self.partial_by_fish),
            MINOR: (self.minor, self.minor_by_fish),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of Table 3: one patient; shares of Ph-positive cells in %."""

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
        """As printed: 6+."""
        return f"{self.months}+" if self.ongoing else str(self.months)

    @property
    def by_fish(self) -> bool:
        """Whether the lowest since the raise is by FISH."""
        return self.by is CytogeneticMethod.FISH


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlisted:
    """Patients of one kind without a row in Table 3; shares in %, None where chromosomes were not the question."""

    group: str
    count: int
    from_300: int
    source: str
    lowest: int | None = None
    before: int | None = None
    hematologic: str = ""

    @property
    def ph(self) -> str:
        """As Table 3 would print it: 5/95; empty where chromosomes were not the question."""
        return "" if self.lowest is None else f"{self.lowest}/{self.before}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A count that the paper prints, and the percentage beside it, if any."""

    id: str
    what: str
    count: int
    of: int
    source: str
    percent: int | None = None


def percent_of(figure: Figure, number: int, *, to: Decimal = Decimal(1)) -> Decimal:
    """A count in % of what the figure is a part of, rounded to whole ones or to ``to``."""
    return (Decimal(number) * 100 / figure.of).quantize(to)


@cache
def groups() -> Mapping[str, Group]:
    """The groups of Table 2 by their ids, in its order."""
    return {each["id"]: Group(**each) for each in table("table_2")["groups"]}


@cache
def rows() -> tuple[Row, ...]:
    """The rows of Table 3."""
    return tuple(
        Row(**each | {"by": CytogeneticMethod(each["by"]), "inferred": tuple(each.get("inferred", ()))})
        for each in table("table_3")["rows"]
    )


@cache
def unlisted() -> tuple[Unlisted, ...]:
    """The patients without a row."""
    return tuple(Unlisted(**each) for each in table("without_a_row")["patients"])


@cache
def counted() -> tuple[Figure, ...]:
    """Figures that the program counts too."""
    return tuple(Figure(**each) for each in table("figures")["counted"])


@cache
def rounded() -> tuple[Figure, ...]:
    """Figures that are only checked for their rounding."""
    return tuple(Figure(**each) for each in table("figures")["rounded"])
