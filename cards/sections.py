"""The sections of a card's detail, in GitHub Flavored Markdown. One with nothing to say is empty and left out.

Headings and phrases are ``wordings.layout``; every value from the chart is escaped or stands in a code span.
"""

from collections.abc import Iterable, Sequence

from cards import texts
from cards.evidence_lines import evidence_lines
from cards.markdown_text import escaped, verbatim
from cards.response_lines import response_lines
from cards.sentences import listed
from cards.suggestions import dose_in_words
from cards.wordings import background, layout, precautions
from response_criteria.citation import Citation
from response_criteria.facts import Refusal
from response_criteria.findings import Assessment, DoseOption, Finding, Precaution


def detail(*sections: str) -> str:
    """The sections that have something to say, one after the other."""
    return "\n\n".join(filter(None, sections))


def headed(heading: str, lines: Iterable[str]) -> str:
    """A heading over a list."""
    listed = "\n".join(f"- {line}" for line in lines)
    return f"### {heading}\n\n{listed}" if listed else ""


def not_checked(assessment: Assessment) -> str:
    """The precautions that this edition does not evaluate."""
    names = ", ".join(precautions.NAMES[code] for code in assessment.not_evaluated)
    return layout.NOT_CHECKED.format(names=names) if names else ""


def findings(shown: Sequence[Finding]) -> str:
    """Each finding in a paragraph of its own."""
    return "\n\n".join(_finding(each) for each in shown)


def step(assessment: Assessment) -> str:
    """The protocol's step and the orders it replaces, and at once that guidance today prefers another way."""
    option = next(each for each in assessment.options if isinstance(each, DoseOption))
    orders = listed([verbatim(each) for each in assessment.therapy.orders])
    return " ".join(
        (
            layout.STEP.format(dose=dose_in_words(option)),
            *([layout.IN_PLACE_OF.format(orders=orders)] if orders else []),
            background.STEP_TODAY,
        )
    )


def why_unknown(assessment: Assessment) -> str:
    """Why it cannot be told whether the protocol speaks of the patient."""
    reasons = assessment.applicability.reasons
    said = (_with_evidence(texts.of_applicability(each, escaped), evidence_lines(each.evidence)) for each in reasons)
    return headed(layout.UNCLEAR, said)


def found(assessment: Assessment, shown: Iterable[Finding]) -> str:
    """The evidence of these findings, and the response in this course."""
    evidence = evidence_lines(piece for each in shown for piece in each.evidence)
    return headed(layout.FOUND, (*evidence, *response_lines(assessment.responses)))


def blocks(assessment: Assessment, heading: str = layout.BLOCKS) -> str:
    """The precautions that forbid a dose step, with their evidence."""
    return headed(heading, _precautions(each for each in assessment.precautions if each.blocks))


def to_weigh(assessment: Assessment, *also: str) -> str:
    """The precautions that do not block."""
    return headed(layout.TO_WEIGH, (*_precautions(each for each in assessment.precautions if not each.blocks), *also))


def unchecked(assessment: Assessment) -> list[str]:
    """Liver and kidney values that are missing or too old."""
    return [texts.of_unchecked(each, escaped) for each in assessment.unchecked]


def missing(shown: Iterable[Finding]) -> str:
    """What would have to be known, each once."""
    lacks = (texts.of_missing(each, escaped) for finding in shown for each in finding.missing)
    return headed(layout.MISSING, dict.fromkeys(f"{lack[0].upper()}{lack[1:]}." for lack in lacks))


def check_first(shown: Sequence[Finding], *also: str) -> str:
    """What to make sure of before resistance or relapse is believed; counts have more causes than chromosomes."""
    causes = [background.CHECK_COUNTS] if any(_is_hematologic(each) for each in shown) else []
    always = (background.CHECK_ADHERENCE, background.CHECK_INTERACTIONS) if shown else ()
    return headed(layout.CHECK_FIRST, (*always, *causes, *also))


def strength(shown: Sequence[Finding]) -> str:
    """How strong and how old the evidence for the protocol's step is, for these findings."""
    lines = [background.FOUNDING]
    if any(_is_hematologic(each) for each in shown):
        lines += [background.FOUNDING_HEMATOLOGIC, background.LATER_HEMATOLOGIC]
    if not all(_is_hematologic(each) for each in shown):
        lines += [background.FOUNDING_CYTOGENETIC, background.LATER_CYTOGENETIC]
    return headed(layout.STRENGTH, (*lines, background.FOUNDING_TOXICITY, background.LATER_RANDOMIZED))


def today(assessment: Assessment, *general: str) -> str:
    """What the label and current guidance say, with the evidence of what they say of this patient."""
    said = (
        _with_evidence(f"{texts.of_context(each, escaped)} {_source(each.citation)}", evidence_lines(each.evidence))
        for each in assessment.context
    )
    return headed(layout.TODAY, (*general, *said))


def rule(shown: Iterable[Finding]) -> str:
    """The text of the rules, opened at their place, and our readings of them, each once."""
    criteria = [each.criterion for each in shown]
    rules = [
        layout.RULE_LINE.format(title=each.title, rule=each.rule, source=_source(each.citation)) for each in criteria
    ]
    readings = sorted({(each.decision, each.says) for criterion in criteria for each in criterion.readings})
    return headed(
        layout.RULE, (*rules, *(layout.READING.format(decision=number, says=says) for number, says in readings))
    )


def others(assessment: Assessment, shown: Sequence[Finding]) -> str:
    """The criteria that the card is not about."""
    return headed(layout.OTHERS, (_finding(each) for each in assessment.findings if each not in shown))


def not_used(assessment: Assessment) -> str:
    """What was set aside, and what could not be read."""
    aside = (_set_aside(each) for each in assessment.set_aside)
    unread = (layout.UNREAD.format(key=escaped(each.key), because=escaped(each.because)) for each in assessment.unread)
    return headed(layout.NOT_USED, (*aside, *unread))


def advisory(assessment: Assessment) -> str:
    """What kind of advice this is, and which edition gave it on which day."""
    edition = layout.EDITION.format(
        id=assessment.rule_set.id, version=assessment.rule_set.version, as_of=assessment.as_of.isoformat()
    )
    return f"{background.ADVISORY} {edition}"


def _finding(finding: Finding) -> str:
    status = layout.STATUS[finding.status]
    return layout.FINDING.format(title=finding.criterion.title, status=status, text=texts.of_finding(finding, escaped))


def _precautions(shown: Iterable[Precaution]) -> list[str]:
    return [_with_evidence(texts.of_precaution(each, escaped), evidence_lines(each.evidence)) for each in shown]


def _with_evidence(line: str, evidence: Iterable[str]) -> str:
    return "\n".join((line, *(f"  - {each}" for each in evidence)))


def _set_aside(refusal: Refusal) -> str:
    return layout.SET_ASIDE.format(origin=verbatim(refusal.origin), because=escaped(refusal.because))


def _source(citation: Citation) -> str:
    return f"([{citation.work.label}]({citation.work.url}), {citation.place})"


def _is_hematologic(finding: Finding) -> bool:
    return "hematologic" in finding.criterion.id
