"""How many cells stand behind a share of Ph-positive cells, where another value beside it says so."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from fhir_mappings.datatypes.codings import codings
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.values import value_of, whole_number
from fhir_mappings.measurements.coded_value import Meaning
from fhir_mappings.measurements.cytogenetics import CELLS, EXPRESSION, SHARE, cell_count_codes
from fhir_mappings.observations.code_registry import Recognized

_Counts = defaultdict[int, set[int]]
"""Numbers of cells by the preference of their code, lower first."""


class CellCounts:
    """The numbers of cells that a chart states apart from the shares that they belong to."""

    def __init__(self, results: Iterable[Recognized]) -> None:
        self._counted: defaultdict[str, list[Recognized]] = defaultdict(list)
        self._studies: Counter[str] = Counter()
        for result in results:
            abouts = [known.about for _, known in result.stated if isinstance(known, Meaning)]
            if SHARE in abouts or EXPRESSION in abouts:
                self._studies[_sample(result)] += 1
            elif CELLS in abouts:
                self._counted[_sample(result)].append(result)

    def behind(self, share: Recognized) -> int | None:
        """The cells of a share: a component of the same Observation says them, or one other result of that sample.

        Where two studies were sampled at once nothing tells which was meant: None.
        """
        counts = _add(share, _new())
        if not counts and self._studies[_sample(share)] == 1:
            for each in self._counted.get(_sample(share), ()):
                if len({_specimen(each), _specimen(share)} - {""}) < 2:
                    _add(each, counts)
        numbers = counts[min(counts)] if counts else set[int]()
        return next(iter(numbers)) if len(numbers) == 1 else None


def _sample(result: Recognized) -> str:
    """When it was sampled: also where its day was left open since."""
    return result.sequence.strip()


def _specimen(result: Recognized) -> str:
    """What names the specimen of a result; empty where nothing does."""
    specimen = result.observation.get("specimen")
    return str(specimen.get("reference") or specimen.get("display") or "") if isinstance(specimen, dict) else ""


def _new() -> _Counts:
    return defaultdict(set)


def _add(result: Recognized, counts: _Counts) -> _Counts:
    for preference, number in _stated_counts(result):
        counts[preference].add(number)
    return counts


def _stated_counts(result: Recognized) -> Iterator[tuple[int, int]]:
    preferred = cell_count_codes()
    for stated, known in result.stated:
        if isinstance(known, Meaning) and known.about == CELLS:
            try:
                number = whole_number(value_of(stated))
            except Unusable:  # a share without its number of cells is still a share
                continue
            yield min(preferred.index(code) for code in codings(stated.get("code")) if code in preferred), number
