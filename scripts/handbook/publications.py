"""The sections on what the publications define: those that decide, and those shown for information."""

from collections.abc import Iterator
from itertools import chain

from response_criteria.publications import PUBLICATIONS, Publication
from response_criteria.publications.kantarjian2003 import PAPER
from response_criteria.publications.publication import PrintedDefinition
from response_criteria.publications.record import LOOK_AGAIN_MONTHS, Record
from response_criteria.responses import after_escalation, molecular
from scripts.handbook.markdown import format_source, format_table, list_interpretations


def write_response_definitions() -> Iterator[str]:
    """Yield the section on the definitions of response that decide."""
    yield "## Definitions of response"
    for publication in PUBLICATIONS:
        if publication.decides:
            yield from chain.from_iterable(map(_write_definition, publication.definitions))
    yield "### Response after a dose escalation"
    yield format_source(PAPER.cite("Table 3"))
    yield (
        "An assessment reports the category before the escalation and the best category after it, what improved and "
        "for how long, and the first results after it for which the label holds imatinib or that show an advanced "
        "phase."
    )
    yield f"Interpretations:\n\n{list_interpretations((after_escalation.IMPROVEMENT,))}"
    yield from _write_molecular_levels()


def write_context() -> Iterator[str]:
    """Yield the section on guidelines and label."""
    yield "## Guidelines and label"
    yield (
        "Shown with the criteria, for information (0017): they never decide a dose escalation. Some precautions use "
        "the limits of the label."
    )
    for publication in PUBLICATIONS:
        if not publication.decides:
            yield f"### {publication.work.label}"
            yield from chain.from_iterable(_write_definition(item, level=4) for item in publication.definitions)


def _describe_verified(record: Record) -> str:
    part = f", {record.verified_part} alone" if record.verified_part else ""
    return f"{record.verified_on}{part}" if record.verified_on else "no day recorded"


def write_records() -> Iterator[str]:
    """Yield the section on the publications themselves: license, last verified, superseded by."""
    yield "## Publications"
    yield (
        f"Each is looked up again after {LOOK_AGAIN_MONTHS} months; `python scripts/list_due_publications.py` lists "
        "what is due."
    )
    yield format_table(
        ("Publication", "Decides", "License", "Last verified", "Superseded by"),
        (
            (
                publication.work.label,
                "yes" if publication.decides else "no",
                publication.record.license or "not known",
                _describe_verified(publication.record),
                publication.record.superseded_by or "none known",
            )
            for publication in PUBLICATIONS
        ),
    )


def write_dose_comparison() -> Iterator[str]:
    """Yield the dose escalations in chronic phase, from each daily dose, of every publication that defines any."""
    publications = [publication for publication in PUBLICATIONS if publication.dose_steps]
    doses = sorted({step.from_mg for publication in publications for step in publication.dose_steps})
    yield "### Dose escalation in chronic phase"
    yield format_source(publications[0].dose_steps[0].citation)
    yield "The protocol defines no escalation from any other dose. Other publications are shown for comparison."
    yield format_table(
        ("Daily dose", *(publication.work.label for publication in publications)),
        ((f"{dose} mg", *(_format_step(publication, dose) for publication in publications)) for dose in doses),
    )


def _format_step(publication: Publication, dose: object) -> str:
    step = next((step for step in publication.dose_steps if step.from_mg == dose), None)
    return "no escalation" if step is None else str(step)


def _write_definition(definition: PrintedDefinition, level: int = 3) -> Iterator[str]:
    yield f"{'#' * level} {definition.title}"
    yield format_source(definition.citation)
    yield definition.as_markdown()
    if definition.interpretations:
        yield f"Interpretations:\n\n{list_interpretations(definition.interpretations)}"


def _write_molecular_levels() -> Iterator[str]:
    yield "### Levels of molecular response"
    yield format_source(molecular.LEVELS_TABLE)
    yield format_table(("Level", "BCR::ABL1, % IS"), ((name, str(band)) for name, band in molecular.LEVELS))
    yield f"Interpretations:\n\n{list_interpretations((molecular.LIMIT_OF_DETECTION,))}"
