"""An embedded FHIR R4 endpoint: read-only, in memory, and only for the searches of the prefetch templates.

It is not a FHIR server: any other request is answered with an OperationOutcome that says so.
It searches by chart: a result of one patient that was filed in another's chart is found there, as in real life.
"""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import MultiDict

from cds_service.errors import Issue
from cds_service.hooks.error_responses import build_operation_outcome

Resource = dict[str, Any]
Charts = Mapping[str, tuple[Resource, ...]]
"""The resources of a chart by the patient's id."""
SearchParameters = MultiDict[str, str]

# fmt: off
SEARCHES: Mapping[str, frozenset[str]] = {
    "Condition":                frozenset({"patient"}),
    "DiagnosticReport":         frozenset({"patient", "code"}),
    "MedicationAdministration": frozenset({"patient"}),
    "MedicationDispense":       frozenset({"patient"}),
    "MedicationRequest":        frozenset({"patient", "intent"}),
    "MedicationStatement":      frozenset({"patient"}),
    "Observation":              frozenset({"patient", "code"}),
}
# fmt: on
"""The resource types that can be searched, and the parameters that a search needs."""
READABLE = (*SEARCHES, "Medication", "Patient")
MAX_PAGE_SIZE = 100
"""Results on one page, whatever ``_count`` asks for."""
_PAGING = frozenset({"_count", "page"})


class RequestNotSupportedError(Exception):
    """A request that this endpoint does not answer."""

    def __init__(self, status: HTTPStatus, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.issue = Issue(code, message)


def create_fhir_endpoint(charts: Callable[[], Charts]) -> Blueprint:
    """Create the endpoint as a blueprint to mount at its base URL. ``charts`` is called for every request."""
    routes = Blueprint("fhir", __name__)

    @routes.get("/metadata")
    def metadata() -> Response:
        return _send_fhir(build_capability_statement())

    @routes.get("/<kind>/<resource_id>")
    def read(kind: str, resource_id: str) -> Response:
        return _send_fhir(find_resource(charts(), kind, resource_id))

    @routes.get("/<kind>")
    def search(kind: str) -> Response:
        base = url_for(".metadata", _external=True).removesuffix("/metadata")
        return _send_fhir(build_searchset_page(search_charts(charts(), kind, request.args), base, kind, request.args))

    @routes.route("/", defaults={"_path": ""}, methods=["GET", "POST"])
    @routes.route("/<path:_path>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def reject_request(_path: str) -> Response:
        raise RequestNotSupportedError(
            HTTPStatus.NOT_IMPLEMENTED, "not-supported", "this endpoint only reads and searches"
        )

    @routes.errorhandler(RequestNotSupportedError)
    def send_outcome(error: RequestNotSupportedError) -> Response:
        return _send_fhir(build_operation_outcome((error.issue,)), error.status)

    return routes


def build_capability_statement() -> Resource:
    """Build the CapabilityStatement of the endpoint."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2024-01-01",
        "kind": "instance",
        "implementation": {"description": "Synthetic patients for a demonstration; not a FHIR server"},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{"mode": "server", "resource": [_build_capability(kind) for kind in READABLE]}],
    }


def _build_capability(kind: str) -> Resource:
    if kind not in SEARCHES:
        return {"type": kind, "interaction": [{"code": "read"}]}
    parameters = [
        {"name": name, "type": "reference" if name == "patient" else "token"} for name in sorted(SEARCHES[kind])
    ]
    return {"type": kind, "interaction": [{"code": "read"}, {"code": "search-type"}], "searchParam": parameters}


def find_resource(charts: Charts, kind: str, resource_id: str) -> Resource:
    """Return one resource. Raises RequestNotSupportedError if there is none."""
    for chart in charts.values():
        for resource in chart:
            if (resource["resourceType"], resource["id"]) == (kind, resource_id):
                return resource
    raise RequestNotSupportedError(HTTPStatus.NOT_FOUND, "not-found", "there is no such resource")


def search_charts(charts: Charts, kind: str, parameters: SearchParameters) -> list[Resource]:
    """Return the matches of a search in the order of the chart. Raises RequestNotSupportedError."""
    needed = SEARCHES.get(kind)
    if needed is None:
        raise RequestNotSupportedError(HTTPStatus.NOT_FOUND, "not-supported", "this type cannot be searched here")
    if parameters.keys() - _PAGING != needed or any(len(values) > 1 for values in parameters.listvalues()):
        names = " and ".join(sorted(needed))
        raise RequestNotSupportedError(
            HTTPStatus.BAD_REQUEST, "not-supported", f"{kind} is searched by {names}, once per parameter"
        )
    chart = charts.get(parameters["patient"].removeprefix("Patient/"), ())
    return [resource for resource in chart if resource["resourceType"] == kind and _matches(resource, parameters)]


def _matches(resource: Resource, parameters: SearchParameters) -> bool:
    tokens = {"code": _list_tokens(resource.get("code")), "intent": {str(resource.get("intent"))}}
    return all(not tokens[name].isdisjoint(parameters[name].split(",")) for name in tokens if name in parameters)


def _list_tokens(code: Resource | None) -> set[str]:
    return {f"{coding['system']}|{coding['code']}" for coding in code["coding"]} if code else set()


def build_searchset_page(resources: list[Resource], base: str, kind: str, parameters: SearchParameters) -> Resource:
    """Build one page of a search as a searchset that links to the next. Raises RequestNotSupportedError."""
    size = min(_read_positive(parameters, "_count", MAX_PAGE_SIZE), MAX_PAGE_SIZE)
    number = _read_positive(parameters, "page", 1)
    matches_on_page = resources[(number - 1) * size : number * size]
    links = {"self": number} | ({"next": number + 1} if number * size < len(resources) else {})
    searchset: Resource = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "link": [
            {"relation": relation, "url": f"{base}/{kind}?{urlencode({**parameters, 'page': to})}"}
            for relation, to in links.items()
        ],
    }
    entries = [
        {"fullUrl": f"{base}/{kind}/{resource['id']}", "resource": resource, "search": {"mode": "match"}}
        for resource in matches_on_page
    ]
    return searchset | ({"entry": entries} if entries else {})


def _read_positive(parameters: SearchParameters, name: str, default: int) -> int:
    text = parameters.get(name, str(default))
    if not text.isdecimal() or int(text) == 0:
        raise RequestNotSupportedError(HTTPStatus.BAD_REQUEST, "value", f"{name} must be 1 or more")
    return int(text)


def _send_fhir(resource: Resource, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(json.dumps(resource), status, content_type="application/fhir+json")
