"""The text of an edition: what does not change once the edition is released (decision 0035)."""

from collections.abc import Iterator

from response_criteria.model.findings import Criterion
from response_criteria.precautions import PRECAUTIONS
from response_criteria.publications import PUBLICATIONS
from response_criteria.publications.publication import PrintedDefinition


def write_edition_text() -> str:
    """Write the criteria, definitions and dose escalations that decide, and the precautions.

    The SHA-256 of this text is the fingerprint of the edition in ``docs/editions.toml``.
    """
    # Publications shown for information are not part of the edition: they decide nothing.
    deciding = [publication for publication in PUBLICATIONS if publication.decides]
    parts: list[str] = []
    for publication in deciding:
        for printed in publication.criteria:
            parts += [*_write_criterion(printed.criterion), printed.as_markdown()]
    for publication in deciding:
        for definition in publication.definitions:
            parts += _write_definition(definition)
        parts += map(str, publication.dose_steps)
    parts += (
        f"{rule.code}, {'blocks' if rule.blocks else 'warns'}: {rule.when}; questions {rule.questions}"
        for rule in PRECAUTIONS
    )
    return "\n\n".join(parts)


def _write_criterion(criterion: Criterion) -> Iterator[str]:
    yield f"{criterion.id}: {criterion.title}: {criterion.rule} ({criterion.citation})"
    yield from (f"{item.decision}: {item.text}" for item in criterion.interpretations)


def _write_definition(definition: PrintedDefinition) -> Iterator[str]:
    yield f"{definition.title}: {definition.citation}"
    yield definition.as_markdown()
    yield from (f"{item.decision}: {item.text}" for item in definition.interpretations)
