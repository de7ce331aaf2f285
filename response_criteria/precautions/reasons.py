"""The words in which precautions give their reasons, and in which they say what they could not check.

A word is stable and belongs to one precaution; ``cards`` puts it into a sentence. Beside each word stand the names of
its values, all of them always given: dates are days, ``percent`` and ``amount`` are amounts, doses are mg a day.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from response_criteria.treatment.imatinib_orders import DoseUnknown


class Reason(StrEnum):
    """Why a precaution is raised. The reasons of ``dose-unknown`` are those of ``DoseUnknown``."""

    # advanced-phase
    BLASTS_IN_BLOOD = "blasts-in-blood"
    BLASTS_AND_PROMYELOCYTES_IN_BLOOD = "blasts-and-promyelocytes-in-blood"
    BASOPHILS_IN_BLOOD = "basophils-in-blood"
    BLASTS_IN_MARROW = "blasts-in-marrow"
    BLASTS_AND_PROMYELOCYTES_IN_MARROW = "blasts-and-promyelocytes-in-marrow"
    PHASE_CODED = "phase-coded"
    ADVANCED_PHASE_NOT_EXCLUDED = "advanced-phase-not-excluded"
    # molecular-response
    LOW_TRANSCRIPTS_DESPITE_COUNTS = "low-transcripts-despite-counts"
    NO_TRANSCRIPTS_DESPITE_COUNTS = "no-transcripts-despite-counts"
    LOW_TRANSCRIPTS_DESPITE_KARYOTYPE = "low-transcripts-despite-karyotype"
    NO_TRANSCRIPTS_DESPITE_KARYOTYPE = "no-transcripts-despite-karyotype"
    # neutropenia, thrombocytopenia
    FEW_NEUTROPHILS = "few-neutrophils"
    PERHAPS_FEW_NEUTROPHILS = "perhaps-few-neutrophils"
    FEW_PLATELETS = "few-platelets"
    PERHAPS_FEW_PLATELETS = "perhaps-few-platelets"
    # counts-not-recent
    NO_RECENT_COUNTS = "no-recent-counts"
    NO_RECENT_NEUTROPHILS = "no-recent-neutrophils"
    NO_RECENT_PLATELETS = "no-recent-platelets"
    # hepatotoxicity
    LIVER_VALUE_HIGH = "liver-value-high"
    LIVER_VALUE_PERHAPS_HIGH = "liver-value-perhaps-high"
    # renal-impairment
    STEP_ABOVE_RENAL_MAXIMUM = "step-above-renal-maximum"
    STEP_PERHAPS_ABOVE_RENAL_MAXIMUM = "step-perhaps-above-renal-maximum"
    NO_STEP_IN_RENAL_FAILURE = "no-step-in-renal-failure"
    # pregnancy
    PREGNANCY_CODED = "pregnancy-coded"
    PREGNANCY_REPORTED = "pregnancy-reported"
    # resistant-mutation
    T315I = "t315i"
    KINASE_DOMAIN_MUTATION = "kinase-domain-mutation"
    # insufficient-exposure
    GAPS = "gaps"
    # growth-factor, transplant
    GROWTH_FACTOR_GIVEN = "growth-factor-given"
    TRANSPLANT_CODED = "transplant-coded"
    # those that only warn
    POORLY_SUPPLIED = "poorly-supplied"
    SUPPLY_DIFFERS = "supply-differs"
    STATEMENT_DIFFERS = "statement-differs"
    INTERACTING_DRUG = "interacting-drug"
    HEART_FAILURE_CODED = "heart-failure-coded"
    DOSE_REDUCED_BEFORE = "dose-reduced-before"


_PERCENT = ("percent", "on")
_COUNT = ("amount", "on")
_LIVER = ("what", "amount", "unit", "upper_limit", "times", "on")
_RENAL = ("egfr", "on", "step_mg")

REASONS: Mapping[Reason | DoseUnknown, tuple[str, ...]] = MappingProxyType(
    {
        Reason.BLASTS_IN_BLOOD: _PERCENT,
        Reason.BLASTS_AND_PROMYELOCYTES_IN_BLOOD: _PERCENT,
        Reason.BASOPHILS_IN_BLOOD: _PERCENT,
        Reason.BLASTS_IN_MARROW: _PERCENT,
        Reason.BLASTS_AND_PROMYELOCYTES_IN_MARROW: _PERCENT,
        Reason.PHASE_CODED: ("phase",),
        # a bound such as >5% that may reach the line; cells: "blasts"
        Reason.ADVANCED_PHASE_NOT_EXCLUDED: ("cells", "percent", "on"),
        # percent: BCR::ABL1 in % IS
        Reason.LOW_TRANSCRIPTS_DESPITE_COUNTS: _PERCENT,
        Reason.NO_TRANSCRIPTS_DESPITE_COUNTS: ("on",),
        Reason.LOW_TRANSCRIPTS_DESPITE_KARYOTYPE: _PERCENT,
        Reason.NO_TRANSCRIPTS_DESPITE_KARYOTYPE: ("on",),
        # amount: in ×10⁹/L
        Reason.FEW_NEUTROPHILS: _COUNT,
        Reason.PERHAPS_FEW_NEUTROPHILS: _COUNT,
        Reason.FEW_PLATELETS: _COUNT,
        Reason.PERHAPS_FEW_PLATELETS: _COUNT,
        Reason.NO_RECENT_COUNTS: ("days",),
        Reason.NO_RECENT_NEUTROPHILS: ("days",),
        Reason.NO_RECENT_PLATELETS: ("days",),
        # times: the multiple of the upper limit that is exceeded
        Reason.LIVER_VALUE_HIGH: _LIVER,
        Reason.LIVER_VALUE_PERHAPS_HIGH: _LIVER,
        # egfr: in mL/min
        Reason.STEP_ABOVE_RENAL_MAXIMUM: (*_RENAL, "maximum_mg"),
        Reason.STEP_PERHAPS_ABOVE_RENAL_MAXIMUM: _RENAL,
        Reason.NO_STEP_IN_RENAL_FAILURE: _RENAL,
        Reason.PREGNANCY_CODED: (),
        Reason.PREGNANCY_REPORTED: ("on",),
        Reason.T315I: ("on",),
        Reason.KINASE_DOMAIN_MUTATION: ("changes", "on"),
        # days without imatinib in the months before the criterion's latest evidence
        Reason.GAPS: ("days", "months", "until"),
        Reason.GROWTH_FACTOR_GIVEN: ("drugs",),
        Reason.TRANSPLANT_CODED: (),
        # percent: of the days since then for which the supply lasts
        Reason.POORLY_SUPPLIED: ("percent", "days", "since"),
        # dose_mg as ordered, given_mg as supplied or stated
        Reason.SUPPLY_DIFFERS: ("dose_mg", "given_mg", "on"),
        Reason.STATEMENT_DIFFERS: ("dose_mg", "given_mg", "on"),
        Reason.INTERACTING_DRUG: ("drugs",),
        Reason.HEART_FAILURE_CODED: (),
        Reason.DOSE_REDUCED_BEFORE: ("dose_mg", "on"),
        # in_words: what the order says in place of a dose
        DoseUnknown.NOT_GIVEN: ("in_words",),
        DoseUnknown.A_RANGE: (),
        DoseUnknown.ORDERS_DIFFER: (),
        DoseUnknown.NAMED_ONLY_IN_TEXT: (),
        DoseUnknown.CHANGE_ORDERED: (),
        DoseUnknown.PERHAPS_REPLACED: ("on",),
        DoseUnknown.DATES_NOT_KNOWN: (),
        DoseUnknown.NO_ORDER: (),
    }
)


class Unchecked(StrEnum):
    """A liver or kidney value, or a supply, that a precaution wanted: named on the card, it blocks nothing."""

    VALUE_MISSING = "value-missing"
    VALUE_TOO_OLD = "value-too-old"
    UPPER_LIMIT_MISSING = "upper-limit-missing"
    SUPPLY_NOT_DOCUMENTED = "supply-not-documented"


UNCHECKED: Mapping[Unchecked, tuple[str, ...]] = MappingProxyType(
    {
        Unchecked.VALUE_MISSING: ("what",),  # what: "bilirubin", "ALT or AST", "eGFR"
        Unchecked.VALUE_TOO_OLD: ("what", "on", "days"),  # older than so many days
        Unchecked.UPPER_LIMIT_MISSING: ("what", "on"),
        Unchecked.SUPPLY_NOT_DOCUMENTED: ("what", "months"),  # what: "adherence"
    }
)
