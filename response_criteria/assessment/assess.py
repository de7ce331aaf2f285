"""Assess one patient as of one day: the only entry point of the engine.

The same history on the same day gives the same assessment, in whatever order its entries come.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from response_criteria.assessment.evaluate import Evaluation, evaluate
from response_criteria.assessment.implausible_data import exclude_implausible
from response_criteria.assessment.merge_date_variants import merge_date_variants
from response_criteria.assessment.options import build_options
from response_criteria.assessment.partial_dates import DateVariants, find_date_variants
from response_criteria.assessment.recommendation import recommend
from response_criteria.assessment.which_tests import choose_tests
from response_criteria.model.assessment import Assessment
from response_criteria.model.history import ExcludedData, History, Unavailability
from response_criteria.precautions import NOT_EVALUATED
from response_criteria.publications.kantarjian2003 import EDITION
from response_criteria.results.doubts import classify_doubts, has_newer_bcr_abl1
from response_criteria.treatment.imatinib_orders import Dose, DoseUnknownReason, compute_current_dose
from response_criteria.treatment.replaced_orders import end_replaced_orders

NOT_NEEDED_WHILE_QUIET = frozenset(
    {
        "blood-counts",
        "cytogenetics",
        "chemistry",
        "clinical-findings",
        "dispenses",
        "statements",
        "administrations",
        "reports",
    }
)
"""Queries of the chart that may have failed without a card while BCR::ABL1 is quiet (decision 0122)."""

DOSES_CONTRADICT = "its dose contradicts that of another active order"


def assess(history: History, as_of: date, *, for_clinician: bool = True) -> Assessment:
    """Assess a patient as of a day. Raises nothing, whatever the history holds.

    The criteria are not evaluated unless the reader is a clinician.
    """
    plausible = exclude_implausible(history, as_of)
    variants = _end_replaced_orders(find_date_variants(plausible, as_of))
    dose = _find_common_dose(variants.histories, as_of)
    evaluations = [evaluate(variant, as_of, dose, for_clinician=for_clinician) for variant in variants.histories]
    evaluation = merge_date_variants(evaluations, variants)
    excluded = (*plausible.excluded, *variants.excluded, *_exclude_contradicting_doses(dose))
    return _build_assessment(replace(plausible, excluded=tuple(excluded)), as_of, dose, evaluation)


def _end_replaced_orders(variants: DateVariants) -> DateVariants:
    histories = (replace(history, orders=end_replaced_orders(history.orders)) for history in variants.histories)
    return replace(variants, histories=tuple(histories))


def _build_assessment(history: History, as_of: date, dose: Dose, evaluation: Evaluation) -> Assessment:
    recommendation = recommend(
        evaluation,
        dose_mg=dose.mg,
        is_chart_complete=_is_complete(history, is_quiet=evaluation.monitoring.is_quiet)
        and not has_newer_bcr_abl1(history, as_of),
    )
    return Assessment(
        as_of=as_of,
        person=history.person,
        rule_set=EDITION,
        applicability=evaluation.applicability,
        therapy=evaluation.therapy,
        responses=evaluation.responses,
        findings=evaluation.findings,
        precautions=evaluation.precautions,
        review_facts=evaluation.review_facts,
        recommendation=recommendation,
        options=build_options(recommendation, choose_tests(evaluation, recommendation, as_of), evaluation.context),
        context=evaluation.context,
        excluded_data=tuple(sorted(set(history.excluded), key=_sort_key)),
        doubts=classify_doubts(history, as_of),
        unavailable_queries=tuple(sorted(history.unavailable_queries, key=lambda query: (query.key, query.reason))),
        not_evaluated=NOT_EVALUATED,
        missing_inputs=evaluation.missing_inputs,
    )


def _sort_key(data: ExcludedData) -> tuple[str, str, str]:
    return data.origin, data.reason, data.subject or ""


def _is_complete(history: History, *, is_quiet: bool) -> bool:
    """Return whether nothing is unread that has to be completed; while BCR::ABL1 is quiet, few things have."""
    # What a site does not offer is no property of the patient (decision 0101).
    return all(
        query.kind is Unavailability.NOT_OFFERED or (is_quiet and query.key in NOT_NEEDED_WHILE_QUIET)
        for query in history.unavailable_queries
    )


def _find_common_dose(histories: Sequence[History], as_of: date) -> Dose:
    """Return the current dose on which all date variants agree; an unknown one where they differ."""
    doses = [compute_current_dose(variant.orders, as_of) for variant in histories]
    if len({dose.mg for dose in doses}) == 1:
        return doses[-1]
    return Dose(None, doses[-1].orders, DoseUnknownReason.DATES_NOT_KNOWN)


def _exclude_contradicting_doses(dose: Dose) -> Iterable[ExcludedData]:
    # Nothing in the chart shows which of the orders is right, so none of them gives the dose.
    if dose.unknown_reason is DoseUnknownReason.ORDERS_DIFFER:
        yield from (ExcludedData(order.origin, DOSES_CONTRADICT) for order in dose.orders)
