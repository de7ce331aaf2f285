"""The call of a hook, checked against its schema. Prefetched values are left as they were sent.

What is tolerated is listed in docs/integrating.md: clients in the field get some rules of CDS Hooks wrong without harm.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from cds_service.errors import Issue, MalformedCallError

Prefetch = Mapping[str, Any]

# RFC 6750 allows only visible ASCII; anything else could not be sent in a header.
_BEARER_TOKEN = re.compile(r"[\x21-\x7e]+")
_NOT_A_CLINICIAN = re.compile(r"(?:^|/)(?:Patient|RelatedPerson)/", re.IGNORECASE)


def build_call_schema(context_schema: str) -> Draft202012Validator:
    """Build the validator of a hook's calls: the envelope, with the context schema from the named file."""
    envelope = load_schema("hook_call.schema.json")
    properties = envelope["properties"] | {"context": load_schema(context_schema)}
    schema = envelope | {"properties": properties}
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def load_schema(name: str) -> dict[str, Any]:
    """Load a JSON Schema that ships with the service."""
    schema: dict[str, Any] = json.loads((files("cds_service") / "schemas" / name).read_text("utf-8"))
    return schema


@dataclass(frozen=True, slots=True, kw_only=True)
class HookCall:
    """A valid call. ``access_token`` is empty if the call has no usable token."""

    hook: str
    instance: str
    patient_id: str
    user_id: str
    encounter_id: str = ""
    prefetch: Prefetch = field(repr=False)
    fhir_server: str = ""
    access_token: str = field(default="", repr=False)

    @property
    def for_clinician(self) -> bool:
        """Whether the user is a clinician, not a patient or a relative."""
        # Some EHRs send an id without a resource type; those are staff accounts (docs/integrating.md).
        return not _NOT_A_CLINICIAN.search(self.user_id)


def parse_call(body: Any, hook: str, schema: Draft202012Validator) -> HookCall:
    """Parse the body of a call of ``hook``. Raises MalformedCallError with everything that is wrong."""
    # "required" fails once for each missing member and names all of them each time; dict.fromkeys removes the repeats.
    issues = tuple(dict.fromkeys(find_schema_issues(body, schema))) or tuple(_find_mismatches(body, hook))
    if issues:
        raise MalformedCallError(*issues)
    context, authorization = body["context"], body.get("fhirAuthorization") or {}
    return HookCall(
        hook=body["hook"],
        instance=body["hookInstance"],
        patient_id=context["patientId"],
        user_id=context["userId"],
        encounter_id=encounter if isinstance(encounter := context.get("encounterId"), str) else "",
        prefetch=body.get("prefetch") or {},
        fhir_server=(body.get("fhirServer") or "").strip(),
        access_token=_get_bearer_token(authorization),
    )


def find_schema_issues(body: Any, schema: Draft202012Validator) -> Iterator[Issue]:
    """Find every way in which a body breaks a schema."""
    # The value itself is never repeated: it may be patient data.
    for error in schema.iter_errors(body):
        location = ".".join(str(part) for part in error.absolute_path)
        if error.validator == "required":
            missing = (f"{location}.{name}".lstrip(".") for name in error.validator_value if name not in error.instance)
            yield from (Issue("required", f"{member} is missing", member) for member in missing)
        else:
            yield Issue("value", f"{location or 'the call'} is not {error.schema['description']}", location)


def _find_mismatches(body: Mapping[str, Any], hook: str) -> Iterator[Issue]:
    if body["hook"] != hook:
        yield Issue("value", f"this service answers the hook {hook}", "hook")
    token_patient = (body.get("fhirAuthorization") or {}).get("patient")
    if isinstance(token_patient, str) and token_patient.rpartition("/")[2] != body["context"]["patientId"]:
        yield Issue("value", "the access token is for another patient", "fhirAuthorization.patient")


def _get_bearer_token(authorization: Mapping[str, Any]) -> str:
    """Return the token if it can be sent as a bearer token, else an empty string."""
    token_type, token = authorization.get("token_type"), authorization.get("access_token")
    is_bearer = isinstance(token_type, str) and token_type.lower() == "bearer"
    return token if is_bearer and isinstance(token, str) and _BEARER_TOKEN.fullmatch(token) else ""
