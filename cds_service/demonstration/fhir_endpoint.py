"""An embedded FHIR R4 endpoint: read-only, in memory, and only for the searches that our prefetch templates use.

It does not pretend to be a FHIR server: whatever else is asked for is answered with an OperationOutcome that says so.
It holds charts: a result that was filed in somebody else's chart is found there, as in real life.
"""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import MultiDict

from cds_service.errors import Issue, operation_outcome

Resource = dict[str, Any]
Charts = Mapping[str, tuple[Resource, ...]]
"""The resources of each chart, by the patient's id."""
Asked = MultiDict[str, str]

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
"""What can be searched, and the parameters that each search has to have."""
READABLE = (*SEARCHES, "Medication", "Patient")
LARGEST_PAGE = 100
"""Results on a page, whatever is asked for: larger answers have to be read page by page."""
_PAGING = frozenset({"_count", "page"})


class NotAnswered(Exception):
    """A question that this endpoint does not answer."""

    def __init__(self, status: HTTPStatus, code: str, says: str) -> None:
        super().__init__(says)
        self.status = status
        self.issue = Issue(code, says)


def fhir_endpoint(charts: Callable[[], Charts]) -> Blueprint:
    """The endpoint as a blueprint, to be mounted at its base; the charts are asked for with every request."""
    routes = Blueprint("fhir", __name__)

    @routes.get("/metadata")
    def metadata() -> Response:
        return _fhir(capability_statement())

    @routes.get("/<kind>/<resource_id>")
    def read(kind: str, resource_id: str) -> Response:
        return _fhir(resource_of(charts(), kind, resource_id))

    @routes.get("/<kind>")
    def search(kind: str) -> Response:
        base = url_for(".metadata", _external=True).removesuffix("/metadata")
        return _fhir(page(found(charts(), kind, request.args), base, kind, request.args))

    @routes.route("/", defaults={"_path": ""}, methods=["GET", "POST"])
    @routes.route("/<path:_path>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def anything_else(_path: str) -> Response:
        raise NotAnswered(HTTPStatus.NOT_IMPLEMENTED, "not-supported", "this endpoint only reads and searches")

    @routes.errorhandler(NotAnswered)
    def not_answered(refusal: NotAnswered) -> Response:
        return _fhir(operation_outcome((refusal.issue,)), refusal.status)

    return routes


def capability_statement() -> Resource:
    """What the endpoint can do, in FHIR's own form."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2024-01-01",
        "kind": "instance",
        "implementation": {"description": "Synthetic patients for a demonstration; not a FHIR server"},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{"mode": "server", "resource": [_capability(kind) for kind in READABLE]}],
    }


def _capability(kind: str) -> Resource:
    if kind not in SEARCHES:
        return {"type": kind, "interaction": [{"code": "read"}]}
    parameters = [
        {"name": name, "type": "reference" if name == "patient" else "token"} for name in sorted(SEARCHES[kind])
    ]
    return {"type": kind, "interaction": [{"code": "read"}, {"code": "search-type"}], "searchParam": parameters}


def resource_of(charts: Charts, kind: str, resource_id: str) -> Resource:
    """One resource by its type and id. Raises NotAnswered."""
    for chart in charts.values():
        for resource in chart:
            if (resource["resourceType"], resource["id"]) == (kind, resource_id):
                return resource
    raise NotAnswered(HTTPStatus.NOT_FOUND, "not-found", "there is no such resource")


def found(charts: Charts, kind: str, asked: Asked) -> list[Resource]:
    """All that a search finds, in the order of the chart. Raises NotAnswered."""
    needed = SEARCHES.get(kind)
    if needed is None:
        raise NotAnswered(HTTPStatus.NOT_FOUND, "not-supported", "this type cannot be searched here")
    if asked.keys() - _PAGING != needed or any(len(values) > 1 for values in asked.listvalues()):
        parameters = " and ".join(sorted(needed))
        raise NotAnswered(HTTPStatus.BAD_REQUEST, "not-supported", f"{kind} is searched by {parameters}, each once")
    chart = charts.get(asked["patient"].removeprefix("Patient/"), ())
    return [each for each in chart if each["resourceType"] == kind and _matches(each, asked)]


def _matches(resource: Resource, asked: Asked) -> bool:
    tokens = {"code": _tokens(resource.get("code")), "intent": {str(resource.get("intent"))}}
    return all(not tokens[name].isdisjoint(asked[name].split(",")) for name in tokens if name in asked)


def _tokens(code: Resource | None) -> set[str]:
    return {f"{coding['system']}|{coding['code']}" for coding in code["coding"]} if code else set()


def page(resources: list[Resource], base: str, kind: str, asked: Asked) -> Resource:
    """One page of what was found, as a searchset that says where the next one is. Raises NotAnswered."""
    size = min(_positive(asked, "_count", LARGEST_PAGE), LARGEST_PAGE)
    number = _positive(asked, "page", 1)
    shown = resources[(number - 1) * size : number * size]
    links = {"self": number} | ({"next": number + 1} if number * size < len(resources) else {})
    searchset: Resource = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "link": [
            {"relation": relation, "url": f"{base}/{kind}?{urlencode({**asked, 'page': to})}"}
            for relation, to in links.items()
        ],
    }
    entries = [
        {"fullUrl": f"{base}/{kind}/{each['id']}", "resource": each, "search": {"mode": "match"}} for each in shown
    ]
    return searchset | ({"entry": entries} if entries else {})


def _positive(asked: Asked, name: str, otherwise: int) -> int:
    written = asked.get(name, str(otherwise))
    if not written.isdecimal() or int(written) == 0:
        raise NotAnswered(HTTPStatus.BAD_REQUEST, "value", f"{name} is a number of 1 or more")
    return int(written)


def _fhir(resource: Resource, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(json.dumps(resource), status, content_type="application/fhir+json")
