"""The blood counts of a patient: at diagnosis, normal, in infection, and with active disease."""

from dataclasses import dataclass
from types import MappingProxyType

from cds_service.synthetic_charts.blood import blood
from cds_service.synthetic_charts.clinic.analyzers import (
    BASOPHILS,
    EOSINOPHILS,
    IMMATURE_GRANULOCYTES,
    LARGE_UNSTAINED_CELLS,
    LYMPHOCYTES,
    MONOCYTES,
    NEUTROPHILS,
    Analyzer,
    AutomatedCount,
)
from cds_service.synthetic_charts.clinic.draws import Draws
from cds_service.synthetic_charts.entry import Entry

# fmt: off
NORMAL_SHARES = MappingProxyType({
    LYMPHOCYTES:           (22.0, 38.0),
    MONOCYTES:             (4.0, 9.0),
    EOSINOPHILS:           (0.5, 4.0),
    BASOPHILS:             (0.2, 1.4),
})
EXTRA_SHARES = MappingProxyType({
    IMMATURE_GRANULOCYTES: (0.0, 0.8),
    LARGE_UNSTAINED_CELLS: (0.8, 2.8),
})
# fmt: on
"""The usual range of each class in %; neutrophils are the rest."""


def draw_count(draws: Draws, analyzer: Analyzer, leukocytes: float, platelets: float) -> AutomatedCount:
    """Draw a count with the usual shares of the classes."""
    extra = {name: EXTRA_SHARES[name] for name in (analyzer.extra_class,) if name}
    shares = {name: draws.uniform(*limits) for name, limits in {**NORMAL_SHARES, **extra}.items()}
    shares[NEUTROPHILS] = 100 - sum(shares.values())
    return AutomatedCount(leukocytes=leukocytes, platelets=platelets, shares=shares)


def draw_normal_count(draws: Draws, analyzer: Analyzer) -> AutomatedCount:
    """Draw the count of a patient in hematologic remission on imatinib."""
    leukocytes = draws.log_normal(5.3, 0.2, lowest=3.4, highest=9.4)
    platelets = draws.log_normal(205, 0.22, lowest=110, highest=420)
    return draw_count(draws, analyzer, leukocytes, platelets)


def draw_smokers_count(draws: Draws, analyzer: Analyzer) -> AutomatedCount:
    """Draw the count of a heavy smoker in remission: leukocytes mostly above 10."""
    return draw_count(draws, analyzer, draws.uniform(9.4, 12), draws.uniform(200, 380))


def draw_count_in_infection(draws: Draws, analyzer: Analyzer) -> AutomatedCount:
    """Draw the count of a patient in remission with an acute infection: neutrophils raised."""
    count = draw_count(draws, analyzer, draws.uniform(11, 17), draws.uniform(220, 430))
    shares = {name: share * (0.4 if name == LYMPHOCYTES else 1) for name, share in count.shares.items()}
    shares[NEUTROPHILS] += count.shares[LYMPHOCYTES] - shares[LYMPHOCYTES]
    return AutomatedCount(leukocytes=count.leukocytes, platelets=count.platelets, shares=shares)


def draw_count_below_stop(draws: Draws, analyzer: Analyzer) -> AutomatedCount:
    """Draw a count with neutrophils below 1.0, for which the label holds the drug."""
    count = draw_count(draws, analyzer, draws.uniform(1.5, 2.1), draws.uniform(60, 140))
    moved = count.shares[NEUTROPHILS] - 40  # so that they are 40% of at most 2.1
    shares = {**count.shares, NEUTROPHILS: 40, LYMPHOCYTES: count.shares[LYMPHOCYTES] + moved}
    return AutomatedCount(leukocytes=count.leukocytes, platelets=count.platelets, shares=shares)


@dataclass(frozen=True, slots=True)
class SmearCount:
    """A count that the laboratory reviewed by hand, since the analyzer saw abnormal cells. Classes in %."""

    leukocytes: float
    platelets: float
    neutrophils: float
    blasts: int
    promyelocytes: int
    myelocytes: int
    metamyelocytes: int
    basophils: int

    def entry(self) -> Entry:
        """The count with its manual differential."""
        return blood(
            f"{self.leukocytes:.1f}",
            f"{self.platelets:.0f}",
            f"{self.neutrophils:.1f}",
            blasts=str(self.blasts),
            promyelocytes=str(self.promyelocytes),
            myelocytes=str(self.myelocytes),
            metamyelocytes=str(self.metamyelocytes),
            basophils=str(self.basophils),
        )


def draw_smear_of_diagnosis(draws: Draws, share_left: float) -> SmearCount:
    """Draw a count of the first weeks; ``share_left``, from 1 to 0, is how much of the disease still shows."""
    leukocytes = max(5, draws.log_uniform(60, 250) * share_left**2)
    return SmearCount(
        leukocytes=leukocytes,
        platelets=draws.uniform(200, 300) + draws.uniform(100, 500) * share_left,
        neutrophils=leukocytes * 0.55,
        blasts=round(draws.uniform(1, 4) * share_left),
        promyelocytes=round(draws.uniform(1, 4) * share_left),
        myelocytes=round(draws.uniform(6, 15) * share_left),
        metamyelocytes=round(draws.uniform(4, 10) * share_left),
        basophils=round(1 + draws.uniform(2, 5) * share_left),
    )


def draw_smear_of_active_disease(draws: Draws) -> SmearCount:
    """Draw a count without a hematologic response: high, with immature cells and basophils."""
    leukocytes = draws.log_uniform(22, 60)
    return SmearCount(
        leukocytes=leukocytes,
        platelets=draws.uniform(300, 800),
        neutrophils=leukocytes * 0.6,
        blasts=draws.randint(0, 1),
        promyelocytes=draws.randint(0, 2),
        myelocytes=draws.randint(3, 7),
        metamyelocytes=draws.randint(3, 6),
        basophils=draws.randint(3, 8),
    )
