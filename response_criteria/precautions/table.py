"""The precautions, one row each, in the contract's order. What cannot be evaluated yet has no row (decision 0015)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from response_criteria.model.citation import Citation
from response_criteria.precautions import blood, leukemia, organs, supply, treatment
from response_criteria.precautions.case import Case, Found
from response_criteria.publications.eln2020.advanced_phase import (
    ADVANCED_PHASE,
    BASOPHILS,
    BLASTS,
    BLASTS_AND_PROMYELOCYTES,
)
from response_criteria.publications.us_label import LABEL
from response_criteria.publications.us_label.doses import RENAL_IMPAIRMENT
from response_criteria.publications.us_label.holding import (
    BILIRUBIN_TOO_HIGH,
    HEMATOLOGIC,
    HEPATIC,
    NEUTROPHILS_TOO_FEW,
    PLATELETS_TOO_FEW,
    TRANSAMINASES_TOO_HIGH,
)
from response_criteria.results import bcr_abl1 as transcripts


class Code(StrEnum):
    """Every precaution of the contract, evaluated or not, in the contract's order."""

    ADVANCED_PHASE = "advanced-phase"
    MOLECULAR_RESPONSE = "molecular-response"
    NEUTROPENIA = "neutropenia"
    THROMBOCYTOPENIA = "thrombocytopenia"
    COUNTS_NOT_RECENT = "counts-not-recent"
    HEPATOTOXICITY = "hepatotoxicity"
    RENAL_IMPAIRMENT = "renal-impairment"
    PREGNANCY = "pregnancy"
    RESISTANT_MUTATION = "resistant-mutation"
    DOSE_UNKNOWN = "dose-unknown"
    INSUFFICIENT_EXPOSURE = "insufficient-exposure"
    GROWTH_FACTOR = "growth-factor"
    TRANSPLANT = "transplant"
    ADHERENCE = "adherence"
    DOSE_DISAGREEMENT = "dose-disagreement"
    INTERACTION = "interaction"
    HEART_FAILURE = "heart-failure"
    EARLIER_REDUCTION = "earlier-reduction"


BLOCKS, WARNS = True, False


@dataclass(frozen=True, slots=True)
class Row:
    """A precaution: whether it blocks a dose step, when it is raised, and where that stands in print, if it does."""

    code: Code
    blocks: bool
    find: Callable[[Case], Found | None]
    when: str
    citation: Citation | None = None
    decision: str = "0015"

    @property
    def source(self) -> str:
        """Where it stands in print, else the decision record of our reading."""
        return str(self.citation or f"our reading ({self.decision})")


# fmt: off
PRECAUTIONS = (
    Row(Code.ADVANCED_PHASE, BLOCKS, blood.advanced_phase,
        f"{BLASTS} or {BLASTS_AND_PROMYELOCYTES} in blood or marrow, or {BASOPHILS} in blood (blood at most "
        f"{blood.BLOOD_STANDS_DAYS} days old, marrow at most {blood.MARROW_STANDS_MONTHS} months), or an active coded "
        "accelerated or blast phase",
        ADVANCED_PHASE),
    Row(Code.MOLECULAR_RESPONSE, BLOCKS, leukemia.molecular_response,
        f"BCR::ABL1 {transcripts.DEEP}% IS or not detected: the latest, at most {transcripts.STANDS_MONTHS} months "
        "old, while a hematologic criterion is met; or any on or after the first evidence of a cytogenetic one that is "
        "met"),
    Row(Code.NEUTROPENIA, BLOCKS, blood.neutropenia,
        f"latest neutrophils {NEUTROPHILS_TOO_FEW} ×10⁹/L", HEMATOLOGIC),
    Row(Code.THROMBOCYTOPENIA, BLOCKS, blood.thrombocytopenia,
        f"latest platelets {PLATELETS_TOO_FEW} ×10⁹/L", HEMATOLOGIC),
    Row(Code.COUNTS_NOT_RECENT, BLOCKS, blood.counts_not_recent,
        f"no neutrophils or no platelets of the last {blood.RECENT_COUNT_DAYS} days"),
    Row(Code.HEPATOTOXICITY, BLOCKS, organs.hepatotoxicity,
        f"latest bilirubin {BILIRUBIN_TOO_HIGH} or ALT or AST {TRANSAMINASES_TOO_HIGH}, at most "
        f"{organs.VALUE_STANDS_DAYS} days old", HEPATIC),
    Row(Code.RENAL_IMPAIRMENT, BLOCKS, organs.renal_impairment,
        f"the step's dose is above the label's maximum at the latest eGFR, at most {organs.VALUE_STANDS_DAYS} days old",
        RENAL_IMPAIRMENT),
    Row(Code.PREGNANCY, BLOCKS, organs.pregnancy,
        "active coded pregnancy, or the latest status or test positive and at most "
        f"{organs.PREGNANCY_STANDS_DAYS} days old", LABEL.at("embryo-fetal toxicity")),
    Row(Code.RESISTANT_MUTATION, BLOCKS, leukemia.resistant_mutation,
        "any amino-acid change of the ABL1 kinase domain reported as present; T315I is named"),
    Row(Code.DOSE_UNKNOWN, BLOCKS, treatment.dose_unknown,
        "the current total daily dose could not be established"),
    Row(Code.INSUFFICIENT_EXPOSURE, BLOCKS, treatment.insufficient_exposure,
        f"documented gaps of more than {treatment.LONGEST_GAPS_DAYS} days in total in the "
        f"{treatment.HEMATOLOGIC_EXPOSURE_MONTHS} (hematologic) or {treatment.CYTOGENETIC_EXPOSURE_MONTHS} "
        "(cytogenetic) months before the latest evidence of a criterion that is met"),
    Row(Code.GROWTH_FACTOR, BLOCKS, treatment.growth_factor,
        f"a growth factor in use within the last {treatment.GROWTH_FACTOR_DAYS} days"),
    Row(Code.TRANSPLANT, BLOCKS, organs.transplant,
        "coded stem cell transplant"),
    Row(Code.ADHERENCE, WARNS, supply.adherence,
        f"dispensed supplies cover {supply.POORLY_COVERED}% of the days of the last {supply.ADHERENCE_MONTHS} months, "
        "or since the first of them", decision="0032"),
    Row(Code.DOSE_DISAGREEMENT, WARNS, supply.dose_disagreement,
        "the latest supply, or the latest statement, since the dose was last changed is for a daily dose that differs "
        f"from the one ordered by more than {supply.LARGEST_DIFFERENCE:.0%}", decision="0032"),
    Row(Code.INTERACTION, WARNS, treatment.interaction,
        "a strong CYP3A4 inducer or inhibitor in use", LABEL.at("drug interactions")),
    Row(Code.HEART_FAILURE, WARNS, organs.heart_failure,
        "coded heart failure", LABEL.at("congestive heart failure and left ventricular dysfunction")),
    Row(Code.EARLIER_REDUCTION, WARNS, treatment.earlier_reduction,
        "a dose at or above the step's was given before, and reduced"),
)
# fmt: on
