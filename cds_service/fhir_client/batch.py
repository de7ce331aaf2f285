"""Several reads in one batch request, for servers whose CapabilityStatement lists batches."""

from collections.abc import Collection, Mapping
from typing import Any

from cds_service import decimal_json
from cds_service.fhir_client.access import FhirAccess
from cds_service.fhir_client.client import FhirClient, Resource
from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.errors import FhirServerError, build_status_error
from cds_service.fhir_client.transport import FHIR_JSON, PostBody


def read_in_batch(
    client: FhirClient, access: FhirAccess, deadline: Deadline, references: Collection[str]
) -> dict[str, Resource | FhirServerError]:
    """Return the resource or the error for each reference. References without a clear result are left out."""
    urls = {reference: url for reference in references if (url := _make_relative(access, reference))}
    requests = [{"request": {"method": "GET", "url": url}} for url in urls.values()]
    batch = decimal_json.write({"resourceType": "Bundle", "type": "batch", "entry": requests})
    try:
        response = client.read(
            access, str(access.server), deadline, PostBody(FHIR_JSON, decimal_json.encode_utf8(batch))
        )
    except FhirServerError:
        return {}
    entries = response.get("entry")
    # Entries are matched to references by position; with a different number of them no match is safe.
    if not isinstance(entries, list) or len(entries) != len(urls):
        return {}
    results = {reference: _read_entry(entry) for reference, entry in zip(urls, entries, strict=True)}
    return {reference: result for reference, result in results.items() if result is not None}


def _make_relative(access: FhirAccess, reference: str) -> str:
    """Return a reference relative to the server's base URL; empty if it is not below it."""
    url, base = access.server.resolve(reference) or "", f"{access.server}/"
    return url.removeprefix(base) if url.startswith(base) else ""


def _read_entry(entry: Any) -> Resource | FhirServerError | None:
    match entry:
        case {"response": {"status": str(status)}, "resource": {"resourceType": str()} as resource}:
            return _read_status(status, resource)
        case {"response": {"status": str(status)}}:
            return _read_status(status, None)
    return None


def _read_status(status: str, resource: Mapping[str, Any] | None) -> Resource | FhirServerError | None:
    # The status is text such as "200 OK". Anything but found or gone is read again singly.
    if status.startswith("200"):
        return resource
    return build_status_error(int(status[:3])) if status.startswith(("404", "410")) else None
