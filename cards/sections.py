"""The sections of a card's detail, in GitHub Flavored Markdown. One with nothing to say is empty and left out.

Headings and phrases are ``wordings.layout``; every value from the chart is escaped or stands in a code span.
"""

from collections.abc import Iterable, Sequence

from cards import texts
from cards.lines.evidence import evidence_lines
from cards.lines.responses import response_lines
from cards.lines.treatment import dose_lines, treatment_line
from cards.markdown_escape import escaped, verbatim
from cards.selection import blasts_seen
from cards.sentences import listed, plain_number
from cards.suggestions import dose_in_words
from cards.wordings import background, layout, precautions
from cards.wordings import treatment as wordings
from response_criteria.model.citation import Citation, Work
from response_criteria.model.findings import Assessment, ContextStatement, DoseOption, Finding, Precaution, Status
from response_criteria.precautions import Code
from response_criteria.precautions.case import is_hematologic
from response_criteria.publications.who2016 import PAPER as WHO

UNTOLD = frozenset({"not-due", "unknown", "open", "not-documented"})
"""Statuses of a statement that changes no decision: it stands in the document alone."""

SAID_BY_A_PRECAUTION = "eln2020/mutation"
"""A statement that would say once more what blocks the step."""

DOSE_INCREASE = "us-label/dose-increase"
PROTOCOL_ALONE, LABEL_TOO = "protocol-alone", "documented"
"""Whether the label's circumstances for an increase are documented where a criterion of the protocol is met, or not."""


def detail(*sections: str) -> str:
    """The sections that have something to say, one after the other."""
    return "\n\n".join(filter(None, sections))


def headed(heading: str, lines: Iterable[str]) -> str:
    """A heading over a list."""
    items = "\n".join(f"- {line}" for line in lines)
    return f"### {heading}\n\n{items}" if items else ""


def not_checked(assessment: Assessment) -> str:
    """The precautions that this edition does not evaluate."""
    names = ", ".join(precautions.NAMES[code] for code in assessment.not_evaluated)
    return layout.NOT_CHECKED.format(names=names) if names else ""


def findings(shown: Sequence[Finding]) -> str:
    """Each finding in a paragraph of its own."""
    return "\n\n".join(_finding(each) for each in shown)


def step(assessment: Assessment) -> str:
    """The protocol's step, and at once what guidance says of it today; then what the label says, cited once."""
    option = next(each for each in assessment.options if isinstance(each, DoseOption))
    current = assessment.recommendation.from_daily_dose_mg
    orders = listed([verbatim(each) for each in assessment.therapy.orders])
    said = (
        layout.STEP.format(from_mg="" if current is None else plain_number(current), dose=dose_in_words(option)),
        background.STEP_TODAY,
        layout.IN_PLACE_OF.format(orders=orders) if orders else "",
    )
    return "\n\n".join(filter(None, (" ".join(filter(None, said)), _label_at_the_step(assessment))))


def _label_at_the_step(assessment: Assessment) -> str:
    label = _labels_increase(assessment)
    told = (
        *(texts.of_context(each, escaped) for each in label),
        *dict.fromkeys(_source(each.citation) for each in label),
    )
    return layout.LABEL_AT_THE_STEP.format(told=" ".join(told)) if label else ""


def why_unknown(assessment: Assessment) -> str:
    """Why it cannot be told whether the protocol speaks of the patient."""
    reasons = assessment.applicability.reasons
    said = (_with_lines(texts.of_applicability(each, escaped), evidence_lines(each.evidence)) for each in reasons)
    return headed(layout.UNCLEAR, said)


def unread(assessment: Assessment) -> str:
    """The optional questions to the chart that failed."""
    return headed(layout.UNREAD, (_keyed(escaped(each.key), each.because) for each in assessment.unread))


def found(shown: Iterable[Finding]) -> str:
    """The evidence of these findings, a line for each piece."""
    return headed(layout.FOUND, evidence_lines(piece for each in shown for piece in each.evidence))


def treatment(assessment: Assessment) -> str:
    """Since when imatinib is taken, the orders in force, and the doses where there was more than one."""
    if not (assessment.findings and assessment.therapy.started_on):
        return ""
    orders = listed([verbatim(each) for each in assessment.therapy.orders])
    in_force = [wordings.ORDERED.format(orders=orders)] if orders else []
    doses = dose_lines(assessment.therapy) if len(assessment.therapy.doses) > 1 else ()
    return headed(layout.TREATMENT, (" ".join((treatment_line(assessment.therapy), *in_force)), *doses))


def responses(assessment: Assessment) -> str:
    """The response in the current course, and to a raise, where anything was judged."""
    return headed(layout.RESPONSES, response_lines(assessment.responses, escaped) if assessment.findings else ())


def blocks(assessment: Assessment, heading: str = layout.BLOCKS) -> str:
    """The precautions that forbid a dose step, with their evidence."""
    return headed(heading, _precautions(each for each in assessment.precautions if each.blocks))


def to_weigh(assessment: Assessment, *also: str) -> str:
    """The precautions that do not block."""
    return headed(layout.TO_WEIGH, (*_precautions(each for each in assessment.precautions if not each.blocks), *also))


def unchecked(assessment: Assessment) -> list[str]:
    """Liver and kidney values that are missing or too old."""
    return [texts.of_unchecked(each, escaped) for each in assessment.unchecked]


def missing(shown: Iterable[Finding], heading: str = layout.MISSING) -> str:
    """What would have to be known, each once."""
    lacks = (texts.of_missing(each, escaped) for finding in shown for each in finding.missing)
    return headed(heading, dict.fromkeys(f"{lack[0].upper()}{lack[1:]}." for lack in lacks))


def check_first(shown: Sequence[Finding], *also: str) -> str:
    """What to make sure of before resistance or relapse is believed; counts have more causes than chromosomes."""
    always = (background.CHECK_ADHERENCE, background.CHECK_INTERACTIONS) if shown else ()
    blasts = (background.CHECK_BLASTS,) if blasts_seen(shown) else ()
    causes = (background.CHECK_COUNTS,) if any(map(is_hematologic, shown)) else ()
    return headed(layout.CHECK_FIRST, (*blasts, *always, *causes, *also))


def phase_to_establish(assessment: Assessment, shown: Iterable[Finding]) -> tuple[str, ...]:
    """What to check first of the phase, where it is in doubt and blasts among these findings do not say so already."""
    by_who = any(each.id.startswith(f"{WHO.id}/") for each in assessment.context)
    in_doubt = by_who or any(each.code == Code.ADVANCED_PHASE for each in assessment.precautions)
    return (background.CHECK_PHASE,) if in_doubt and not blasts_seen(shown) else ()


def mutations_to_analyze(assessment: Assessment) -> tuple[str, ...]:
    """What to check first of mutations, unless one is known already."""
    known = any(each.code == Code.RESISTANT_MUTATION for each in assessment.precautions)
    return () if known else (background.CHECK_MUTATIONS,)


def strength(shown: Sequence[Finding]) -> str:
    """How strong and how old the evidence for the protocol's step is, for these findings."""
    lines = [background.FOUNDING]
    if any(map(is_hematologic, shown)):
        lines += [background.FOUNDING_HEMATOLOGIC, background.LATER_HEMATOLOGIC]
    if not all(map(is_hematologic, shown)):
        lines += [background.FOUNDING_CYTOGENETIC, background.LATER_CYTOGENETIC]
    return headed(layout.STRENGTH, (*lines, background.FOUNDING_TOXICITY, background.LATER_RANDOMIZED))


def today(assessment: Assessment, *general: str, said_before: bool = False) -> str:
    """What the label and current guidance say, by work, with the evidence of what they say of this patient.

    What cannot be told, and what a precaution says already, stands in the document alone. ``said_before``: the label's
    dose increase was already named beside the step.
    """
    before = _labels_increase(assessment) if said_before else ()
    shown = [each for each in assessment.context if _is_told(each, assessment) and each not in before]
    works = dict.fromkeys(each.citation.work for each in shown)
    return headed(layout.TODAY, (*general, *(_work(work, shown) for work in works)))


def rule(shown: Iterable[Finding], *, in_full: bool = True) -> str:
    """The text of the rules, opened at their place, and our readings of them: in full, or by number."""
    criteria = [each.criterion for each in shown]
    rules = [
        layout.RULE_LINE.format(title=each.title, rule=escaped(each.rule), source=_source(each.citation))
        for each in criteria
    ]
    readings = sorted({(each.decision, each.says) for criterion in criteria for each in criterion.readings})
    said = [layout.READING.format(decision=number, says=escaped(says)) for number, says in readings]
    numbers = listed(list(dict.fromkeys(number for number, _ in readings)))
    in_short = [layout.READINGS.format(decisions=numbers)] if numbers else []
    return headed(layout.RULE, (*rules, *(said if in_full else in_short)))


def others(assessment: Assessment, shown: Sequence[Finding]) -> str:
    """The criteria that the card is not about: all of them, where it is about none."""
    heading = layout.OTHERS if shown else layout.ALL
    return headed(heading, (_with_missing(each) for each in assessment.findings if each not in shown))


def set_aside(assessment: Assessment) -> str:
    """What was recognized and not used, and why."""
    return headed(layout.SET_ASIDE, (_keyed(verbatim(each.origin), each.because) for each in assessment.set_aside))


def advisory(assessment: Assessment) -> str:
    """What kind of advice this is, and which edition gave it on which day."""
    edition = assessment.rule_set
    wording = layout.EDITION if edition.released else layout.EDITION_NOT_RELEASED
    judged = wording.format(
        id=edition.id, version=edition.version, dated=edition.dated.isoformat(), as_of=assessment.as_of.isoformat()
    )
    return f"{background.ADVISORY} {judged}"


def _finding(finding: Finding) -> str:
    status = layout.STATUS[finding.status]
    return layout.FINDING.format(title=finding.criterion.title, status=status, text=texts.of_finding(finding, escaped))


def _with_missing(finding: Finding) -> str:
    lacks = listed([texts.of_missing(each, escaped) for each in finding.missing])
    return " ".join((_finding(finding), *([layout.ALSO_MISSING.format(missing=lacks)] if lacks else [])))


def _precautions(shown: Iterable[Precaution]) -> list[str]:
    return [_with_lines(texts.of_precaution(each, escaped), evidence_lines(each.evidence)) for each in shown]


def _work(work: Work, statements: Iterable[ContextStatement]) -> str:
    """A work, and under it what it says, each with its place and its evidence."""
    said = (
        _with_lines(_at(each), evidence_lines(each.evidence), depth=2)
        for each in statements
        if each.citation.work == work
    )
    return _with_lines(layout.WORK.format(label=work.label, url=work.url), said)


def _at(statement: ContextStatement) -> str:
    return layout.AT.format(text=texts.of_context(statement, escaped), place=escaped(statement.citation.place))


def _labels_increase(assessment: Assessment) -> tuple[ContextStatement, ...]:
    return tuple(each for each in assessment.context if each.id == DOSE_INCREASE or each.status == PROTOCOL_ALONE)


def _is_told(statement: ContextStatement, assessment: Assessment) -> bool:
    """Whether it may change a decision. That the label agrees with a criterion that is met does not."""
    agrees = statement.status == LABEL_TOO and any(each.status is Status.MET for each in assessment.findings)
    return statement.status not in UNTOLD and statement.id != SAID_BY_A_PRECAUTION and not agrees


def _with_lines(line: str, under: Iterable[str], depth: int = 1) -> str:
    return "\n".join((line, *(f"{'  ' * depth}- {each}" for each in under)))


def _keyed(key: str, because: str) -> str:
    return layout.KEYED.format(key=key, because=escaped(because))


def _source(citation: Citation) -> str:
    return layout.SOURCE.format(label=citation.work.label, url=citation.work.url, place=escaped(citation.place))
