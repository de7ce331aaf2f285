"""The reasons of the four criteria and the codes of what is missing, with the names of their values.

A code is stable; ``cards`` puts it into a sentence and fills in the values, all of which are always given. Dates are
days; ``percent`` and ``lowest`` are Ph-positive cells in %, as amounts.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from response_criteria.model.findings import Status


class Reason(StrEnum):
    """Why a criterion has its status."""

    # any criterion
    TOO_EARLY = "too-early"
    START_UNCERTAIN = "start-uncertain"
    AFTER_ESCALATION = "after-raise"
    DATES_DISAGREE = "dates-disagree"
    MET_BEFORE_UNREAD_RESULT = "met-before-unread-result"
    NOT_MET_BEFORE_UNREAD_RESULT = "not-met-before-unread-result"
    # blood counts, both hematologic criteria
    LATEST_COUNT_PASSES = "latest-count-passes"
    LATEST_COUNT_TOO_OLD = "latest-count-too-old"
    NO_COUNT_JUDGED = "no-count-judged"
    SPLEEN_PALPABLE = "spleen-palpable"
    SPLEEN_DISPUTED = "spleen-disputed"
    # hematologic resistance
    NO_CHR = "no-chr"
    NO_CHR_UNCONFIRMED = "no-chr-unconfirmed"
    NO_CHR_LATER_COUNT_UNKNOWN = "no-chr-later-count-unknown"
    CHR_DOCUMENTED = "chr-documented"
    # hematologic relapse
    CHR_LOST = "chr-lost"
    CHR_LOSS_UNCONFIRMED = "chr-loss-unconfirmed"
    CHR_LOSS_LATER_COUNT_UNKNOWN = "chr-loss-later-count-unknown"
    NO_CHR_DOCUMENTED = "no-chr-documented"
    # karyotypes, both cytogenetic criteria
    NO_RECENT_KARYOTYPE = "no-recent-karyotype"
    PH_NEGATIVE = "ph-negative"
    # cytogenetic resistance
    NO_MAJOR_RESPONSE = "no-major-response"
    NO_MAJOR_RESPONSE_BY_FISH = "no-major-response-by-fish"
    NO_MAJOR_RESPONSE_FEW_METAPHASES = "no-major-response-few-metaphases"
    NO_MAJOR_RESPONSE_METAPHASES_UNKNOWN = "no-major-response-metaphases-unknown"
    MAJOR_RESPONSE_LOST = "major-response-lost"
    MOLECULAR_RESPONSE_LOST = "molecular-response-lost"
    EARLIER_RESPONSE_UNCLEAR = "earlier-response-unclear"
    MAJOR_RESPONSE_REACHED = "major-response-reached"
    # cytogenetic relapse
    PH_RISE = "ph-rise"
    PH_RISE_ONCE = "ph-rise-once"
    PH_RISE_TOO_SHORT = "ph-rise-too-short"
    PH_RISE_TOO_OLD = "ph-rise-too-old"
    PH_RISE_LATEST_UNCLEAR = "ph-rise-latest-unclear"
    PH_RISE_FEW_METAPHASES = "ph-rise-few-metaphases"
    PH_RISE_METAPHASES_UNKNOWN = "ph-rise-metaphases-unknown"
    FISH_AFTER_KARYOTYPE = "fish-after-karyotype"
    PH_AFTER_MOLECULAR_RESPONSE = "ph-after-molecular-response"
    NO_RISE = "no-rise"
    NO_RISE_POSSIBLE = "no-rise-possible"
    ONLY_KARYOTYPE = "only-karyotype"


RESPONSE_BY_BCR_ABL1_ALONE = frozenset({Reason.MOLECULAR_RESPONSE_LOST, Reason.PH_AFTER_MOLECULAR_RESPONSE})
"""Possible only because the response was documented by BCR::ABL1 and by no karyotype (decision 0116)."""


class ReasonSpec(NamedTuple):
    """The status of a reason and the names of its values."""

    status: Status
    values: tuple[str, ...] = ()


_INCREASE_VALUES = ("lowest", "lowest_on", "first", "latest", "percent", "points", "relative_percent")

REASONS: Mapping[Reason, ReasonSpec] = MappingProxyType(
    {
        # judged_from: the first day on which the criterion can be assessed
        Reason.TOO_EARLY: ReasonSpec(Status.NOT_YET, ("started_on", "judged_from")),
        Reason.START_UNCERTAIN: ReasonSpec(Status.INDETERMINATE, ("started_on", "judged_from")),
        Reason.AFTER_ESCALATION: ReasonSpec(Status.NOT_YET, ("escalated_on", "judged_from")),
        # dates: as they are written, "2024-03, 2023"
        Reason.DATES_DISAGREE: ReasonSpec(Status.INDETERMINATE, ("dates",)),
        # what: what the later result is about; unread_on: its day as written, or "an unknown day"
        Reason.MET_BEFORE_UNREAD_RESULT: ReasonSpec(Status.POSSIBLE, ("latest", "what", "unread_on", "why")),
        Reason.NOT_MET_BEFORE_UNREAD_RESULT: ReasonSpec(Status.INDETERMINATE, ("latest", "what", "unread_on", "why")),
        # latest: the latest evaluable CBC; failing: what fails in it, as "leukocytes, blasts";
        # leukocytes_alone: "yes" if a WBC between its limit and MILD_LEUKOCYTOSIS is all that fails, else "no"
        Reason.LATEST_COUNT_PASSES: ReasonSpec(Status.NOT_MET, ("latest",)),
        Reason.LATEST_COUNT_TOO_OLD: ReasonSpec(Status.INDETERMINATE, ("latest",)),
        Reason.NO_COUNT_JUDGED: ReasonSpec(Status.INDETERMINATE),
        Reason.SPLEEN_PALPABLE: ReasonSpec(Status.INDETERMINATE, ("latest", "spleen_on")),
        Reason.SPLEEN_DISPUTED: ReasonSpec(Status.INDETERMINATE, ("latest", "spleen_on")),
        # confirmed_by: "automated" if CHR is known by an automated differential, else "manual"
        # first: the first CBC of the series; counts: how many CBCs it has
        Reason.NO_CHR: ReasonSpec(Status.MET, ("first", "latest", "counts", "failing", "leukocytes_alone")),
        Reason.NO_CHR_UNCONFIRMED: ReasonSpec(Status.POSSIBLE, ("first", "latest", "failing", "leukocytes_alone")),
        Reason.NO_CHR_LATER_COUNT_UNKNOWN: ReasonSpec(
            Status.POSSIBLE, ("first", "latest", "failing", "leukocytes_alone", "unknown_on")
        ),
        Reason.CHR_DOCUMENTED: ReasonSpec(Status.NOT_APPLICABLE, ("first", "confirmed_on", "confirmed_by")),
        Reason.CHR_LOST: ReasonSpec(
            Status.MET, ("confirmed_on", "confirmed_by", "first", "latest", "counts", "failing", "leukocytes_alone")
        ),
        Reason.CHR_LOSS_UNCONFIRMED: ReasonSpec(
            Status.POSSIBLE, ("confirmed_on", "confirmed_by", "first", "latest", "failing", "leukocytes_alone")
        ),
        Reason.CHR_LOSS_LATER_COUNT_UNKNOWN: ReasonSpec(
            Status.POSSIBLE,
            ("confirmed_on", "confirmed_by", "first", "latest", "failing", "leukocytes_alone", "unknown_on"),
        ),
        Reason.NO_CHR_DOCUMENTED: ReasonSpec(Status.NOT_APPLICABLE, ("latest",)),
        Reason.NO_RECENT_KARYOTYPE: ReasonSpec(Status.INDETERMINATE),
        Reason.PH_NEGATIVE: ReasonSpec(Status.INDETERMINATE, ("latest",)),
        Reason.NO_MAJOR_RESPONSE: ReasonSpec(Status.MET, ("latest", "percent")),
        Reason.NO_MAJOR_RESPONSE_BY_FISH: ReasonSpec(Status.POSSIBLE, ("latest", "percent")),
        Reason.NO_MAJOR_RESPONSE_FEW_METAPHASES: ReasonSpec(Status.POSSIBLE, ("latest", "percent", "metaphases")),
        Reason.NO_MAJOR_RESPONSE_METAPHASES_UNKNOWN: ReasonSpec(Status.POSSIBLE, ("latest", "percent")),
        Reason.MAJOR_RESPONSE_LOST: ReasonSpec(Status.POSSIBLE, ("latest", "percent", "reached_on", "reached_percent")),
        # level: BCR::ABL1 as "0.5% IS" or "not detected"
        Reason.MOLECULAR_RESPONSE_LOST: ReasonSpec(Status.POSSIBLE, ("latest", "percent", "reached_on", "level")),
        Reason.PH_AFTER_MOLECULAR_RESPONSE: ReasonSpec(Status.POSSIBLE, ("latest", "percent", "reached_on", "level")),
        Reason.EARLIER_RESPONSE_UNCLEAR: ReasonSpec(
            Status.POSSIBLE, ("latest", "percent", "unclear_on", "unclear_percent")
        ),
        Reason.MAJOR_RESPONSE_REACHED: ReasonSpec(Status.NOT_MET, ("reached_on", "reached_percent")),
        # points: percentage points over the lowest earlier karyotype; relative_percent: the same increase in % of the
        # lowest, for information only, or "unlimited" over a lowest of 0
        Reason.PH_RISE: ReasonSpec(Status.MET, _INCREASE_VALUES),
        Reason.PH_RISE_ONCE: ReasonSpec(Status.POSSIBLE, _INCREASE_VALUES),
        Reason.PH_RISE_TOO_SHORT: ReasonSpec(Status.POSSIBLE, _INCREASE_VALUES),
        Reason.PH_RISE_TOO_OLD: ReasonSpec(Status.POSSIBLE, _INCREASE_VALUES),
        Reason.PH_RISE_LATEST_UNCLEAR: ReasonSpec(
            Status.POSSIBLE, (*_INCREASE_VALUES, "unclear_on", "unclear_percent")
        ),
        Reason.PH_RISE_FEW_METAPHASES: ReasonSpec(
            Status.POSSIBLE, ("latest", "percent", "lowest", "lowest_on", "metaphases")
        ),
        Reason.PH_RISE_METAPHASES_UNKNOWN: ReasonSpec(Status.POSSIBLE, ("latest", "percent", "lowest", "lowest_on")),
        Reason.FISH_AFTER_KARYOTYPE: ReasonSpec(Status.POSSIBLE, ("latest", "percent", "karyotype_on")),
        Reason.NO_RISE: ReasonSpec(Status.NOT_MET, ("latest", "percent", "lowest", "lowest_on")),
        Reason.NO_RISE_POSSIBLE: ReasonSpec(Status.NOT_MET, ("latest", "percent")),
        Reason.ONLY_KARYOTYPE: ReasonSpec(Status.INDETERMINATE, ("latest", "percent")),
    }
)


class MissingCode(StrEnum):
    """What would have to be known or done to decide a criterion."""

    START_OF_IMATINIB = "start-of-imatinib"
    EXACT_DATES = "exact-dates"
    RECENT_BLOOD_COUNT = "recent-blood-count"
    REPEAT_BLOOD_COUNT = "repeat-blood-count"
    COUNTS_OF_DAY = "counts-of-day"
    DIFFERENTIAL_OF_DAY = "differential-of-day"
    ANY_DIFFERENTIAL_OF_DAY = "any-differential-of-day"
    SPLEEN_EXAMINATION = "spleen-examination"
    MARROW_KARYOTYPE = "marrow-karyotype"
    REPEAT_KARYOTYPE = "repeat-karyotype"
    EARLIER_KARYOTYPE = "earlier-karyotype"
    PH_POSITIVE_KARYOTYPE = "ph-positive-karyotype"
    READABLE_RESULT = "readable-result"


MISSING_CODES: Mapping[MissingCode, tuple[str, ...]] = MappingProxyType(
    {
        MissingCode.START_OF_IMATINIB: ("started_on",),
        MissingCode.EXACT_DATES: ("dates",),
        MissingCode.RECENT_BLOOD_COUNT: ("days",),  # with a differential, not older than that
        MissingCode.REPEAT_BLOOD_COUNT: ("from",),  # with a manual differential, on that day or later
        MissingCode.COUNTS_OF_DAY: ("on", "cells"),  # cells: "leukocytes, platelets"
        MissingCode.DIFFERENTIAL_OF_DAY: ("on", "cells"),  # a manual one; cells: "blasts, basophils"
        MissingCode.ANY_DIFFERENTIAL_OF_DAY: ("on",),  # an automated one suffices, as the day has none
        MissingCode.SPLEEN_EXAMINATION: ("days",),
        MissingCode.MARROW_KARYOTYPE: ("metaphases", "months"),  # of at least so many metaphases, not older than that
        MissingCode.REPEAT_KARYOTYPE: ("metaphases", "from"),
        MissingCode.EARLIER_KARYOTYPE: ("metaphases",),  # of the same course, to compare with
        MissingCode.PH_POSITIVE_KARYOTYPE: (),  # from before imatinib
        MissingCode.READABLE_RESULT: ("what", "unread_on"),
    }
)
