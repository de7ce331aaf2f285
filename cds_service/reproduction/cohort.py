"""The 54 patients: the rows of Table 3, then those without a row, with what the paper prints of them or their group."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from cds_service.reproduction.printed import Group, Row, groups, rows, unlisted
from response_criteria.facts import CytogeneticMethod

IMPROVED_AFTER_MONTHS = 3
"""After the raise: when the improvement of a row is first seen. Not printed."""

FOLLOWED_MONTHS = 8
"""After the raise, where no duration is printed: the paper's median follow-up."""


@dataclass(frozen=True, slots=True)
class PhPercents:
    """Ph-positive cells in %: the lowest and the last before the raise, by karyotype; the lowest after it."""

    lowest: int
    before: int
    after: int
    after_by: CytogeneticMethod = CytogeneticMethod.KARYOTYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One synthetic patient.

    ``months`` are those on the standard dose, ``followed_months`` those after the raise. ``hematologic`` is the
    response to the raise as the text counts it, empty where the table has "not applicable".
    """

    number: int
    group: Group
    months: int
    followed_months: int
    ph: PhPercents | None
    hematologic: str
    from_300: bool
    row: Row | None

    @property
    def id(self) -> str:
        """The id of its Patient resource."""
        return f"founding-paper-{self.number:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printed:
    group: Group
    ph: PhPercents | None
    hematologic: str
    followed_months: int = FOLLOWED_MONTHS
    from_300: bool = False
    row: Row | None = None


def cohort() -> tuple[Member, ...]:
    """All patients, numbered from 1; the first 21 are those of Table 3 under their own numbers."""
    printed = (*map(_of_row, rows()), *_without_a_row())
    sizes = Counter(each.group.id for each in printed)
    months = {name: iter(months_of(groups()[name], size)) for name, size in sizes.items()}
    return tuple(
        Member(
            number=number,
            group=each.group,
            months=next(months[each.group.id]),
            followed_months=each.followed_months,
            ph=each.ph,
            hematologic=each.hematologic,
            from_300=each.from_300,
            row=each.row,
        )
        for number, each in enumerate(printed, start=1)
    )


def months_of(group: Group, patients: int) -> Sequence[int]:
    """Months on the standard dose with the printed median and range: the last two patients stand at its ends."""
    return (*repeat(group.median, patients - 2), group.longest, group.shortest)


def _of_row(row: Row) -> _Printed:
    return _Printed(
        group=groups()[row.group],
        ph=PhPercents(row.lowest, row.before, row.after, row.by),
        hematologic=row.hematologic,
        followed_months=IMPROVED_AFTER_MONTHS + row.months,
        row=row,
    )


def _without_a_row() -> Iterator[_Printed]:
    for kind in unlisted():
        ph = None
        if kind.lowest is not None and kind.before is not None:
            ph = PhPercents(kind.lowest, kind.before, after=kind.before)
        for place in range(kind.count):
            yield _Printed(
                group=groups()[kind.group], ph=ph, hematologic=kind.hematologic, from_300=place < kind.from_300
            )
