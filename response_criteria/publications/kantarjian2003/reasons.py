"""The words in which the four criteria give their reasons, and what they find missing.

A word is stable and belongs to one status; ``cards`` puts it into a sentence. Beside each word stand the names of its
values, all of them always given. Dates are days; ``percent`` and ``lowest`` are Ph-positive cells in %, as amounts.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from response_criteria.model.findings import Status


class Reason(StrEnum):
    """Why a criterion answered as it did."""

    # any criterion
    TOO_EARLY = "too-early"
    START_UNCERTAIN = "start-uncertain"
    AFTER_RAISE = "after-raise"
    DATES_DISAGREE = "dates-disagree"
    # blood counts, both hematologic criteria
    LATEST_COUNT_PASSES = "latest-count-passes"
    LATEST_COUNT_TOO_OLD = "latest-count-too-old"
    NO_COUNT_JUDGED = "no-count-judged"
    SPLEEN_PALPABLE = "spleen-palpable"
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
    NO_RISE = "no-rise"
    NO_RISE_POSSIBLE = "no-rise-possible"
    ONLY_KARYOTYPE = "only-karyotype"


class Told(NamedTuple):
    """The status a reason belongs to, and the names of its values."""

    status: Status
    values: tuple[str, ...] = ()


_RISE = ("lowest", "lowest_on", "first", "latest", "percent", "points", "relative_percent")

REASONS: Mapping[Reason, Told] = MappingProxyType(
    {
        # judged_from: the first day on which the criterion can be judged
        Reason.TOO_EARLY: Told(Status.NOT_YET, ("started_on", "judged_from")),
        Reason.START_UNCERTAIN: Told(Status.INDETERMINATE, ("started_on", "judged_from")),
        Reason.AFTER_RAISE: Told(Status.NOT_YET, ("raised_on", "judged_from")),
        # dates: as they are written, "2024-03, 2023"
        Reason.DATES_DISAGREE: Told(Status.INDETERMINATE, ("dates",)),
        # latest: the latest CBC that passes or fails; failing: what fails in it, as "leukocytes, blasts";
        # leukocytes_alone: "yes" where a WBC of 10-20 is all that fails, else "no"
        Reason.LATEST_COUNT_PASSES: Told(Status.NOT_MET, ("latest",)),
        Reason.LATEST_COUNT_TOO_OLD: Told(Status.INDETERMINATE, ("latest",)),
        Reason.NO_COUNT_JUDGED: Told(Status.INDETERMINATE),
        Reason.SPLEEN_PALPABLE: Told(Status.INDETERMINATE, ("latest", "spleen_on")),
        # first: the first CBC of the run; counts: how many CBCs fail in it
        Reason.NO_CHR: Told(Status.MET, ("first", "latest", "counts", "failing", "leukocytes_alone")),
        Reason.NO_CHR_UNCONFIRMED: Told(Status.POSSIBLE, ("latest", "failing", "leukocytes_alone")),
        Reason.NO_CHR_LATER_COUNT_UNKNOWN: Told(
            Status.POSSIBLE, ("latest", "failing", "leukocytes_alone", "unknown_on")
        ),
        Reason.CHR_DOCUMENTED: Told(Status.NOT_APPLICABLE, ("first", "confirmed_on")),
        Reason.CHR_LOST: Told(Status.MET, ("confirmed_on", "first", "latest", "counts", "failing", "leukocytes_alone")),
        Reason.CHR_LOSS_UNCONFIRMED: Told(Status.POSSIBLE, ("confirmed_on", "latest", "failing", "leukocytes_alone")),
        Reason.CHR_LOSS_LATER_COUNT_UNKNOWN: Told(
            Status.POSSIBLE, ("confirmed_on", "latest", "failing", "leukocytes_alone", "unknown_on")
        ),
        Reason.NO_CHR_DOCUMENTED: Told(Status.NOT_APPLICABLE, ("latest",)),
        Reason.NO_RECENT_KARYOTYPE: Told(Status.INDETERMINATE),
        Reason.PH_NEGATIVE: Told(Status.INDETERMINATE, ("latest",)),
        Reason.NO_MAJOR_RESPONSE: Told(Status.MET, ("latest", "percent")),
        Reason.NO_MAJOR_RESPONSE_BY_FISH: Told(Status.POSSIBLE, ("latest", "percent")),
        Reason.NO_MAJOR_RESPONSE_FEW_METAPHASES: Told(Status.POSSIBLE, ("latest", "percent", "metaphases")),
        Reason.NO_MAJOR_RESPONSE_METAPHASES_UNKNOWN: Told(Status.POSSIBLE, ("latest", "percent")),
        Reason.MAJOR_RESPONSE_LOST: Told(Status.POSSIBLE, ("latest", "percent", "reached_on", "reached_percent")),
        Reason.EARLIER_RESPONSE_UNCLEAR: Told(Status.POSSIBLE, ("latest", "percent", "unclear_on", "unclear_percent")),
        Reason.MAJOR_RESPONSE_REACHED: Told(Status.NOT_MET, ("reached_on", "reached_percent")),
        # points: percentage points over the lowest earlier karyotype; relative_percent: the same rise in % of the
        # lowest, shown and never deciding, or "unlimited" over a lowest of 0
        Reason.PH_RISE: Told(Status.MET, _RISE),
        Reason.PH_RISE_ONCE: Told(Status.POSSIBLE, _RISE),
        Reason.PH_RISE_TOO_SHORT: Told(Status.POSSIBLE, _RISE),
        Reason.PH_RISE_TOO_OLD: Told(Status.POSSIBLE, _RISE),
        Reason.PH_RISE_LATEST_UNCLEAR: Told(Status.POSSIBLE, (*_RISE, "unclear_on", "unclear_percent")),
        Reason.PH_RISE_FEW_METAPHASES: Told(
            Status.POSSIBLE, ("latest", "percent", "lowest", "lowest_on", "metaphases")
        ),
        Reason.PH_RISE_METAPHASES_UNKNOWN: Told(Status.POSSIBLE, ("latest", "percent", "lowest", "lowest_on")),
        Reason.FISH_AFTER_KARYOTYPE: Told(Status.POSSIBLE, ("latest", "percent", "karyotype_on")),
        Reason.NO_RISE: Told(Status.NOT_MET, ("latest", "percent", "lowest", "lowest_on")),
        Reason.NO_RISE_POSSIBLE: Told(Status.NOT_MET, ("latest", "percent")),
        Reason.ONLY_KARYOTYPE: Told(Status.INDETERMINATE, ("latest", "percent")),
    }
)


class Lack(StrEnum):
    """What would have to be known, or done, for a criterion to be decided."""

    START_OF_IMATINIB = "start-of-imatinib"
    EXACT_DATES = "exact-dates"
    RECENT_BLOOD_COUNT = "recent-blood-count"
    REPEAT_BLOOD_COUNT = "repeat-blood-count"
    COUNTS_OF_DAY = "counts-of-day"
    DIFFERENTIAL_OF_DAY = "differential-of-day"
    SPLEEN_EXAMINATION = "spleen-examination"
    MARROW_KARYOTYPE = "marrow-karyotype"
    REPEAT_KARYOTYPE = "repeat-karyotype"
    EARLIER_KARYOTYPE = "earlier-karyotype"
    PH_POSITIVE_KARYOTYPE = "ph-positive-karyotype"


LACKS: Mapping[Lack, tuple[str, ...]] = MappingProxyType(
    {
        Lack.START_OF_IMATINIB: ("started_on",),
        Lack.EXACT_DATES: ("dates",),
        Lack.RECENT_BLOOD_COUNT: ("days",),  # with a manual differential, not older than that
        Lack.REPEAT_BLOOD_COUNT: ("from",),  # with a manual differential, on that day or later
        Lack.COUNTS_OF_DAY: ("on", "cells"),  # cells: "leukocytes, platelets"
        Lack.DIFFERENTIAL_OF_DAY: ("on", "cells"),  # cells: "blasts, basophils"
        Lack.SPLEEN_EXAMINATION: ("days",),
        Lack.MARROW_KARYOTYPE: ("metaphases", "months"),  # of at least so many metaphases, not older than that
        Lack.REPEAT_KARYOTYPE: ("metaphases", "from"),
        Lack.EARLIER_KARYOTYPE: ("metaphases",),  # of the same course, to compare with
        Lack.PH_POSITIVE_KARYOTYPE: (),  # from before imatinib
    }
)
