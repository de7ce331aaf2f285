"""One patient, judged and told: the walk from a chart to cards, the same for the hook and the command line."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from cards.document.assessment import all_evidence, assessment_document
from cards.kinds import cards_for
from fhir_mappings.chart.chart import Chart
from fhir_mappings.export.draft_orders import draft
from fhir_mappings.history import history
from fhir_mappings.local_codes.translation import NO_SITE_MAPS, SiteMaps
from fhir_mappings.validation.validate_cited import unfit
from response_criteria.assessment.assess import assess
from response_criteria.model.facts import Denial, Diagnosis, DrugOrder, DrugUse, History, Observed, Origin, Refusal
from response_criteria.model.findings import Assessment

Traced = TypeVar("Traced", Observed, Diagnosis, DrugOrder, DrugUse, Denial)


@dataclass(frozen=True, slots=True)
class Consultation:
    """An assessment, the document that carries it, and the cards that tell it."""

    assessment: Assessment
    document: dict[str, Any]
    cards: list[dict[str, Any]]


def consult(
    chart: Chart,
    as_of: date,
    *,
    for_clinician: bool,
    new_uuid: Callable[[], str],
    site: SiteMaps = NO_SITE_MAPS,
) -> Consultation:
    """Judge a chart as of a day. Never raises about the patient."""
    assessment = assess_what_is_sound(chart, as_of, for_clinician=for_clinician, site=site)
    drafts = {option.id: draft(option, assessment) for option in assessment.options}
    return Consultation(assessment, assessment_document(assessment), cards_for(assessment, drafts, new_uuid))


def assess_what_is_sound(
    chart: Chart, as_of: date, *, for_clinician: bool = True, site: SiteMaps = NO_SITE_MAPS
) -> Assessment:
    """The assessment, resting only on resources that are valid FHIR R4 in what is read of them.

    Validating is dear, so only what is cited is validated. What is unfit is set aside and the rest judged anew, until
    nothing unfit is cited: each round takes at least one fact away, so there is an end.
    """
    known = history(chart, site)
    sound: set[Origin] = set()
    while True:
        assessment = assess(known, as_of, for_clinician=for_clinician)
        cited = _cited(assessment) - sound
        refused = unfit(chart, cited)
        if not refused:
            return assessment
        known = _without(known, refused)
        sound |= cited


def _cited(assessment: Assessment) -> set[Origin]:
    return {each.origin for each in all_evidence(assessment)} | set(assessment.therapy.orders)


def _without(known: History, refused: tuple[Refusal, ...]) -> History:
    gone = {each.origin for each in refused}

    def kept(facts: tuple[Traced, ...]) -> tuple[Traced, ...]:
        return tuple(each for each in facts if each.origin not in gone)

    return replace(
        known,
        observed=kept(known.observed),
        diagnoses=kept(known.diagnoses),
        orders=kept(known.orders),
        uses=kept(known.uses),
        denials=kept(known.denials),
        refusals=known.refusals + refused,
    )
