"""The sections on the recommendation, on precautions, and on what this project decided or could not verify."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from response_criteria.assessment.recommendation import DECISION_ORDER
from response_criteria.assessment.which_tests import WHICH_TESTS
from response_criteria.precautions import NOT_EVALUATED, PRECAUTIONS
from response_criteria.review import REVIEW_RULES
from response_criteria.review.quiet import QUIET
from response_criteria.review.silence import SILENCE
from scripts.handbook.markdown import format_table
from scripts.handbook.publications import write_dose_comparison

DOCS = Path(__file__).resolve().parents[2] / "docs"
DECISIONS = DOCS / "decisions"


def write_recommendation() -> Iterator[str]:
    """Yield the section on the recommended action."""
    yield "## Recommendation"
    yield "One action, by the first row that applies (0018)."
    yield format_table(("Action", "If"), ((f"`{row.action}`", row.when) for row in DECISION_ORDER))
    yield "Which tests are suggested, in this order; a test comes once, by its first row that applies (0123):"
    yield format_table(("Test", "If"), ((f"`{row.investigation}`", row.when) for row in WHICH_TESTS))
    yield from write_dose_comparison()


def write_precautions() -> Iterator[str]:
    """Yield the section on precautions."""
    yield "## Contraindications and cautions"
    yield (
        "Contraindications block the dose escalation of a criterion that is met; cautions are only shown. Some "
        "question the criterion itself (0110)."
    )
    yield format_table(
        ("Precaution", "Kind", "If", "Questions", "Source"),
        (
            (f"`{rule.code}`", "contraindication" if rule.blocks else "caution", rule.when, rule.questions, rule.source)
            for rule in PRECAUTIONS
        ),
    )
    if NOT_EVALUATED:
        codes = ", ".join(f"`{code}`" for code in NOT_EVALUATED)
        yield f"Not yet evaluated, and named on every card that could lead to a dose: {codes}."


def write_review_facts() -> Iterator[str]:
    """Yield the section on what calls for a review."""
    yield "## Review facts"
    yield (
        "What calls for a review of the treatment, whatever the criteria say (0120). A fact that a bound or differing "
        "results of one day leave open is none, and is named."
    )
    yield f"BCR::ABL1 is quiet while {QUIET} (0122)."
    yield format_table(("Fact", "If", "Source"), ((f"`{rule.code}`", rule.when, rule.source) for rule in REVIEW_RULES))
    yield "A criterion opens no card where BCR::ABL1 answers what it asks (0122):"
    yield "\n".join(f"- {row.when}" for row in SILENCE)


def write_decision_records() -> Iterator[str]:
    """Yield the section that lists the decision records."""
    yield "## Decision records"
    yield "Interpretations where the sources leave a choice, and how this project is built."
    yield "\n".join(
        f"- [{_read_title(record)}](decisions/{record.name})" for record in sorted(DECISIONS.glob("[0-9]*.md"))
    )


def write_open_questions() -> Iterator[str]:
    """Yield the section on open questions."""
    yield "## Open questions"
    yield "What could not be verified in public sources, or was decided here and awaits confirmation by a specialist."
    yield format_table(("Question", "Until answered", "Specialist"), load_open_questions())


def load_open_questions() -> list[tuple[str, str, str]]:
    """Load each question, what the service does until it is answered, and who could answer."""
    kinds: Mapping[str, list[dict[str, str]]] = tomllib.loads((DOCS / "open_questions.toml").read_text("utf-8"))
    return [
        (question["question"], question["until_answered"], question["specialist"])
        for questions in kinds.values()
        for question in questions
    ]


def _read_title(record: Path) -> str:
    return record.read_text("utf-8").split("\n", maxsplit=1)[0].removeprefix("# ")
