"""Why a query to a FHIR server failed.

    FhirServerError              a query got no usable response
      RequestRefusedError        the server does not support the query in this form; another form may work
        UrlRefusedError          the server refuses the search as GET; as POST it may work

Each carries a code of FHIR's issue-type and a message without URL, token or patient data. The hooks turn it into an
OperationOutcome (a required prefetch key) or an entry of ``unread`` (an optional one).
"""

from collections.abc import Mapping
from http import HTTPStatus


class FhirServerError(Exception):
    """A query to a FHIR server that got no usable response. The message has no URL, token or patient data."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class RequestRefusedError(FhirServerError):
    """The server does not support the query in this form; another form may work."""


class UrlRefusedError(RequestRefusedError):
    """The server refuses the search as GET; as POST it may work."""


# fmt: off
OUTSIDE_SERVER  = ("security",  "the FHIR server links to a URL outside its base URL")
UNREACHABLE     = ("transient", "the FHIR server could not be reached or closed the connection")
UNTRUSTED       = ("security",  "the TLS certificate of the FHIR server is not trusted")
TIMED_OUT       = ("timeout",   "the FHIR server did not respond in time")
TOO_LARGE       = ("too-long",  "the FHIR server's response is larger than this service accepts")
NOT_FHIR        = ("structure", "the FHIR server's response is not valid FHIR")
CIRCULAR_LINKS  = ("structure", "the FHIR server's links form a loop")
ASKED_IN_VAIN   = ("throttled", "the FHIR server refused or failed as many requests as one call may make in vain")
TOO_MANY_PAGES  = ("too-long",  "the FHIR server has more pages than this service reads")
ERROR_BY_STATUS: Mapping[int, tuple[str, str]] = {
    HTTPStatus.UNAUTHORIZED:      ("login",     "the FHIR server does not accept the access token"),
    HTTPStatus.FORBIDDEN:         ("forbidden", "the FHIR server does not permit the query"),
    HTTPStatus.NOT_FOUND:         ("not-found", "the FHIR server does not have the resource"),
    HTTPStatus.GONE:              ("deleted",   "the FHIR server has deleted the resource"),
    HTTPStatus.NOT_IMPLEMENTED:   ("not-supported", "the FHIR server does not implement the query"),
    HTTPStatus.TOO_MANY_REQUESTS: ("throttled", "the FHIR server limits the rate of requests"),
}
# Status codes with which servers reject a form of search that they do not support (decision 0042). 401 and 403 are not
# among them: they concern the token, and another form would be rejected too.
REFUSED_FORM_STATUSES = frozenset({
    HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_IMPLEMENTED,
})
REFUSED_GET_STATUSES = frozenset({HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.REQUEST_URI_TOO_LONG})
# fmt: on


def build_status_error(status: int) -> FhirServerError:
    """Build the error for an HTTP status other than 200."""
    code, message = ERROR_BY_STATUS.get(status, ("exception", f"the FHIR server responded with status {status}"))
    if status in REFUSED_GET_STATUSES:
        return UrlRefusedError(code, message)
    return RequestRefusedError(code, message) if status in REFUSED_FORM_STATUSES else FhirServerError(code, message)
