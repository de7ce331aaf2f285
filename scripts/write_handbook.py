"""Write docs/handbook.md and its plots: what the service decides and says, printed from what decides and says it.

``--check`` writes nothing and exits 1 where a file is not what would be written.
"""

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from importlib import import_module
from pathlib import Path

from cards.wordings import applicability as applicability_said
from cards.wordings import page
from response_criteria.assessment.applicability import NotApplicable, Unknown
from response_criteria.assessment.recommendation import IN_ORDER
from response_criteria.model.citation import Citation, OurReading
from response_criteria.model.findings import Criterion
from response_criteria.precautions import NOT_EVALUATED, PRECAUTIONS
from response_criteria.publications.eln2013 import confirmed_loss
from response_criteria.publications.eln2020 import advanced_phase, loss_of_mmr
from response_criteria.publications.eln2020 import hematologic as eln_hematologic
from response_criteria.publications.eln2020 import milestones as eln_milestones
from response_criteria.publications.kantarjian2003 import CIRCUMSTANCES, CRITERIA, EDITION, PAPER, hematologic_response
from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.publications.kantarjian2003.grades import (
    CYTOGENETIC_RESPONSE,
    MAJOR_CYTOGENETIC_RESPONSE,
    RESPONSE_BY_FISH,
)
from response_criteria.publications.study110.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE
from response_criteria.publications.us_label import circumstances, holding, responses
from response_criteria.publications.us_label.doses import (
    ADVANCED_PHASE_STEPS,
    CHRONIC_PHASE_STEPS,
    RENAL_IMPAIRMENT,
    RENAL_MAXIMUM,
)
from response_criteria.publications.us_label.holding import AFTER_HOLD
from response_criteria.publications.who2016 import phases
from response_criteria.responses import after_escalation as after_raise
from response_criteria.responses import molecular as molecular_response
from response_criteria.rules.dose_step import step_from
from response_criteria.treatment.course import Opening

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # neither scripts nor tests are installed
EXAMPLES = import_module("scripts.handbook_examples")
PLOTS = import_module("scripts.handbook_plots")
TABLES = import_module("scripts.handbook_tables")

HANDBOOK = ROOT / "docs" / "handbook.md"
IMAGES = ROOT / "docs" / "images" / "handbook"
DECISIONS = ROOT / "docs" / "decisions"
STALE = "The handbook is not what the criteria, tables and wordings say: run 'make handbook' and review the change."

OPENING = f"""\
# Handbook

What this service decides, from what, and in which words: for the hematologist, the terminologist and the pharmacist who
review it. Edition `{EDITION.id}` {EDITION.version}.

This page is written by `make handbook` from the objects that decide, the tables that map, the specifications that test
and the wordings that are shown. Whoever changes one of them changes this page; reviewers read its difference. Numbers
in parentheses, such as (0007), are [decision records](decisions). The plots show patients of the demonstration, all of
them synthetic, as the mapping and the criteria read their charts.

1. [Of whom the protocol speaks](#of-whom-the-protocol-speaks)
2. [The four circumstances](#the-four-circumstances)
3. [Responses](#responses)
4. [What the findings come to](#what-the-findings-come-to)
5. [Precautions](#precautions)
6. [What ELN, WHO and the label say](#what-eln-who-and-the-label-say)
7. [Our readings](#our-readings)
8. [Open questions](#open-questions)
9. [Examples](#examples)
10. [Codes and units](#codes-and-units)
11. [Wordings](#wordings)"""


def written() -> dict[Path, str]:
    """Every file that is written, with its text."""
    plots = {_image(each): PLOTS.plot(PLOTS.worked(each)) for each in CRITERIA}
    return {HANDBOOK: handbook(), **plots}


def handbook() -> str:
    """The whole page."""
    sections = (
        OPENING,
        _applicability(),
        _circumstances(),
        _responses(),
        _what_it_comes_to(),
        _precautions(),
        _context(),
        _readings(),
        _open_questions(),
        _examples(),
        *TABLES.codes(),
        "## Wordings\n\nEvery sentence that a clinician can see. What stands in braces is filled in.",
        page.as_markdown(),
    )
    return "\n\n".join(sections) + "\n"


def _applicability() -> str:
    return "\n\n".join(
        (
            "## Of whom the protocol speaks",
            "Adults with CML who take imatinib, in a clinician's hands (0013). It does not apply if anything says so; "
            "else that is unknown if anything leaves it open. What stands in braces is filled in.",
            TABLES.table(("Applies", "Reason", "What is said"), _reasons_against()),
        )
    )


def _reasons_against() -> Iterator[tuple[str, str, str]]:
    for applies, codes in (("no", NotApplicable), ("unknown", Unknown)):
        for code in codes:
            says = applicability_said.REASONS.get(code)
            for each in (says,) if says else applicability_said.THERAPY_UNCLEAR.values():
                yield applies, f"`{code}`", each


def _circumstances() -> str:
    starts = "; ".join(Opening)
    parts = [
        "## The four circumstances",
        f"Each is judged within the current course, which starts with one of these: {starts} (0004). CBC: the blood "
        "counts of one calendar day (0006). It passes, fails or is unknown by the list under [Responses](#responses). "
        "CHR: complete hematologic response. Each table is read from the top.",
    ]
    for each in CIRCUMSTANCES:
        parts += [*_criterion(each.criterion), each.as_markdown()]
        parts += [*_worked(each.criterion), *_boundaries(each.criterion)]
    return "\n\n".join((*parts, *_shared_readings()))


def _criterion(criterion: Criterion) -> Iterator[str]:
    own = [each for each in criterion.readings if not _is_shared(each)]
    shared = ", ".join(sorted({each.decision for each in criterion.readings if _is_shared(each)}))
    yield f"### {criterion.title}"
    yield f"> {criterion.rule}"
    yield f"`{criterion.id}`. {_source(criterion.citation)}"
    yield (
        f"Our readings:\n\n{_said(own)}\n"
        f"- those that it [shares with others](#readings-that-circumstances-share): {shared}"
    )


def _worked(criterion: Criterion) -> Iterator[str]:
    of = PLOTS.worked(criterion)
    yield f"![{criterion.title}, plotted]({_image(criterion).relative_to(HANDBOOK.parent)})"
    yield f"*{of.caption} {of.since}*"


def _boundaries(criterion: Criterion) -> Iterator[str]:
    examples = f"#examples-of-{criterion.title.lower().replace(' ', '-')}"
    yield f"Both sides of its boundaries; [examples]({examples}) of these and of everything else stand below."
    yield TABLES.table(("Specified", "Answers"), EXAMPLES.boundaries(criterion.id))


def _image(criterion: Criterion) -> Path:
    return IMAGES / f"{criterion.id.rpartition('/')[2]}.svg"


def _shared_readings() -> Iterator[str]:
    """Each reading on which several criteria rest, once."""
    shared = dict.fromkeys(each for criterion in CRITERIA for each in criterion.readings if _is_shared(each))
    yield "### Readings that circumstances share"
    yield TABLES.table(
        ("Reading", *(each.title for each in CRITERIA)),
        ((f"{each.says} ({each.decision})", *("✓" * (each in of.readings) for of in CRITERIA)) for each in shared),
    )


def _is_shared(reading: OurReading) -> bool:
    return sum(reading in each.readings for each in CRITERIA) > 1


def _responses() -> str:
    parts = ["## Responses"]
    for each in (
        COMPLETE_HEMATOLOGIC_RESPONSE,
        eln_hematologic.COMPLETE_HEMATOLOGIC_RESPONSE,
        CYTOGENETIC_RESPONSE,
        RESPONSE_BY_FISH,
    ):
        parts += [f"### {each.title}", _source(each.citation), each.as_markdown()]
        if each.readings:
            parts.append(f"Our readings:\n\n{_said(each.readings)}")
    parts += [
        "### Partial hematologic response",
        _source(hematologic_response.PARTIAL_HEMATOLOGIC_RESPONSE),
        "It is no complete response, and:",
        hematologic_response.as_markdown(),
        f"Our reading:\n\n{_said((hematologic_response.BASELINE,))}",
        f"### After a raise of the dose\n\n{_source(PAPER.at('Table 3'))}",
        "Told are the category before and the best since, what improved and for how long, and the first results since "
        "then for which the label holds imatinib or that show an advanced phase.",
        f"Our reading:\n\n{_said((after_raise.IMPROVEMENT,))}",
    ]
    return "\n\n".join(parts)


def _what_it_comes_to() -> str:
    return "\n\n".join(
        (
            "## What the findings come to",
            "One action, by the first line that holds (0018).",
            TABLES.table(("Action", "When"), ((f"`{action}`", when) for action, when in IN_ORDER)),
            _dose_steps(),
        )
    )


def _dose_steps() -> str:
    steps = "\n".join(f"- {step}" for step in DOSE_STEPS)
    return (
        f"### Dose steps\n\n{_source(DOSE_STEPS[0].citation)} From any other dose the protocol has no step.\n\n{steps}"
    )


def _precautions() -> str:
    rows = [(f"`{row.code}`", "blocks" if row.blocks else "warns", row.when, row.source) for row in PRECAUTIONS]
    missing = ", ".join(f"`{code}`" for code in NOT_EVALUATED)
    parts = [
        "## Precautions",
        "What blocks the dose step of a criterion that is met, and what only warns.",
        TABLES.table(("Precaution", "Step", "When", "Source"), rows),
    ]
    if missing:
        parts.append(f"Not evaluated yet; every card that could lead to a dose says so: {missing}.")
    return "\n\n".join(parts)


def _context() -> str:
    return "\n\n".join(
        (
            "## What ELN, WHO and the label say",
            "Shown beside the criteria. It decides no dose step; the label's limits stand behind some precautions.",
            f"### Milestones\n\n{_source(eln_milestones.MILESTONE_TABLE)}",
            eln_milestones.as_markdown(),
            f"Our reading:\n\n{_said((eln_milestones.WINDOW,))}",
            "### Loss of a major molecular response",
            f"{_source(loss_of_mmr.LOSS_OF_MMR)} Lost: BCR::ABL1 no longer {loss_of_mmr.MAJOR_MOLECULAR_RESPONSE}% IS.",
            f"{_source(confirmed_loss.RESPONSE_TABLE)} Confirmed: {confirmed_loss.CONSECUTIVE_TESTS} consecutive tests "
            f"without it, one of them {confirmed_loss.ONE_OF_THEM}% IS.",
            f"Our reading:\n\n{_said((loss_of_mmr.LOSS,))}",
            f"### Levels of molecular response\n\n{_source(molecular_response.LEVELS_TABLE)}",
            molecular_response.as_markdown(),
            f"Our reading:\n\n{_said((molecular_response.LIMIT_OF_DETECTION,))}",
            "### Phases of the disease by WHO",
            _phases_by_who(),
            *_label(),
        )
    )


def _phases_by_who() -> str:
    return (
        f"{_source(phases.ACCELERATED_PHASE)} Blasts in blood or marrow, by WHO and by ELN, whose lines decide: "
        f"accelerated phase {phases.BLASTS_OF_ACCELERATED_PHASE}% and {advanced_phase.BLASTS.band}%, blast phase "
        f"{phases.BLASTS_OF_BLAST_PHASE}% and {advanced_phase.BLAST_PHASE.band}%. Told where they differ. Hematologic "
        "resistance to the first TKI is a provisional criterion of accelerated phase; told where the first "
        "circumstance is met on imatinib as the first TKI."
    )


def _label() -> Iterator[str]:
    """The label's increase beside the protocol's, and its dose modifications."""
    yield f"### The label's increase\n\n{_source(CHRONIC_PHASE_STEPS[0].citation)}"
    yield TABLES.table(("Phase", "The protocol", "The US label"), _steps_of_both())
    yield "The label raises the dose without severe adverse reactions and cytopenia, in these circumstances:"
    yield circumstances.as_markdown()
    yield f"Our readings:\n\n{_said(circumstances.READINGS)}"
    yield (
        f"### The label's major cytogenetic response\n\n{_source(responses.CYTOGENETIC_RESPONSE)} "
        f"{responses.MAJOR_CYTOGENETIC_RESPONSE}% Ph-positive metaphases, as by ELN; by the paper "
        f"{MAJOR_CYTOGENETIC_RESPONSE}%. Told where a karyotype lies between the two."
    )
    yield f"### The label's rule for few neutrophils or platelets\n\n{_source(holding.HEMATOLOGIC)}"
    yield _counts_rule()
    yield TABLES.table(
        ("Daily dose", "Resumed at", "When the counts fall again", "Row"),
        [(*_in_mg(row.from_mg, row.resume_mg, row.again_mg), row.citation.place) for row in AFTER_HOLD],
    )
    yield f"### The label's rule for the liver\n\n{_source(holding.HEPATIC)}"
    yield (
        f"Withheld at bilirubin {holding.BILIRUBIN_TOO_HIGH} or ALT or AST {holding.TRANSAMINASES_TOO_HIGH}, until "
        f"bilirubin is <{holding.BILIRUBIN_RECOVERED_BELOW} × ULN and ALT and AST are "
        f"<{holding.TRANSAMINASES_RECOVERED_BELOW} × ULN; then resumed reduced."
    )
    yield TABLES.table(("Daily dose", "Resumed at"), (_in_mg(*doses) for doses in holding.REDUCED_DOSE_MG.items()))
    yield f"### The label's most in renal impairment\n\n{_source(RENAL_IMPAIRMENT)}"
    renal = [(f"{row.clearance} mL/min", str(row)) for row in RENAL_MAXIMUM]
    yield TABLES.table(("Creatinine clearance or eGFR", "At most"), renal)


def _steps_of_both() -> Iterator[tuple[str, str, str]]:
    """From each daily dose, what protocol and label do."""
    for dose in sorted({each.from_mg for each in (*DOSE_STEPS, *CHRONIC_PHASE_STEPS)}):
        steps = (step_from(dose, DOSE_STEPS), step_from(dose, CHRONIC_PHASE_STEPS))
        yield "chronic", *(f"no step from {dose} mg" if step is None else str(step) for step in steps)
    for step in ADVANCED_PHASE_STEPS:
        yield "accelerated, blast crisis", "no step: chronic phase alone", str(step)


def _in_mg(*doses: Decimal) -> tuple[str, ...]:
    return tuple(f"{dose} mg" for dose in doses)


def _counts_rule() -> str:
    return (
        f"Stopped at neutrophils {holding.NEUTROPHILS_TOO_FEW} or platelets {holding.PLATELETS_TOO_FEW} ×10⁹/L, until "
        f"neutrophils are {holding.NEUTROPHILS_RECOVERED} and platelets {holding.PLATELETS_RECOVERED}. In accelerated "
        f"phase and blast crisis, at a starting dose of 600 mg, the marrow is looked at first, from neutrophils "
        f"{holding.ADVANCED_NEUTROPHILS_TOO_FEW} or platelets {holding.ADVANCED_PLATELETS_TOO_FEW} on."
    )


def _readings() -> str:
    records = sorted(DECISIONS.glob("[0-9]*.md"))
    titles = (record.read_text("utf-8").split("\n", maxsplit=1)[0].removeprefix("# ") for record in records)
    lines = (f"- [{title}](decisions/{record.name})" for title, record in zip(titles, records, strict=True))
    return "\n\n".join(
        (
            "## Our readings",
            "Every choice that the sources leave open, and how this project is built.",
            "\n".join(lines),
        )
    )


def open_questions() -> list[tuple[str, str, str]]:
    """Each question, what the service does until it is answered, and who could answer."""
    text = (ROOT / "docs" / "open_questions.toml").read_text("utf-8")
    kinds: Mapping[str, list[dict[str, str]]] = tomllib.loads(text)
    return [(each["asks"], each["until_then"], each["of"]) for kind in kinds.values() for each in kind]


def _open_questions() -> str:
    return "\n\n".join(
        (
            "## Open questions",
            "What could not be verified in public sources, or was decided here and waits for a specialist.",
            TABLES.table(("Question", "Until then", "Of whom"), open_questions()),
        )
    )


def _examples() -> str:
    return "\n\n".join(
        (
            "## Examples",
            "The specifications of the criteria, both sides of each boundary; every change runs them as tests. The "
            "head of `tests/response_criteria/specification.py` says what the columns mean. Nothing was done where a "
            "cell is empty.",
            *EXAMPLES.examples(),
        )
    )


def _source(citation: Citation) -> str:
    return f"Source: [{citation.work.label}]({citation.work.url}), {citation.place}."


def _said(readings: Iterable[OurReading]) -> str:
    return "\n".join(f"- {each.says} ({each.decision})" for each in readings)


def main(arguments: list[str]) -> int:
    """Write the page and its plots, or with ``--check`` compare them."""
    if "--check" in arguments:
        stale = [file for file, text in written().items() if not file.exists() or file.read_text("utf-8") != text]
        if stale:
            print(STALE, *stale, sep="\n", file=sys.stderr)
        return int(bool(stale))
    IMAGES.mkdir(parents=True, exist_ok=True)
    for file, text in written().items():
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
