"""What the engine may be told: dated, frozen facts, each with an opaque origin; and what was not used, and why.

The engine does not know what an origin is; it hands it back with each finding.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, NewType, Protocol

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.periods import When

Origin = NewType("Origin", str)
"""Whatever the caller needs to find the source again, such as ``Observation/123``."""


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
    BANDS = "bands"
    IMMATURE_GRANULOCYTES = "immature granulocytes"
    """A lump of several classes: it affirms nothing."""


class Measure(StrEnum):
    """How cells are counted: per volume of blood, or as a share of the leukocytes."""

    CONCENTRATION = "×10⁹/L"
    SHARE = "%"


class CountMethod(StrEnum):
    """Who counted. Only a person's count, or one whose method is not stated, affirms the absence of a class."""

    MANUAL = "manual"
    UNSPECIFIED = "unspecified"
    AUTOMATED = "automated"


class CytogeneticMethod(StrEnum):
    """How Ph-positive cells were counted. The two are never mixed in one difference."""

    KARYOTYPE = "karyotype"
    FISH = "FISH"


class Fact(Protocol):
    """Something known about the patient. Facts are tuples: a chart makes thousands of them."""

    @property
    def on(self) -> When:
        """When the sample was taken."""

    @property
    def origin(self) -> Origin:
        """Where it stands."""

    @property
    def reported(self) -> str:
        """The value as it stood in the chart, with its unit: the chart's text, and not to be trusted as markup."""

    @property
    def sequence(self) -> str:
        """Orders results of one day: it compares as text, later is greater."""


class BloodCount(NamedTuple):
    """One line of a blood count. ``amount`` is in ×10⁹/L or in % of leukocytes, as ``measure`` says.

    ``preference`` ranks codes of one analyte on one day and method: lower is preferred.
    """

    on: When
    origin: Origin
    cell: Cell
    measure: Measure
    method: CountMethod
    amount: Amount
    reported: str = ""
    sequence: str = ""
    preference: int = 0


class ManualDifferential(NamedTuple):
    """A final manual differential as a whole: the sum of its listed classes in %, and which of ours it lists."""

    on: When
    origin: Origin
    total_percent: Decimal
    listed: frozenset[Cell]
    reported: str = ""
    sequence: str = ""


class MarrowCount(NamedTuple):
    """One class of a marrow differential, in % of nucleated cells."""

    on: When
    origin: Origin
    cell: Cell
    amount: Amount
    reported: str = ""
    sequence: str = ""


class Cytogenetics(NamedTuple):
    """Ph-positive cells in %, by one method. ``cells`` is the number of metaphases (or nuclei), None if not known.

    ``additional_abnormalities`` names clonal changes beside the Philadelphia chromosome, as the laboratory wrote them.
    """

    on: When
    origin: Origin
    method: CytogeneticMethod
    percent: Amount
    reported: str = ""
    sequence: str = ""
    cells: int | None = None
    additional_abnormalities: tuple[str, ...] = ()


class Transcript(NamedTuple):
    """BCR::ABL1 in % on the International Scale; ``percent_is`` is None where only its absence was reported."""

    on: When
    origin: Origin
    percent_is: Amount | None
    reported: str = ""
    sequence: str = ""
    detected: Answer = Answer.UNKNOWN


class Analyte(StrEnum):
    """A blood chemistry that a precaution asks about."""

    BILIRUBIN = "bilirubin"
    ALT = "ALT"
    AST = "AST"
    CREATININE = "creatinine"
    EGFR = "eGFR"


class Chemistry(NamedTuple):
    """A chemistry result. ``amount`` and ``upper_limit`` (the laboratory's own) are in ``unit``."""

    on: When
    origin: Origin
    analyte: Analyte
    amount: Amount
    unit: str
    reported: str = ""
    sequence: str = ""
    upper_limit: Decimal | None = None


class SpleenSize(NamedTuple):
    """The spleen's tip below the costal margin, in cm; above 0 it is palpable."""

    on: When
    origin: Origin
    below_costal_margin_cm: Amount
    reported: str = ""
    sequence: str = ""


class Pregnancy(NamedTuple):
    """A pregnancy status or test."""

    on: When
    origin: Origin
    pregnant: Answer
    reported: str = ""
    sequence: str = ""


class KinaseDomainMutation(NamedTuple):
    """An amino-acid change of the ABL1 kinase domain reported as present, such as T315I."""

    on: When
    origin: Origin
    change: str
    reported: str = ""
    sequence: str = ""


class Disease(StrEnum):
    """A coded condition that the assessment asks about."""

    CML = "chronic myeloid leukemia"
    ATYPICAL_CML = "atypical chronic myeloid leukemia, BCR::ABL1-negative"
    PREGNANCY = "pregnancy"
    HEART_FAILURE = "heart failure"
    TRANSPLANT = "hematopoietic stem cell transplant"


class Phase(StrEnum):
    """The phase of CML, where it is coded."""

    CHRONIC = "chronic phase"
    ACCELERATED = "accelerated phase"
    BLAST = "blast phase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A coded condition, neither refuted nor entered in error.

    ``active`` is False for resolved or inactive ones; remission, relapse, recurrence and no status at all are active.
    ``on`` is its onset, else the day it was recorded, else None.
    """

    disease: Disease
    active: bool
    on: When | None
    origin: Origin
    phase: Phase | None = None
    reported: str = ""


class DrugKind(StrEnum):
    """What a drug is to this assessment."""

    IMATINIB = "imatinib"
    OTHER_TKI = "another tyrosine kinase inhibitor"
    GROWTH_FACTOR = "growth factor"
    CYP3A4_INDUCER = "strong CYP3A4 inducer"
    CYP3A4_INHIBITOR = "strong CYP3A4 inhibitor"
    UNRESOLVED = "a medication that could not be resolved"


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug by kind and name. ``coded`` is False where only free text names it: text may withhold, never support."""

    kind: DrugKind
    name: str
    coded: bool = True


class OrderStatus(StrEnum):
    """What became of an order, as far as the assessment cares."""

    ACTIVE = "active"
    ON_HOLD = "on-hold"
    STOPPED = "stopped"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugOrder:
    """An order for a drug.

    ``written`` is when it was authored, ``starts`` when it takes effect (the dose's start, else ``written``), ``ends``
    when it is known to end or have ended. ``daily_dose_mg`` is the total of one day; None with
    ``dose_unknown_because`` where it could not be established. ``product`` and ``instruction`` identify what and how:
    two orders alike in both are a renewal, unless both tell their ``times_of_day`` and share none. ``binding`` is no
    for a plan or a patient's report: evidence of therapy, never a dose. It is unknown where a status or an intent
    is not known: such an order gives no dose, and may put that of another in doubt.
    """

    drug: Drug
    status: OrderStatus
    starts: When
    written: When
    origin: Origin
    ends: When | None = None
    daily_dose_mg: Amount | None = None
    dose_unknown_because: str = ""
    product: str = ""
    strength_mg: Decimal | None = None
    instruction: str = ""
    times_of_day: frozenset[str] = frozenset()
    binding: Answer = Answer.YES
    reported: str = ""


class UseKind(StrEnum):
    """How it is known that a drug was taken or supplied."""

    STATEMENT = "statement"
    DISPENSE = "dispense"
    ADMINISTRATION = "administration"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugUse:
    """Evidence outside orders that a drug was taken or supplied, from ``starts`` to ``ends`` (None if not known).

    ``daily_dose_mg`` is what was supplied for, or is said to be taken on, one day. ``product`` is as in an order.
    """

    drug: Drug
    kind: UseKind
    starts: When
    origin: Origin
    ends: When | None = None
    ongoing: bool = False
    days_supplied: int | None = None
    daily_dose_mg: Amount | None = None
    product: str = ""
    reported: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A statement that a drug is not taken, or no longer; ``on`` is the day of which it tells."""

    drug: Drug
    on: When
    origin: Origin
    reported: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The patient. ``reference`` is opaque; ``died`` is true when the chart says so."""

    reference: str
    born: When | None
    died: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something in the chart that is ours and was not used, and why, as a sentence's end in plain words."""

    origin: Origin
    because: str


@dataclass(frozen=True, slots=True)
class Unread:
    """An optional question to the chart that failed: its name and why."""

    key: str
    because: str


Result = BloodCount | ManualDifferential | MarrowCount | Cytogenetics | Transcript | Chemistry | SpleenSize
Observed = Result | Pregnancy | KinaseDomainMutation


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that is known of one patient. The order within each tuple never matters."""

    person: Person
    observed: tuple[Observed, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    orders: tuple[DrugOrder, ...] = ()
    uses: tuple[DrugUse, ...] = ()
    denials: tuple[Denial, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    unread: tuple[Unread, ...] = field(default=())
