"""The edition as text: what does not change once it is released (decision 0035)."""

from collections.abc import Iterator

from response_criteria.model.findings import Criterion
from response_criteria.precautions import PRECAUTIONS
from response_criteria.publications.kantarjian2003 import CIRCUMSTANCES, hematologic_response
from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.publications.kantarjian2003.grades import CYTOGENETIC_RESPONSE, RESPONSE_BY_FISH
from response_criteria.publications.study110.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE


def edition_as_text() -> str:
    """The criteria with their tables and readings, the responses, the dose steps and the precautions, as they print."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    for circumstance in CIRCUMSTANCES:
        yield from _criterion(circumstance.criterion)
        yield circumstance.as_markdown()
    for table in (COMPLETE_HEMATOLOGIC_RESPONSE, CYTOGENETIC_RESPONSE, RESPONSE_BY_FISH):
        yield f"{table.title}: {table.citation}"
        yield table.as_markdown()
        yield from (f"{each.decision}: {each.says}" for each in table.readings)
    yield f"Partial hematologic response: {hematologic_response.PARTIAL_HEMATOLOGIC_RESPONSE}"
    yield hematologic_response.as_markdown()
    yield hematologic_response.BASELINE.says
    yield from map(str, DOSE_STEPS)
    yield from (f"{row.code}, {'blocks' if row.blocks else 'warns'}: {row.when}" for row in PRECAUTIONS)


def _criterion(criterion: Criterion) -> Iterator[str]:
    yield f"{criterion.id}: {criterion.title}: {criterion.rule} ({criterion.citation})"
    yield from (f"{each.decision}: {each.says}" for each in criterion.readings)
