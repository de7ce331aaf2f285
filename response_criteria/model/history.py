"""Everything known of one patient: the input of the engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from response_criteria.model.diagnoses import Diagnosis
from response_criteria.model.facts import Origin
from response_criteria.model.medications import DrugOrder, DrugUse, NotTakenStatement
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import Observed


class Sex(StrEnum):
    """The administrative sex of a patient, as recorded."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The patient. ``reference`` is opaque; ``birth_date`` is None where it is missing or unreadable.

    ``deceased`` is a death without its date, ``died_on`` one with it.
    """

    reference: str
    birth_date: PartialDate | None
    deceased: bool = False
    died_on: PartialDate | None = None
    sex: Sex = Sex.UNKNOWN


class Subject(StrEnum):
    """What excluded data are about."""

    DIAGNOSIS = "diagnosis"
    PHASE = "phase"
    PREGNANCY = "pregnancy"
    HEART_FAILURE = "heart failure"
    TRANSPLANT = "transplant"
    PATIENT = "patient"
    KARYOTYPE = "karyotype"
    FISH = "FISH"
    BCR_ABL1 = "BCR::ABL1"
    ATYPICAL_TRANSCRIPT = "an atypical transcript of BCR::ABL1"
    MUTATION = "mutation"
    MARROW = "marrow"
    REPORTED_PHASE = "phase in a report"
    REPORT = "report"
    NEUTROPHILS = "neutrophils"
    PLATELETS = "platelets"
    LEUKOCYTES = "leukocytes"
    BLASTS = "blasts"
    BLOOD_COUNT = "blood count"
    BASOPHILS = "basophils"
    DIFFERENTIAL = "differential"
    BILIRUBIN = "bilirubin"
    ALT = "ALT"
    AST = "AST"
    RENAL_FUNCTION = "renal function"
    SPLEEN = "spleen"
    IMATINIB = "imatinib"
    IMATINIB_SUPPLY = "supply of imatinib"
    OTHER_TKI = "another tyrosine kinase inhibitor"
    UNIDENTIFIED_DRUG = "a medication that could not be identified"
    GROWTH_FACTOR = "growth factor"
    OTHER_DRUG = "another drug"


@dataclass(frozen=True, slots=True)
class ExcludedData:
    """A relevant resource that was not used, and the reason in plain words, as the end of a sentence.

    * ``subject`` is what it is about, None if that is not known; ``on`` its day, else the day it was filed.
    * ``reported`` are its words, ``code`` its ``system|code`` and ``unit`` its unit, as the chart has them.
    * ``pending``: it is preliminary or registered, and its final result is to come.
    * ``withdrawn``: it was entered in error, refuted, cancelled or superseded, or is of another patient: no doubt.
    """

    origin: Origin
    reason: str
    subject: Subject | None = None
    on: PartialDate | None = None
    reported: str = ""
    code: str = ""
    unit: str = ""
    withdrawn: bool = False
    pending: bool = False


class Doubt(StrEnum):
    """How much an excluded datum leaves open (decision 0047)."""

    NONE = "none"
    PENDING = "pending"
    STANDING = "standing"
    OPEN = "open"


class Unavailability(StrEnum):
    """Why data are unavailable: the site does not offer them, or the query failed or came short (decision 0101)."""

    NOT_OFFERED = "not-offered"
    FAILED = "failed"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class UnavailableQuery:
    """A query of the chart without a whole result: its key and the reason."""

    key: str
    reason: str
    kind: Unavailability = Unavailability.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything known of one patient. The order within each tuple never matters.

    ``filed_on`` is the day on which a resource was filed, for those that are dated later than that.
    ``own_days`` are the days that the chart gives to results whose date a correction of another day leaves open.
    """

    person: Person
    observed: tuple[Observed, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    orders: tuple[DrugOrder, ...] = ()
    uses: tuple[DrugUse, ...] = ()
    not_taken_statements: tuple[NotTakenStatement, ...] = ()
    excluded: tuple[ExcludedData, ...] = ()
    unavailable_queries: tuple[UnavailableQuery, ...] = field(default=())
    filed_on: Mapping[Origin, PartialDate] = field(default_factory=dict)
    own_days: Mapping[Origin, PartialDate] = field(default_factory=dict)
