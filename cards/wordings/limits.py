"""The limits that sentences state, by the name of their placeholder."""

from collections.abc import Mapping

from response_criteria.assessment.applicability import ADULT_MONTHS
from response_criteria.precautions.blood import BLASTS_AGAINST_ESCALATION
from response_criteria.precautions.counts import AFTER_LOW_COUNT_DAYS
from response_criteria.precautions.supply import LOW_COVERAGE
from response_criteria.precautions.treatment import GROWTH_FACTOR_DAYS
from response_criteria.publications.eln2013.confirmed_loss import REQUIRED_PEAK
from response_criteria.publications.eln2020.advanced_phase import (
    BASOPHILS,
    BLAST_PHASE,
    BLASTS,
    BLASTS_AND_PROMYELOCYTES,
    PLATELETS_TO_MENTION,
)
from response_criteria.publications.kantarjian2003.findings import MILD_LEUKOCYTOSIS
from response_criteria.publications.kantarjian2003.grades import MAJOR_CYTOGENETIC_RESPONSE
from response_criteria.publications.kantarjian2003.interpretations import INCREASE_POINTS, MIN_SPAN_DAYS
from response_criteria.publications.kantarjian2003.paper import CYTOGENETIC_MONTHS, HEMATOLOGIC_MONTHS
from response_criteria.publications.us_label.doses import RENAL_MAXIMUM
from response_criteria.publications.us_label.holding import (
    NEUTROPHILS_RECOVERED,
    NEUTROPHILS_TOO_FEW,
    PLATELETS_RECOVERED,
    PLATELETS_TOO_FEW,
)
from response_criteria.publications.who2016.phases import BLASTS_OF_ACCELERATED_PHASE, BLASTS_OF_BLAST_PHASE
from response_criteria.treatment.courses import EARLIER_DISEASE_DAYS
from response_criteria.treatment.current_tki import SUPPLY_MAY_LAST_DAYS

# Bands print themselves as a guideline writes them: ≥15, <1.0, 10–<20.
LIMITS: Mapping[str, str] = {
    "ADULT_YEARS": str(ADULT_MONTHS // 12),
    "AFTER_LOW_COUNT_DAYS": str(AFTER_LOW_COUNT_DAYS),
    "BASOPHILS": str(BASOPHILS.band),
    "BLASTS": str(BLASTS.band),
    "BLASTS_AGAINST_ESCALATION": str(BLASTS_AGAINST_ESCALATION.band),
    "BLASTS_AND_PROMYELOCYTES": str(BLASTS_AND_PROMYELOCYTES.band),
    "BLAST_PHASE": str(BLAST_PHASE.band),
    "CONFIRMED_LOSS": str(REQUIRED_PEAK),
    "CYTOGENETIC_MONTHS": str(CYTOGENETIC_MONTHS),
    "EARLIER_DISEASE_DAYS": str(EARLIER_DISEASE_DAYS),
    "GROWTH_FACTOR_DAYS": str(GROWTH_FACTOR_DAYS),
    "HEMATOLOGIC_MONTHS": str(HEMATOLOGIC_MONTHS),
    "INCREASE_POINTS": str(INCREASE_POINTS),
    "LOW_COVERAGE": str(LOW_COVERAGE),
    "MAJOR_RESPONSE": str(MAJOR_CYTOGENETIC_RESPONSE),
    "MILD_LEUKOCYTOSIS": str(MILD_LEUKOCYTOSIS),
    "MIN_SPAN_DAYS": str(MIN_SPAN_DAYS),
    "NEUTROPHILS_HOLD": str(NEUTROPHILS_TOO_FEW),
    "NEUTROPHILS_RECOVERED": str(NEUTROPHILS_RECOVERED),
    "PLATELETS_HOLD": str(PLATELETS_TOO_FEW),
    "PLATELETS_RECOVERED": str(PLATELETS_RECOVERED),
    "PLATELETS_SIGN": str(PLATELETS_TO_MENTION),
    "RENAL_FAILURE": str(RENAL_MAXIMUM[-1].clearance),
    "SUPPLY_MAY_LAST_DAYS": str(SUPPLY_MAY_LAST_DAYS),
    "WHO_ACCELERATED": str(BLASTS_OF_ACCELERATED_PHASE),
    "WHO_BLAST_PHASE": str(BLASTS_OF_BLAST_PHASE),
}
