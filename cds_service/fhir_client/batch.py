"""Several reads in one request, from a server that says it takes batches."""

from collections.abc import Collection, Mapping
from typing import Any

from cds_service import decimal_json
from cds_service.fhir_client.access import FhirAccess
from cds_service.fhir_client.client import BY_STATUS, FHIR_JSON, FhirClient, FhirTrouble, Posted, Resource
from cds_service.fhir_client.deadline import Deadline


def read_in_batch(
    client: FhirClient, access: FhirAccess, deadline: Deadline, references: Collection[str]
) -> dict[str, Resource | FhirTrouble]:
    """What the server says about each reference; what its answer does not settle is left out, to be read singly."""
    links = {each: link for each in references if (link := _below(access, each))}
    asked = [{"request": {"method": "GET", "url": link}} for link in links.values()]
    batch = decimal_json.write({"resourceType": "Bundle", "type": "batch", "entry": asked})
    try:
        answer = client.read(access, str(access.server), deadline, Posted(FHIR_JSON, decimal_json.encoded(batch)))
    except FhirTrouble:
        return {}
    told = answer.get("entry")
    if not isinstance(told, list) or len(told) != len(links):
        return {}
    settled = {each: _settled(entry) for each, entry in zip(links, told, strict=True)}
    return {each: about for each, about in settled.items() if about is not None}


def _below(access: FhirAccess, reference: str) -> str:
    """A reference relative to the server's base; empty where it leads elsewhere."""
    address, base = access.server.under(reference) or "", f"{access.server}/"
    return address.removeprefix(base) if address.startswith(base) else ""


def _settled(entry: Any) -> Resource | FhirTrouble | None:
    match entry:
        case {"response": {"status": str(status)}, "resource": {"resourceType": str()} as resource}:
            return _of_status(status, resource)
        case {"response": {"status": str(status)}}:
            return _of_status(status, None)
    return None


def _of_status(status: str, resource: Mapping[str, Any] | None) -> Resource | FhirTrouble | None:
    if status.startswith("200"):
        return resource
    return FhirTrouble(*BY_STATUS[int(status[:3])]) if status.startswith(("404", "410")) else None
