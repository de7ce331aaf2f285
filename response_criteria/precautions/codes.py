"""Stable codes: of precautions, of their reasons, and of the inputs they could not use.

``cards`` has a sentence for each reason and each missing input. ``REASONS`` and ``MISSING_INPUTS`` list the values that
always come with a code: dates are days, ``percent`` and ``amount`` are amounts, doses are in mg a day.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from response_criteria.treatment.imatinib_orders import DoseUnknownReason


class Code(StrEnum):
    """Every precaution of the contract, evaluated or not, in the contract's order."""

    ADVANCED_PHASE = "advanced-phase"
    MOLECULAR_RESPONSE = "molecular-response"
    COUNTS_ALONE = "counts-alone"
    LOW_COUNTS = "low-counts"
    UNREAD_RESULT = "unread-result"
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


class Reason(StrEnum):
    """Reason for which a precaution applies. The reasons of ``dose-unknown`` are those of ``DoseUnknownReason``."""

    # unread-result
    RESULT_NOT_READ = "result-not-read"
    # advanced-phase
    BLASTS_IN_BLOOD = "blasts-in-blood"
    BLASTS_AND_PROMYELOCYTES_IN_BLOOD = "blasts-and-promyelocytes-in-blood"
    BASOPHILS_IN_BLOOD = "basophils-in-blood"
    BLASTS_IN_MARROW = "blasts-in-marrow"
    BLASTS_AND_PROMYELOCYTES_IN_MARROW = "blasts-and-promyelocytes-in-marrow"
    RAISED_BLASTS_IN_BLOOD = "raised-blasts-in-blood"
    RAISED_BLASTS_IN_MARROW = "raised-blasts-in-marrow"
    PHASE_CODED = "phase-coded"
    ADVANCED_PHASE_NOT_EXCLUDED = "advanced-phase-not-excluded"
    # molecular-response
    BCR_ABL1_DISCORDANT_WITH_COUNTS = "bcr-abl1-discordant-with-counts"
    BCR_ABL1_NOT_DETECTED_DISCORDANT_WITH_COUNTS = "bcr-abl1-not-detected-discordant-with-counts"
    BCR_ABL1_DISCORDANT_WITH_KARYOTYPE = "bcr-abl1-discordant-with-karyotype"
    BCR_ABL1_NOT_DETECTED_DISCORDANT_WITH_KARYOTYPE = "bcr-abl1-not-detected-discordant-with-karyotype"
    BCR_ABL1_POSSIBLY_DISCORDANT = "bcr-abl1-possibly-discordant"
    # counts-alone
    COUNTS_ALONE = "counts-alone"
    # low-counts
    COUNT_NOT_RECOVERED = "count-not-recovered"
    COUNT_POSSIBLY_NOT_RECOVERED = "count-possibly-not-recovered"
    COUNT_RECENTLY_BELOW_STOP = "count-recently-below-stop"
    COUNT_POSSIBLY_RECENTLY_BELOW_STOP = "count-possibly-recently-below-stop"
    # neutropenia, thrombocytopenia
    LOW_NEUTROPHILS = "low-neutrophils"
    POSSIBLY_LOW_NEUTROPHILS = "possibly-low-neutrophils"
    LOW_PLATELETS = "low-platelets"
    POSSIBLY_LOW_PLATELETS = "possibly-low-platelets"
    # counts-not-recent
    NO_RECENT_COUNTS = "no-recent-counts"
    NO_RECENT_NEUTROPHILS = "no-recent-neutrophils"
    NO_RECENT_PLATELETS = "no-recent-platelets"
    # hepatotoxicity
    LIVER_VALUE_HIGH = "liver-value-high"
    LIVER_VALUE_POSSIBLY_HIGH = "liver-value-possibly-high"
    LIVER_VALUE_WITHOUT_LIMIT = "liver-value-without-limit"
    # renal-impairment
    DOSE_ABOVE_RENAL_MAXIMUM = "dose-above-renal-maximum"
    DOSE_POSSIBLY_ABOVE_RENAL_MAXIMUM = "dose-possibly-above-renal-maximum"
    NO_ESCALATION_IN_RENAL_FAILURE = "no-escalation-in-renal-failure"
    # pregnancy
    PREGNANCY_CODED = "pregnancy-coded"
    PREGNANCY_REPORTED = "pregnancy-reported"
    PREGNANCY_UNCLEAR = "pregnancy-unclear"
    # resistant-mutation
    T315I = "t315i"
    KINASE_DOMAIN_MUTATION = "kinase-domain-mutation"
    # insufficient-exposure
    GAPS = "gaps"
    # growth-factor, transplant
    GROWTH_FACTOR_GIVEN = "growth-factor-given"
    TRANSPLANT_CODED = "transplant-coded"
    # adherence, dose-disagreement, interaction, heart-failure, earlier-reduction
    LOW_DISPENSED_COVERAGE = "low-dispensed-coverage"
    SUPPLY_DIFFERS = "supply-differs"
    STATEMENT_DIFFERS = "statement-differs"
    INTERACTING_DRUG = "interacting-drug"
    HEART_FAILURE_CODED = "heart-failure-coded"
    EARLIER_DOSE_REDUCTION = "earlier-dose-reduction"
    RECENT_DOSE_REDUCTION = "recent-dose-reduction"
    COUNT_BELOW_STOP = "count-below-stop"


_PERCENT = ("percent", "on")
_COUNT = ("amount", "on")
_LIVER = ("what", "amount", "unit", "upper_limit", "times", "on")
_RENAL = ("egfr", "on", "step_mg")

REASONS: Mapping[Reason | DoseUnknownReason, tuple[str, ...]] = MappingProxyType(
    {
        Reason.BLASTS_IN_BLOOD: _PERCENT,
        Reason.BLASTS_AND_PROMYELOCYTES_IN_BLOOD: _PERCENT,
        Reason.BASOPHILS_IN_BLOOD: _PERCENT,
        Reason.BLASTS_IN_MARROW: _PERCENT,
        Reason.BLASTS_AND_PROMYELOCYTES_IN_MARROW: _PERCENT,
        # from the limit of our interpretation on, below that of ELN
        Reason.RAISED_BLASTS_IN_BLOOD: _PERCENT,
        Reason.RAISED_BLASTS_IN_MARROW: _PERCENT,
        Reason.PHASE_CODED: ("phase",),
        # the result is a bound such as >5%, which may reach the threshold; cells: "blasts + promyelocytes"
        Reason.ADVANCED_PHASE_NOT_EXCLUDED: ("cells", "percent", "on"),
        # percent: BCR::ABL1 in % IS
        Reason.BCR_ABL1_DISCORDANT_WITH_COUNTS: _PERCENT,
        Reason.BCR_ABL1_NOT_DETECTED_DISCORDANT_WITH_COUNTS: ("on",),
        Reason.BCR_ABL1_DISCORDANT_WITH_KARYOTYPE: _PERCENT,
        Reason.BCR_ABL1_NOT_DETECTED_DISCORDANT_WITH_KARYOTYPE: ("on",),
        Reason.BCR_ABL1_POSSIBLY_DISCORDANT: _PERCENT,
        # failing: the cells above their limits, as "leukocytes, platelets"
        Reason.COUNTS_ALONE: ("failing", "on"),
        # amount: in ×10⁹/L; recovered and stop: the label's limits, as bands; cells: "neutrophils" or "platelets"
        Reason.COUNT_NOT_RECOVERED: ("cells", *_COUNT, "recovered"),
        Reason.COUNT_POSSIBLY_NOT_RECOVERED: ("cells", *_COUNT, "recovered"),
        Reason.COUNT_RECENTLY_BELOW_STOP: ("cells", *_COUNT, "stop"),
        Reason.COUNT_POSSIBLY_RECENTLY_BELOW_STOP: ("cells", *_COUNT, "stop"),
        Reason.LOW_NEUTROPHILS: _COUNT,
        Reason.POSSIBLY_LOW_NEUTROPHILS: _COUNT,
        Reason.LOW_PLATELETS: _COUNT,
        Reason.POSSIBLY_LOW_PLATELETS: _COUNT,
        Reason.NO_RECENT_COUNTS: ("days",),
        Reason.NO_RECENT_NEUTROPHILS: ("days",),
        Reason.NO_RECENT_PLATELETS: ("days",),
        # times: the multiple of the upper limit that is exceeded
        Reason.LIVER_VALUE_HIGH: _LIVER,
        Reason.LIVER_VALUE_POSSIBLY_HIGH: _LIVER,
        Reason.LIVER_VALUE_WITHOUT_LIMIT: tuple(name for name in _LIVER if name != "upper_limit"),
        # egfr: in mL/min
        Reason.DOSE_ABOVE_RENAL_MAXIMUM: (*_RENAL, "maximum_mg"),
        Reason.DOSE_POSSIBLY_ABOVE_RENAL_MAXIMUM: _RENAL,
        Reason.NO_ESCALATION_IN_RENAL_FAILURE: _RENAL,
        Reason.PREGNANCY_CODED: (),
        Reason.PREGNANCY_REPORTED: ("on",),
        Reason.PREGNANCY_UNCLEAR: ("on",),
        Reason.T315I: ("on",),
        Reason.KINASE_DOMAIN_MUTATION: ("changes", "on"),
        # days without imatinib in the months before the criterion's latest evidence
        Reason.GAPS: ("days", "months", "until"),
        Reason.GROWTH_FACTOR_GIVEN: ("drugs",),
        Reason.TRANSPLANT_CODED: (),
        # percent: share of the days since then that the dispensed supplies cover
        Reason.LOW_DISPENSED_COVERAGE: ("percent", "days", "since"),
        # dose_mg as ordered, given_mg as supplied or stated
        Reason.SUPPLY_DIFFERS: ("dose_mg", "given_mg", "on"),
        Reason.STATEMENT_DIFFERS: ("dose_mg", "given_mg", "on"),
        Reason.INTERACTING_DRUG: ("drugs",),
        Reason.HEART_FAILURE_CODED: (),
        Reason.RESULT_NOT_READ: ("subjects", "why"),
        Reason.EARLIER_DOSE_REDUCTION: ("dose_mg", "on"),
        Reason.RECENT_DOSE_REDUCTION: ("from_mg", "to_mg", "on"),
        # as those of low-counts
        Reason.COUNT_BELOW_STOP: ("cells", *_COUNT, "stop"),
        # in_words: the order's text in place of a dose
        DoseUnknownReason.NOT_GIVEN: ("in_words",),
        DoseUnknownReason.A_RANGE: (),
        DoseUnknownReason.ORDERS_DIFFER: (),
        DoseUnknownReason.NAMED_ONLY_IN_TEXT: (),
        DoseUnknownReason.CHANGE_ORDERED: (),
        DoseUnknownReason.POSSIBLY_REPLACED: ("on",),
        DoseUnknownReason.DATES_NOT_KNOWN: (),
        DoseUnknownReason.NO_ORDER: (),
    }
)


class MissingInput(StrEnum):
    """Why data that a precaution needs cannot be used. The card shows it; it never blocks an escalation."""

    VALUE_MISSING = "value-missing"
    VALUE_TOO_OLD = "value-too-old"
    SUPPLY_NOT_DOCUMENTED = "supply-not-documented"


MISSING_INPUTS: Mapping[MissingInput, tuple[str, ...]] = MappingProxyType(
    {
        MissingInput.VALUE_MISSING: ("what",),  # what: "bilirubin", "ALT or AST", "eGFR"
        MissingInput.VALUE_TOO_OLD: ("what", "on", "days"),  # days: the maximum age
        MissingInput.SUPPLY_NOT_DOCUMENTED: ("what", "months"),  # what: "adherence"
    }
)
