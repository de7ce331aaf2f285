"""The number of cells analyzed behind a share of Ph-positive cells, where another result states it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from fhir_mappings.datatypes.codings import read_codings
from fhir_mappings.datatypes.quantities import require_whole_number
from fhir_mappings.datatypes.value_x import parse_value
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.coded_value import Meaning
from fhir_mappings.measurements.cytogenetics import CELLS, EXPRESSION, SHARE, list_cell_count_codes
from fhir_mappings.observations.code_registry import RecognizedObservation

_NumbersByRank = defaultdict[int, set[int]]
"""Numbers of cells by the rank of their code; the lowest rank is preferred."""


class AnalyzedCells:
    """The numbers of cells that a chart states apart from the shares to which they belong, by sample."""

    def __init__(self, results: Iterable[RecognizedObservation]) -> None:
        self._cell_counts: defaultdict[str, list[RecognizedObservation]] = defaultdict(list)
        self._analyses: Counter[str] = Counter()
        for result in results:
            topics = [code.topic for _, code in result.coded_elements if isinstance(code, Meaning)]
            if SHARE in topics or EXPRESSION in topics:
                self._analyses[_get_sample(result)] += 1
            elif CELLS in topics:
                self._cell_counts[_get_sample(result)].append(result)

    def count_for(self, share: RecognizedObservation) -> int | None:
        """Return the number of cells of a share: from its own components, else from another result of its sample.

        None if the numbers differ, or if several analyses have the sample's time and it is open which one is meant.
        """
        numbers_by_rank = _add(share, defaultdict(set))
        if not numbers_by_rank and self._analyses[_get_sample(share)] == 1:
            for cell_count in self._cell_counts.get(_get_sample(share), ()):
                if len({_get_specimen(cell_count), _get_specimen(share)} - {""}) < 2:
                    _add(cell_count, numbers_by_rank)
        numbers = numbers_by_rank[min(numbers_by_rank)] if numbers_by_rank else set[int]()
        return next(iter(numbers)) if len(numbers) == 1 else None


def _get_sample(result: RecognizedObservation) -> str:
    # Results whose date became uncertain carry a leading blank in their sort key (see result_versions).
    return result.sequence.strip()


def _get_specimen(result: RecognizedObservation) -> str:
    """Return the name of the specimen of a result; empty if it has none."""
    specimen = result.observation.get("specimen")
    return str(specimen.get("reference") or specimen.get("display") or "") if isinstance(specimen, dict) else ""


def _add(result: RecognizedObservation, numbers_by_rank: _NumbersByRank) -> _NumbersByRank:
    for rank, number in _read_cell_numbers(result):
        numbers_by_rank[rank].add(number)
    return numbers_by_rank


def _read_cell_numbers(result: RecognizedObservation) -> Iterator[tuple[int, int]]:
    ranked_codes = list_cell_count_codes()
    for element, code in result.coded_elements:
        if isinstance(code, Meaning) and code.topic == CELLS:
            try:
                number = require_whole_number(parse_value(element))
            except UnusableDataError:  # a share is used without its number of cells too
                continue
            codings = (coding for coding in read_codings(element.get("code")) if coding in ranked_codes)
            yield min(map(ranked_codes.index, codings)), number
