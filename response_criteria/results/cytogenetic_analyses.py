"""Cytogenetic analyses by kind: adequate karyotypes, karyotypes of too few metaphases, and FISH."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import YES
from response_criteria.model.findings import Evidence
from response_criteria.model.results import CytogeneticMethod, CytogeneticResult
from response_criteria.rules.bands import at_most

MINIMUM_METAPHASES = 20
"""A karyotype of fewer metaphases is shown and decides nothing (decision 0024)."""

NO_PH_POSITIVE_CELL = at_most("0")
"""%."""

EVIDENCE_LABELS = {
    CytogeneticMethod.KARYOTYPE: "Ph-positive metaphases",
    CytogeneticMethod.FISH: "BCR::ABL1-positive nuclei (FISH)",
}


@dataclass(frozen=True, slots=True)
class CytogeneticAnalysis:
    """The Ph-positive cells of one day by one method, in %. ``cells`` is the number analyzed, None if unknown."""

    on: date
    method: CytogeneticMethod
    percent: Amount
    cells: int | None
    sources: tuple[CytogeneticResult, ...]

    @property
    def min_percent(self) -> Decimal:
        """The lowest possible percentage."""
        return self.percent.low if self.percent.low is not None else Decimal(0)

    @property
    def max_percent(self) -> Decimal:
        """The highest possible percentage."""
        return self.percent.high if self.percent.high is not None else Decimal(100)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The results from which the analysis was taken."""
        label = EVIDENCE_LABELS[self.method]
        return tuple(Evidence(fact.origin, label, self.on, fact.percent, "%", fact.reported) for fact in self.sources)


@dataclass(frozen=True, slots=True)
class CytogeneticAnalyses:
    """The analyses of a course, each kind oldest first, at most one a day. ``karyotypes`` are the adequate ones.

    ``inadequate`` are karyotypes of too few or an unknown number of metaphases, on days without an adequate one.
    ``without_ph`` are adequate ones without Ph-positive cells in a patient who never had any (decision 0036).
    """

    karyotypes: tuple[CytogeneticAnalysis, ...]
    inadequate: tuple[CytogeneticAnalysis, ...]
    fish: tuple[CytogeneticAnalysis, ...]
    without_ph: tuple[CytogeneticAnalysis, ...] = ()


def build_cytogenetic_analyses(
    results: Iterable[CytogeneticResult], *, ph_negative: bool = False
) -> CytogeneticAnalyses:
    """Group results into analyses; of one day and kind the latest result decides.

    ``ph_negative`` is True where no karyotype before imatinib showed a Ph-positive cell.
    """
    adequate: defaultdict[date, list[CytogeneticResult]] = defaultdict(list)
    inadequate: defaultdict[date, list[CytogeneticResult]] = defaultdict(list)
    fish: defaultdict[date, list[CytogeneticResult]] = defaultdict(list)
    for result in results:
        karyotypes = adequate if is_adequate(result) else inadequate
        kind = fish if result.method is CytogeneticMethod.FISH else karyotypes
        kind[result.on.earliest].append(result)
    for day in adequate:
        inadequate.pop(day, None)
    analyses = CytogeneticAnalyses(
        *(tuple(_build_analysis(kind[day]) for day in sorted(kind)) for kind in (adequate, inadequate, fish))
    )
    return _separate_without_ph(analyses) if ph_negative else analyses


def _separate_without_ph(analyses: CytogeneticAnalyses) -> CytogeneticAnalyses:
    # In such a patient 0% Ph-positive metaphases are no response: the karyotype never showed the disease.
    karyotypes = tuple(karyotype for karyotype in analyses.karyotypes if not has_no_ph(karyotype))
    return replace(analyses, karyotypes=karyotypes, without_ph=tuple(filter(has_no_ph, analyses.karyotypes)))


def has_no_ph(result: CytogeneticResult | CytogeneticAnalysis) -> bool:
    """Return whether no Ph-positive cell was found."""
    return NO_PH_POSITIVE_CELL.contains(result.percent) is YES


def was_never_ph_positive(results: Iterable[CytogeneticResult]) -> bool:
    """Return whether the results include adequate karyotypes, none of them with a Ph-positive cell."""
    karyotypes = [result for result in results if result.method is CytogeneticMethod.KARYOTYPE and is_adequate(result)]
    return bool(karyotypes) and all(map(has_no_ph, karyotypes))


def is_adequate(result: CytogeneticResult) -> bool:
    """Return whether enough metaphases are known to have been analyzed."""
    return result.cells is not None and result.cells >= MINIMUM_METAPHASES


def _build_analysis(results: list[CytogeneticResult]) -> CytogeneticAnalysis:
    """Build an analysis from the latest of a day's results; where several are tied, its percentage covers them all."""
    latest = results if len(results) == 1 else _select_latest(results)
    percent = reduce(Amount.cover, [result.percent for result in latest])
    cells = min([result.cells for result in latest if result.cells is not None], default=None)
    return CytogeneticAnalysis(latest[0].on.earliest, latest[0].method, percent, cells, tuple(latest))


def _select_latest(results: list[CytogeneticResult]) -> list[CytogeneticResult]:
    """Return the results that are tied for the latest, one of each percentage."""
    last = max(result.sequence for result in results)
    tied = sorted((result for result in results if result.sequence == last), key=_by_origin, reverse=True)
    # A result that was sent twice is cited once, by the origin that sorts first.
    return sorted({result.percent: result for result in tied}.values(), key=_by_origin)


def _by_origin(result: CytogeneticResult) -> str:
    return result.origin
