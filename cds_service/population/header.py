"""What is read of every line: which resource it is, whose, and the elements that may name CML or one of its drugs.

Lines are many and most are of patients without CML, so only these few members are decoded.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from cds_service import decimal_json
from cds_service.decimal_json import DECODE_ERRORS, InvalidJsonError, ShapeReader
from fhir_mappings import ReferenceTarget, parse_reference

OBSERVATION, PATIENT = "Observation", "Patient"
DRUG_TYPES = frozenset(
    {"Medication", "MedicationAdministration", "MedicationDispense", "MedicationRequest", "MedicationStatement"}
)
READ_TYPES = DRUG_TYPES | {"Condition", "DiagnosticReport", OBSERVATION, PATIENT, "Specimen", "Substance"}
"""The types that an assessment may rest on; lines of others are counted and passed over."""

MAX_ROUNDS = 3
"""How far references are followed: an order names a Medication, that an ingredient, and that a Substance."""

NOT_A_RESOURCE = "it is no FHIR resource"
_URN = "urn:uuid:"


class _Reference(msgspec.Struct, gc=False):
    reference: str = ""


class LineHeader(msgspec.Struct, gc=False):
    """The members of a resource that are decoded of every line; those with texts and codes stay JSON."""

    resourceType: str
    id: str = ""
    subject: _Reference | None = None
    code: msgspec.Raw = msgspec.Raw()
    medicationCodeableConcept: msgspec.Raw = msgspec.Raw()
    medicationReference: msgspec.Raw = msgspec.Raw()
    ingredient: msgspec.Raw = msgspec.Raw()
    contained: msgspec.Raw = msgspec.Raw()
    # References to results and specimens, which may stand in any file.
    result: msgspec.Raw = msgspec.Raw()
    hasMember: msgspec.Raw = msgspec.Raw()
    specimen: msgspec.Raw = msgspec.Raw()
    reasonReference: msgspec.Raw = msgspec.Raw()

    @property
    def patient_id(self) -> str:
        """The id of the patient it belongs to; empty if it names none."""
        if self.resourceType == PATIENT:
            return self.id
        return find_patient(self.subject.reference) if self.subject else ""


_REFERRING = ("medicationReference", "ingredient", "result", "hasMember", "specimen", "reasonReference")
_MEMBERS = frozenset(LineHeader.__struct_fields__)
_decode = ShapeReader(LineHeader).decode


class InvalidLineError(ValueError):
    """A line that is no resource. The message has no patient data."""


def parse_header(line: bytes) -> LineHeader:
    """Parse what is read of every line. Raises InvalidLineError."""
    try:
        return _decode(line)
    except DECODE_ERRORS:
        return _parse_unusual(line)


@lru_cache(maxsize=1 << 16)  # the lines of one patient often stand together
def find_patient(reference: str) -> str:
    """Return the id of the patient that a subject names, relative, absolute, versioned or as UUID; else empty."""
    if reference.startswith(_URN):
        return reference.removeprefix(_URN)
    target = parse_reference(reference)
    return target.id if target and target.type == PATIENT else ""


def list_references(header: LineHeader) -> Iterator[ReferenceTarget]:
    """List the resources that a line refers to and that may stand in another file."""
    for name in _REFERRING:
        if text := getattr(header, name):
            yield from _find_targets(decimal_json.read(text))


def _find_targets(value: Any) -> Iterator[ReferenceTarget]:
    if isinstance(value, list):
        for item in value:
            yield from _find_targets(item)
    elif isinstance(value, dict):
        reference = value.get("reference")
        target = parse_reference(reference) if isinstance(reference, str) else None
        if target and target.type in READ_TYPES:
            yield target
        yield from _find_targets(value.get("itemReference"))


class _Shape(NamedTuple):
    resource_type: str
    id: str
    subject: str


# What does not have the shape of FHIR, such as a subject in a list, is decoded in full and read as far as it goes.
def _parse_unusual(line: bytes) -> LineHeader:
    try:
        resource = decimal_json.read(line)
    except InvalidJsonError as error:
        raise InvalidLineError(f"it is not JSON: {error}") from None
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        raise InvalidLineError(NOT_A_RESOURCE)
    shape = _read_shape(resource)
    raw = {name: _encode(resource[name]) for name in _MEMBERS & resource.keys() - {"resourceType", "id", "subject"}}
    return LineHeader(shape.resource_type, shape.id, _Reference(shape.subject), **raw)


def _read_shape(resource: dict[str, Any]) -> _Shape:
    resource_id, subject = resource.get("id"), resource.get("subject")
    reference = subject.get("reference") if isinstance(subject, dict) else None
    return _Shape(
        resource["resourceType"],
        resource_id if isinstance(resource_id, str) else "",
        reference if isinstance(reference, str) else "",
    )


def _encode(value: Any) -> msgspec.Raw:
    return msgspec.Raw(decimal_json.encode_utf8(decimal_json.write(value)))
