"""The call of a hook: its envelope, checked and frozen. What was prefetched is left as it came.

Leniency is as decided in docs/integrating.md: what CDS Hooks makes a client send, but clients in the field get wrong
without harm, is tolerated.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from cds_service.errors import Issue, MalformedCall

Prefetch = Mapping[str, Any]

_BEARER_TOKEN = re.compile(r"[\x21-\x7e]+")
_NOT_A_CLINICIAN = re.compile(r"(?:^|/)(?:Patient|RelatedPerson)/", re.IGNORECASE)


def _envelope() -> Draft202012Validator:
    schema = json.loads((files("cds_service") / "schemas" / "hook_call.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


ENVELOPE = _envelope()
"""Built once. It looks no deeper than the envelope, however large the prefetch is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookCall:
    """A call that can be answered. ``access_token`` is empty where there is none that could be used."""

    hook: str
    instance: str
    patient_id: str
    user_id: str
    prefetch: Prefetch = field(repr=False)
    fhir_server: str = ""
    access_token: str = field(default="", repr=False)

    @property
    def for_clinician(self) -> bool:
        """Whether the advice is read by a clinician, and not by a patient or a relative."""
        return not _NOT_A_CLINICIAN.search(self.user_id)


def hook_call(body: Any, hook: str) -> HookCall:
    """The call in a request body, for a service on ``hook``. Raises MalformedCall, which says all that is wrong."""
    # Each of two missing members is reported with both, hence each issue once.
    if issues := tuple(dict.fromkeys(_faults(body))) or tuple(_disagreements(body, hook)):
        raise MalformedCall(*issues)
    context, authorization = body["context"], body.get("fhirAuthorization") or {}
    return HookCall(
        hook=body["hook"],
        instance=body["hookInstance"],
        patient_id=context["patientId"],
        user_id=context["userId"],
        prefetch=body.get("prefetch") or {},
        fhir_server=body.get("fhirServer") or "",
        access_token=_bearer_token(authorization),
    )


def _faults(body: Any) -> Iterator[Issue]:
    """What is wrong and where, without the value: it may be a patient's."""
    for error in ENVELOPE.iter_errors(body):
        place = ".".join(str(each) for each in error.absolute_path)
        if error.validator == "required":
            missing = (f"{place}.{name}".lstrip(".") for name in error.validator_value if name not in error.instance)
            yield from (Issue("required", f"{member} is missing", member) for member in missing)
        else:
            yield Issue("value", f"{place or 'the call'} is not {error.schema['description']}", place)


def _disagreements(body: Mapping[str, Any], hook: str) -> Iterator[Issue]:
    if body["hook"] != hook:
        yield Issue("value", f"this service answers the hook {hook}", "hook")
    launched = (body.get("fhirAuthorization") or {}).get("patient")
    if isinstance(launched, str) and launched.rpartition("/")[2] != body["context"]["patientId"]:
        yield Issue("value", "the access token is for another patient", "fhirAuthorization.patient")


def _bearer_token(authorization: Mapping[str, Any]) -> str:
    """The token, if it is one that can be presented: any other is as none."""
    kind, token = authorization.get("token_type"), authorization.get("access_token")
    is_bearer = isinstance(kind, str) and kind.lower() == "bearer"
    return token if is_bearer and isinstance(token, str) and _BEARER_TOKEN.fullmatch(token) else ""
