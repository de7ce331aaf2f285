"""The courses of the disease under imatinib, as BCR::ABL1 over the months of treatment.

A patient keeps a place within the range of its course, so that results scatter and never leave the range: the course
that was drawn is the course that the results document. Optimal, warning and failure are those of ELN 2020.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple


class Course(StrEnum):
    """What the disease does under imatinib."""

    OPTIMAL = "optimal"
    WARNING = "warning"
    FAILING = "failing"
    LATE_LOSS = "late loss"
    HEMATOLOGIC = "hematologic"


class Range(NamedTuple):
    """The lowest and the highest BCR::ABL1, in % IS, at a month of treatment."""

    month: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Trajectory:
    """BCR::ABL1 over time, interpolated on a logarithmic scale.

    From ``loss_from`` months on, if any, the response is lost and ``after_loss`` counts months from there.
    """

    name: str
    course: Course
    ranges: Sequence[Range]
    after_loss: Sequence[Range] = ()
    loss_from: tuple[float, float] | None = None
    counts_fail: bool = False
    """The blood counts fail: from the start, or 6 months after the loss."""


# fmt: off
_OPTIMAL = (
    Range(0, 30, 100), Range(2.5, 1, 8), Range(5.5, 0.1, 0.8), Range(11, 0.01, 0.08), Range(24, 0.002, 0.05),
    Range(120, 0.001, 0.03),
)
_NEVER_DEEP = (
    Range(0, 50, 100), Range(2.5, 20, 60), Range(6, 12, 50), Range(12, 11, 40), Range(24, 11, 60), Range(120, 20, 80),
)
TRAJECTORIES = (
    Trajectory("optimal", Course.OPTIMAL, _OPTIMAL),
    Trajectory("slow", Course.WARNING, (
        Range(0, 40, 100), Range(3, 11, 25), Range(4.5, 3, 9), Range(6, 1.2, 6), Range(10.5, 0.2, 0.8),
        Range(120, 0.12, 0.6),
    )),
    Trajectory("loss of MMR", Course.WARNING, _OPTIMAL, (
        Range(0, 0.05, 0.08), Range(3, 0.2, 0.8), Range(90, 0.2, 0.8),
    ), (18, 40)),
    Trajectory("never below 10%", Course.FAILING, _NEVER_DEEP),
    Trajectory("never below 1%", Course.FAILING, (
        Range(0, 40, 100), Range(3, 5, 12), Range(5, 2, 9), Range(12, 1.3, 8), Range(120, 1.5, 9),
    )),
    Trajectory("late loss", Course.LATE_LOSS, _OPTIMAL, (
        Range(0, 0.05, 0.08), Range(3, 0.3, 0.9), Range(6, 1.5, 5), Range(12, 8, 40), Range(24, 20, 80),
        Range(90, 20, 80),
    ), (18, 48)),
    Trajectory("hematologic resistance", Course.HEMATOLOGIC, _NEVER_DEEP, counts_fail=True),
    Trajectory("hematologic relapse", Course.HEMATOLOGIC, _OPTIMAL, (
        Range(0, 0.05, 0.08), Range(3, 1.5, 8), Range(6, 11, 40), Range(12, 30, 80), Range(90, 40, 90),
    ), (12, 36), counts_fail=True),
)
# fmt: on
SHARES: Mapping[str, float] = MappingProxyType(
    {
        "optimal": 0.60,
        "slow": 0.10,
        "loss of MMR": 0.06,
        "never below 10%": 0.06,
        "never below 1%": 0.06,
        "late loss": 0.06,
        "hematologic resistance": 0.03,
        "hematologic relapse": 0.03,
    }
)
"""The share of each trajectory in the clinic: failures are commoner than in life, so that each kind is met often."""


def find_range(ranges: Sequence[Range], month: float) -> Range:
    """Interpolate the range at a month of treatment."""
    for before, after in pairwise(ranges):
        if before.month <= month <= after.month:
            share = (month - before.month) / (after.month - before.month)
            return Range(
                month,
                _interpolate(before.lowest, after.lowest, share),
                _interpolate(before.highest, after.highest, share),
            )
    return ranges[0] if month < ranges[0].month else ranges[-1]


def _interpolate(before: float, after: float, share: float) -> float:
    return math.exp(math.log(before) * (1 - share) + math.log(after) * share)
