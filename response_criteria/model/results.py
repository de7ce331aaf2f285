"""Results of laboratory tests and examinations, as the engine receives them."""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Origin
from response_criteria.model.periods import PartialDate


class Cell(StrEnum):
    """A kind of blood or marrow cell that the criteria ask about."""

    LEUKOCYTES = "leukocytes"
    PLATELETS = "platelets"
    NEUTROPHILS = "neutrophils"
    BLASTS = "blasts"
    PROMYELOCYTES = "promyelocytes"
    MYELOCYTES = "myelocytes"
    METAMYELOCYTES = "metamyelocytes"
    BASOPHILS = "basophils"
    EOSINOPHILS = "eosinophils"
    LYMPHOCYTES = "lymphocytes"
    MONOCYTES = "monocytes"
    LARGE_UNSTAINED_CELLS = "large unstained cells"
    BANDS = "bands"
    IMMATURE_GRANULOCYTES = "immature granulocytes"
    """Several classes counted together: it confirms neither the presence nor the absence of any of them."""


class Measure(StrEnum):
    """How cells are counted: per volume of blood, or as a percentage of the leukocytes."""

    CONCENTRATION = "×10⁹/L"
    SHARE = "%"


class CountMethod(StrEnum):
    """How cells were counted."""

    # An automated differential may miss blasts: only a manual count, or one without a stated method, confirms that a
    # class is absent (decision 0006).

    MANUAL = "manual"
    UNSPECIFIED = "unspecified"
    AUTOMATED = "automated"


class CytogeneticMethod(StrEnum):
    """How Ph-positive cells were counted."""

    # Percentages of metaphases and of nuclei are not comparable: a rise is never computed across the two methods.

    KARYOTYPE = "karyotype"
    FISH = "FISH"


class BloodCount(NamedTuple):
    """One item of a blood count. ``amount`` is in ×10⁹/L or in % of leukocytes, depending on ``measure``.

    ``preference`` ranks codes of one analyte on one day by one method: lower is preferred.
    """

    on: PartialDate
    origin: Origin
    cell: Cell
    measure: Measure
    method: CountMethod
    amount: Amount
    reported: str = ""
    sequence: str = ""
    preference: int = 0


class ManualDifferential(NamedTuple):
    """A final manual differential: the sum of all its classes in %, and those of ``Cell`` that it lists."""

    on: PartialDate
    origin: Origin
    total_percent: Decimal
    listed_classes: frozenset[Cell]
    reported: str = ""
    sequence: str = ""


class MarrowCount(NamedTuple):
    """One class of a marrow differential, in % of nucleated cells."""

    on: PartialDate
    origin: Origin
    cell: Cell
    amount: Amount
    reported: str = ""
    sequence: str = ""


class CytogeneticResult(NamedTuple):
    """Ph-positive cells in %, by one method. ``cells`` is the number of metaphases (or nuclei), None if unknown.

    ``additional_abnormalities`` are clonal changes besides the Philadelphia chromosome, as the laboratory wrote them.
    """

    on: PartialDate
    origin: Origin
    method: CytogeneticMethod
    percent: Amount
    reported: str = ""
    sequence: str = ""
    cells: int | None = None
    additional_abnormalities: tuple[str, ...] = ()


class BcrAbl1Result(NamedTuple):
    """BCR::ABL1 in % on the International Scale; ``percent_is`` is None for a qualitative result."""

    on: PartialDate
    origin: Origin
    percent_is: Amount | None
    reported: str = ""
    sequence: str = ""
    detected: Answer = Answer.UNKNOWN


class Analyte(StrEnum):
    """A blood chemistry analyte that a precaution needs."""

    BILIRUBIN = "bilirubin"
    ALT = "ALT"
    AST = "AST"
    CREATININE = "creatinine"
    EGFR = "eGFR"


class Chemistry(NamedTuple):
    """A chemistry result. ``amount`` and ``upper_limit`` (the laboratory's own) are in ``unit``.

    ``is_not_high``: the laboratory calls it normal or low.
    """

    on: PartialDate
    origin: Origin
    analyte: Analyte
    amount: Amount
    unit: str
    reported: str = ""
    sequence: str = ""
    upper_limit: Decimal | None = None
    is_not_high: bool = False


class SpleenSize(NamedTuple):
    """The distance of the spleen tip below the costal margin, in cm; above 0 it is palpable."""

    on: PartialDate
    origin: Origin
    below_costal_margin_cm: Amount
    reported: str = ""
    sequence: str = ""


class Pregnancy(NamedTuple):
    """A pregnancy status or test."""

    on: PartialDate
    origin: Origin
    pregnant: Answer
    reported: str = ""
    sequence: str = ""


class KinaseDomainMutation(NamedTuple):
    """An amino-acid change of the ABL1 kinase domain reported as present, such as T315I."""

    on: PartialDate
    origin: Origin
    change: str
    reported: str = ""
    sequence: str = ""


class NegativeMutationAnalysis(NamedTuple):
    """A mutation analysis of the ABL1 kinase domain as a whole that found no amino-acid change."""

    on: PartialDate
    origin: Origin
    reported: str = ""
    sequence: str = ""


MutationResult = KinaseDomainMutation | NegativeMutationAnalysis
"""What an analysis for mutations gives."""

Result = BloodCount | ManualDifferential | MarrowCount | CytogeneticResult | BcrAbl1Result | Chemistry | SpleenSize


Observed = Result | Pregnancy | MutationResult
