"""Validate what the service sends as FHIR R4, with the R4B models."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter

Json = dict[str, Any]

PATIENT_ELEMENTS = ("subject", "authoredOn", "note", "priorPrescription")
"""The elements in which the drafts of two patients differ."""


def validate_r4(model: type[BaseModel], resource: Json) -> Json:
    """Return the resource without its empty elements. Raises ValidationError if the model rejects it."""
    present = {name: value for name, value in resource.items() if value}
    model.model_validate(present)
    return {"resourceType": model.__name__, **present}


def validate_draft(model: type[BaseModel], resource: Json) -> Json:
    """Return a draft without its empty elements. Raises ValidationError if the model rejects it."""
    # Validation is slow, and drafts differ only in the patient's elements: the rest is validated once.
    present = {name: value for name, value in resource.items() if value}
    common = {name: value for name, value in present.items() if name not in PATIENT_ELEMENTS}
    _validate_common(_CommonElements(model, repr(common), common))
    for name in present.keys() - common.keys():
        _get_adapter(model, name).validate_python(present[name])
    return {"resourceType": model.__name__, **present}


@dataclass(frozen=True, slots=True)
class _CommonElements:
    """The elements that drafts share. ``key`` is their text, by which equal ones are cached."""

    model: type[BaseModel]
    key: str
    elements: Mapping[str, Any] = field(compare=False)


@lru_cache(maxsize=64)
def _validate_common(common: _CommonElements) -> None:
    # The models require a subject.
    common.model.model_validate({**common.elements, "subject": {"reference": "Patient/any"}})


@cache
def _get_adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, model.model_fields[name].annotation))
