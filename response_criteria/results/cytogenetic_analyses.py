"""Chromosome studies: adequate karyotypes, karyotypes of too few metaphases, and FISH, each apart from the others."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import YES
from response_criteria.model.facts import CytogeneticMethod, Cytogenetics
from response_criteria.model.findings import Evidence
from response_criteria.rules.bands import at_most

MINIMUM_METAPHASES = 20
"""Fewer metaphases are shown and decide nothing (decision 0024)."""

NO_PH_POSITIVE_CELL = at_most("0")
"""%."""

WHAT = {
    CytogeneticMethod.KARYOTYPE: "Ph-positive metaphases",
    CytogeneticMethod.FISH: "BCR::ABL1-positive nuclei (FISH)",
}


@dataclass(frozen=True, slots=True)
class Study:
    """The Ph-positive cells of one day by one method, in %. ``cells`` is how many were looked at, None if not known."""

    on: date
    method: CytogeneticMethod
    percent: Amount
    cells: int | None
    rests_on: tuple[Cytogenetics, ...]

    @property
    def least(self) -> Decimal:
        """The lowest percentage that it may be."""
        return self.percent.low if self.percent.low is not None else Decimal(0)

    @property
    def most(self) -> Decimal:
        """The highest percentage that it may be."""
        return self.percent.high if self.percent.high is not None else Decimal(100)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The results on which the study rests."""
        what = WHAT[self.method]
        return tuple(Evidence(fact.origin, what, self.on, fact.percent, "%", fact.reported) for fact in self.rests_on)


@dataclass(frozen=True, slots=True)
class Studies:
    """The studies of a course, each kind oldest first and one a day. ``karyotypes`` are the adequate ones.

    ``inadequate`` are karyotypes of fewer than 20 or an unknown number of metaphases, on days without an adequate one.
    ``without_ph`` are adequate ones of a disease that they do not show (decision 0036): they tell of no response.
    """

    karyotypes: tuple[Study, ...]
    inadequate: tuple[Study, ...]
    fish: tuple[Study, ...]
    without_ph: tuple[Study, ...] = ()


def studies(results: Iterable[Cytogenetics], *, ph_negative: bool = False) -> Studies:
    """The studies among the results; of one day and kind the last decides.

    ``ph_negative`` where no karyotype before imatinib showed a Ph-positive cell.
    """
    adequate: defaultdict[date, list[Cytogenetics]] = defaultdict(list)
    inadequate: defaultdict[date, list[Cytogenetics]] = defaultdict(list)
    fish: defaultdict[date, list[Cytogenetics]] = defaultdict(list)
    for result in results:
        karyotypes = adequate if is_adequate(result) else inadequate
        kind = fish if result.method is CytogeneticMethod.FISH else karyotypes
        kind[result.on.earliest].append(result)
    for day in adequate:
        inadequate.pop(day, None)
    found = Studies(*(tuple(_study(kind[day]) for day in sorted(kind)) for kind in (adequate, inadequate, fish)))
    return _without_ph_apart(found) if ph_negative else found


def _without_ph_apart(found: Studies) -> Studies:
    karyotypes = tuple(each for each in found.karyotypes if not has_no_ph(each))
    return replace(found, karyotypes=karyotypes, without_ph=tuple(filter(has_no_ph, found.karyotypes)))


def has_no_ph(result: Cytogenetics | Study) -> bool:
    """Whether no Ph-positive cell was found."""
    return NO_PH_POSITIVE_CELL.holds(result.percent) is YES


def never_showed_ph(results: Iterable[Cytogenetics]) -> bool:
    """Whether there are adequate karyotypes among the results, none with a Ph-positive cell."""
    karyotypes = [each for each in results if each.method is CytogeneticMethod.KARYOTYPE and is_adequate(each)]
    return bool(karyotypes) and all(map(has_no_ph, karyotypes))


def is_adequate(result: Cytogenetics) -> bool:
    """Whether enough metaphases are known to have been looked at."""
    return result.cells is not None and result.cells >= MINIMUM_METAPHASES


def _study(results: list[Cytogenetics]) -> Study:
    """The last of a day's results; a stretch that holds them all where nothing tells which is the last."""
    chosen = results if len(results) == 1 else _last(results)
    percent = reduce(Amount.or_else, [each.percent for each in chosen])
    cells = min([each.cells for each in chosen if each.cells is not None], default=None)
    return Study(chosen[0].on.earliest, chosen[0].method, percent, cells, tuple(chosen))


def _last(results: list[Cytogenetics]) -> list[Cytogenetics]:
    """The results that nothing tells apart from the last, one of each percentage."""
    last = max(each.sequence for each in results)
    in_order = sorted((each for each in results if each.sequence == last), key=lambda each: each.origin, reverse=True)
    return sorted({each.percent: each for each in in_order}.values(), key=lambda each: each.origin)
