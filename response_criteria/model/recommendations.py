"""The recommended action, and the orders that a card may offer as drafts."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from response_criteria.model.citation import Citation


class Action(StrEnum):
    """The recommended action."""

    ESCALATE = "escalate"
    HOLD = "hold"
    NO_PROTOCOL_STEP = "no-protocol-step"
    CONFIRM = "confirm"
    REVIEW = "review"
    COMPLETE_DATA = "complete-data"
    CONTINUE = "continue"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The action, the change of dose if there is one, and ``grounds``.

    Those are the ids of the criteria that led to it, of a review the codes of its facts. ``silent`` are the ids of
    criteria that open no card, since BCR::ABL1 answers what they ask.
    """

    action: Action
    grounds: tuple[str, ...] = ()
    from_daily_dose_mg: Decimal | None = None
    to_daily_dose_mg: Decimal | None = None
    silent: tuple[str, ...] = ()


class Investigation(StrEnum):
    """A test that would provide missing data; a card may offer a draft request for it."""

    BLOOD_COUNT = "blood-count"
    DIFFERENTIAL = "differential"
    """Automated suffices."""
    MANUAL_DIFFERENTIAL = "manual-differential"
    MARROW_KARYOTYPE = "marrow-karyotype"
    BCR_ABL1 = "bcr-abl1"
    MUTATION_ANALYSIS = "mutation-analysis"


@dataclass(frozen=True, slots=True)
class DoseOption:
    """A dose that may be chosen, taken in ``times_a_day`` equal parts; ``id`` is "protocol-step" or "label-step".

    ``investigations`` are requested together with it.
    """

    id: str
    daily_dose_mg: Decimal
    times_a_day: int
    citation: Citation
    investigations: tuple[Investigation, ...] = ()


@dataclass(frozen=True, slots=True)
class InvestigationOption:
    """Tests that may be ordered together, in the order in which to do them; ``id`` is "tests"."""

    id: str
    investigations: tuple[Investigation, ...]


Option = DoseOption | InvestigationOption
