"""The sections on eligibility and on the four escalation criteria."""

from collections.abc import Iterator

from cards.sentences import fill_limits
from cards.wordings import applicability
from response_criteria.assessment.applicability import NotApplicable, Unknown
from response_criteria.model.citation import Interpretation
from response_criteria.model.findings import Criterion
from response_criteria.publications.kantarjian2003 import CRITERIA, ESCALATION_CRITERIA
from response_criteria.treatment.course import CourseStart
from scripts.handbook.examples import list_boundaries
from scripts.handbook.markdown import format_source, format_table, list_interpretations
from scripts.handbook.patients import find_patient_example

IMAGES = "images/handbook"
"""The folder of the plots, as seen from the page."""


def write_eligibility() -> Iterator[str]:
    """Yield the section on eligibility."""
    yield "## Eligibility"
    yield (
        "The protocol is for adults with CML who take imatinib; the advice is for clinicians (0013). Not applicable if "
        "any exclusion is met; unknown if any item cannot be determined. Values in braces are filled in."
    )
    yield format_table(("Protocol applies", "Reason", "Sentence"), _list_reasons())


def write_criteria() -> Iterator[str]:
    """Yield the section on the escalation criteria."""
    starts = "; ".join(CourseStart)
    yield "## Escalation criteria"
    yield (
        f"Each criterion is evaluated within the current course, which starts with one of these: {starts} (0004). "
        "CBC: the blood counts of one calendar day (0006); it meets or fails the criteria of a complete hematologic "
        "response (CHR) under [Definitions of response](#definitions-of-response), or is not evaluable. Tables are "
        "read from the top: the first row that applies decides."
    )
    for escalation_criterion in ESCALATION_CRITERIA:
        yield from _write_criterion(escalation_criterion.criterion)
        yield escalation_criterion.as_markdown()
        yield from _write_patient(escalation_criterion.criterion)
        yield from _write_boundaries(escalation_criterion.criterion)
    yield from _write_shared_interpretations()


def name_plot(criterion: Criterion) -> str:
    """Return the file name of a criterion's plot."""
    return f"{criterion.id.rpartition('/')[2]}.svg"


def _list_reasons() -> Iterator[tuple[str, str, str]]:
    for applies, codes in (("no", NotApplicable), ("unknown", Unknown)):
        for code in codes:
            sentence = applicability.REASONS.get(code)
            for text in (sentence,) if sentence else applicability.THERAPY_UNCLEAR.values():
                yield applies, f"`{code}`", fill_limits(text)


def _write_criterion(criterion: Criterion) -> Iterator[str]:
    own = [item for item in criterion.interpretations if not _is_shared(item)]
    shared = sorted({item.decision for item in criterion.interpretations if _is_shared(item)})
    yield f"### {criterion.title}"
    yield f"> {criterion.rule}"
    yield f"`{criterion.id}`. {format_source(criterion.citation)}"
    yield (
        f"Interpretations:\n\n{list_interpretations(own)}\n"
        f"- [shared with other criteria](#shared-interpretations): {', '.join(shared)}"
    )


def _write_patient(criterion: Criterion) -> Iterator[str]:
    example = find_patient_example(criterion)
    yield f"![Plot of {criterion.title.lower()}]({IMAGES}/{name_plot(criterion)})"
    yield f"*{example.caption} {example.met_since}*"


def _write_boundaries(criterion: Criterion) -> Iterator[str]:
    anchor = f"#examples-of-{criterion.title.lower().replace(' ', '-')}"
    yield f"Both sides of each boundary; all [examples]({anchor}) are listed below."
    yield format_table(("Specification", "Status"), list_boundaries(criterion.id))


def _write_shared_interpretations() -> Iterator[str]:
    shared = dict.fromkeys(item for criterion in CRITERIA for item in criterion.interpretations if _is_shared(item))
    yield "### Shared interpretations"
    yield format_table(
        ("Interpretation", *(criterion.title for criterion in CRITERIA)),
        (
            (f"{item.text} ({item.decision})", *("✓" * (item in criterion.interpretations) for criterion in CRITERIA))
            for item in shared
        ),
    )


def _is_shared(interpretation: Interpretation) -> bool:
    return sum(interpretation in criterion.interpretations for criterion in CRITERIA) > 1
