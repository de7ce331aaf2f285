"""What we emit is valid FHIR R4: checked with the R4B models, and sent as it was built."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter

Json = dict[str, Any]

OF_THE_PATIENT = ("subject", "authoredOn", "note", "priorPrescription")
"""Members that tell one patient's draft from another's."""


def checked(model: type[BaseModel], built: Json) -> Json:
    """The resource without its empty members. Raises ValidationError where it is not what the model describes."""
    present = {name: value for name, value in built.items() if value}
    model.model_validate(present)
    return {"resourceType": model.__name__, **present}


def checked_draft(model: type[BaseModel], built: Json) -> Json:
    """The same for a draft. What drafts have in common is checked once, and each time what is of the patient."""
    present = {name: value for name, value in built.items() if value}
    common = {name: value for name, value in present.items() if name not in OF_THE_PATIENT}
    _check_once(_Common(model, repr(common), common))
    for name in present.keys() - common.keys():
        _member(model, name).validate_python(present[name])
    return {"resourceType": model.__name__, **present}


@dataclass(frozen=True, slots=True)
class _Common:
    """What drafts have in common; the same as another that is written alike."""

    model: type[BaseModel]
    written: str
    members: Mapping[str, Any] = field(compare=False)


@lru_cache(maxsize=64)
def _check_once(common: _Common) -> None:
    common.model.model_validate({**common.members, "subject": {"reference": "Patient/any"}})


@cache
def _member(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, model.model_fields[name].annotation))
