"""Assessments as long as a chart can plausibly make them: every caution, contraindication and doubt at once."""

from dataclasses import replace
from decimal import Decimal

from cards.brief.facts import URGENCY
from cards.wordings.context import STATEMENTS
from response_criteria import context
from response_criteria.model.amounts import Amount
from response_criteria.model.assessment import Assessment
from response_criteria.model.facts import Origin
from response_criteria.model.findings import (
    Applicability,
    ApplicabilityReason,
    ApplicabilityStatus,
    Evidence,
    Missing,
    Precaution,
    ReviewFact,
)
from response_criteria.model.history import Doubt, ExcludedData, Subject, UnavailableQuery
from response_criteria.model.periods import PartialDate
from response_criteria.model.recommendations import Action, DoseOption, Investigation, InvestigationOption
from response_criteria.model.responses import MolecularResponse
from response_criteria.model.results import Cell
from response_criteria.precautions import PRECAUTIONS
from response_criteria.precautions import codes as precaution_codes
from response_criteria.publications.kantarjian2003 import PAPER
from response_criteria.publications.kantarjian2003.reasons import MISSING_CODES, Reason
from response_criteria.review import REVIEW_RULES
from response_criteria.review import codes as review_codes
from response_criteria.review.codes import ReviewReason
from response_criteria.treatment.current_tki import UNCLEAR_VALUES
from tests.cards import samples

DRUGS = "carbamazepine and St John's wort"
REASONS = {
    "advanced-phase": "blasts-and-promyelocytes-in-marrow",
    "molecular-response": "bcr-abl1-not-detected-discordant-with-karyotype",
    "unread-result": "result-not-read",
    "neutropenia": "possibly-low-neutrophils",
    "thrombocytopenia": "possibly-low-platelets",
    "low-counts": "count-possibly-recently-below-stop",
    "counts-not-recent": "no-recent-counts",
    "hepatotoxicity": "liver-value-possibly-high",
    "renal-impairment": "dose-above-renal-maximum",
    "pregnancy": "pregnancy-reported",
    "resistant-mutation": "kinase-domain-mutation",
    "dose-unknown": "named-only-in-text",
    "insufficient-exposure": "gaps",
    "growth-factor": "growth-factor-given",
    "transplant": "transplant-coded",
    "adherence": "low-dispensed-coverage",
    "dose-disagreement": "supply-differs",
    "interaction": "interacting-drug",
    "heart-failure": "heart-failure-coded",
    "earlier-reduction": "earlier-dose-reduction",
}
"""The longest reason of each precaution. A precaution without a row here is tried with its first one."""

LONGEST_REVIEW = {"counts-below-stop": "low-neutrophils-and-platelets"}
FINDINGS = {
    Action.ESCALATE: (Reason.NO_CHR, Reason.NO_MAJOR_RESPONSE, None, Reason.PH_RISE),
    Action.HOLD: (Reason.NO_CHR, Reason.NO_MAJOR_RESPONSE, None, Reason.PH_RISE),
    Action.NO_PROTOCOL_STEP: (Reason.NO_CHR, Reason.NO_MAJOR_RESPONSE, None, Reason.PH_RISE),
    Action.CONFIRM: (
        Reason.NO_CHR_LATER_COUNT_UNKNOWN,
        Reason.EARLIER_RESPONSE_UNCLEAR,
        None,
        Reason.PH_RISE_LATEST_UNCLEAR,
    ),
    Action.REVIEW: (),
    Action.COMPLETE_DATA: (
        Reason.START_UNCERTAIN,
        Reason.START_UNCERTAIN,
        Reason.START_UNCERTAIN,
        Reason.START_UNCERTAIN,
    ),
}


def build_longest(action: Action, *, criteria: int = 4) -> Assessment:
    """Build an assessment with this action and everything that can stand on its card, of the first few criteria."""
    grounds = tuple(
        replace(samples.finding(reason, number, MISSING_CODES), evidence=_build_evidence())
        for number, reason in enumerate(FINDINGS[action][:criteria])
        if reason
    )
    base = samples.assessment(action, *grounds)
    doses = (DoseOption("protocol-step", Decimal("800"), 2, PAPER.cite("a place")),)
    tests = (InvestigationOption("tests", tuple(Investigation)),)
    excluded = tuple(_build_excluded())
    return replace(
        base,
        precautions=tuple(_build_precautions(with_blocking=action is not Action.ESCALATE)),
        review_facts=tuple(_build_review_facts(with_blocking=action is not Action.ESCALATE)),
        missing_inputs=tuple(_build_missing_inputs()),
        options=(*doses, *tests) if action is Action.ESCALATE else tests,
        context=tuple(
            replace(samples.statement(id_, status, names), values=samples.values(names, "12.25% IS"))
            for id_, statuses in context.STATEMENTS.items()
            for status, names in [max(statuses.items(), key=lambda item: _measure_wording(id_, item[0]))]
        ),
        responses=replace(base.responses, molecular=MolecularResponse(Amount.exactly("24"), samples.AS_OF)),
        excluded_data=excluded,
        doubts=dict.fromkeys(excluded, Doubt.OPEN),
        unavailable_queries=tuple(UnavailableQuery(key, "the server answered 503") for key in ("dispenses", "reports")),
    )


def build_longest_unknown_applicability() -> Assessment:
    """Build an assessment in which several reasons leave open whether the protocol applies."""
    reasons = tuple(
        ApplicabilityReason(
            "therapy-unclear", {"why": why, **samples.values(names, "nilotinib")}, _build_evidence()[:2]
        )
        for why, names in UNCLEAR_VALUES.items()
    )
    base = build_longest(Action.COMPLETE_DATA)
    return replace(
        base,
        findings=(),
        precautions=(),
        options=(),
        recommendation=replace(base.recommendation, grounds=()),
        applicability=Applicability(ApplicabilityStatus.UNKNOWN, reasons),
    )


def _measure_wording(statement: str, status: str) -> tuple[bool, int]:
    """Return what makes a status the longest on a card: failure is more urgent than any other."""
    return status == "failure", len(STATEMENTS[statement][status])


def _build_precautions(*, with_blocking: bool) -> list[Precaution]:
    return [
        replace(
            samples.precaution(rule.code, reason, (), blocks=rule.blocks),
            values=samples.values(precaution_codes.REASONS[reason], DRUGS),
            evidence=samples.evidence(rule.code),
        )
        for rule in PRECAUTIONS
        if with_blocking or not rule.blocks
        for reason in (REASONS.get(rule.code, next(iter(precaution_codes.REASONS))),)
    ]


def _build_review_facts(*, with_blocking: bool) -> list[ReviewFact]:
    """Every review fact, each with its longest reason; those that block a dose only where none is offered."""
    facts = []
    for rule in REVIEW_RULES:
        reasons = [reason for reason in review_codes.REASONS if reason.startswith(rule.code)]
        reason = (reasons or [LONGEST_REVIEW.get(rule.code, "abnormality")])[-1]
        values = samples.values(review_codes.REASONS[ReviewReason(reason)], DRUGS)
        fact = samples.review_fact(rule.code, reason, ())
        if with_blocking or not URGENCY.get(rule.code):
            facts.append(replace(fact, values=values, evidence=samples.evidence(f"reviewed {rule.code}")))
    return facts


def _build_missing_inputs() -> list[Missing]:
    names = ("bilirubin", "ALT or AST", "eGFR")
    values = [{"what": what, "on": samples.AS_OF, "days": 90} for what in names]
    supply = Missing("supply-not-documented", {"what": "adherence", "months": 12})
    return [*(Missing("value-too-old", value) for value in values), supply]


def _build_evidence() -> tuple[Evidence, ...]:
    """Two blood counts in which everything fails, three karyotypes and a FISH, in the words of a laboratory."""
    latest = samples.values(["latest"])["latest"]
    cells = (cell for cell in Cell if cell not in (Cell.NEUTROPHILS, Cell.EOSINOPHILS, Cell.BANDS))
    counts = [
        Evidence(Origin("Observation/c"), cell, day, Amount.exactly("12.25"), "%", "12.25 10*3/uL")
        for cell in cells
        for day in (latest,)
    ]
    karyotype = "47,XX,t(9;22)(q34;q11.2),+8,i(17)(q10)[16]/46,XX[4]"
    words = f"{karyotype} complex karyotype, see the report of the laboratory"
    methods = ("Ph-positive metaphases", "BCR::ABL1-positive nuclei (FISH)", "additional abnormalities")
    return (
        *counts,
        *(Evidence(Origin(what), what, latest, Amount.exactly("80"), "%", words) for what in methods),
    )


def _build_excluded() -> list[ExcludedData]:
    reason = "it is not on the International Scale, on which BCR::ABL1 levels are compared"
    return [
        ExcludedData(
            Origin(f"Observation/{number}"),
            reason,
            subject,
            PartialDate.on(samples.AS_OF),
            "POSITIVE for the major transcript, see comment of the laboratory below",
        )
        for number, subject in enumerate(Subject)
    ]
