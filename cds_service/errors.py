"""The errors of the service. They are raised in many places, and each branch is translated in one.

CallError                          hooks/error_responses.py answers with its status and an OperationOutcome
  MalformedCallError         400   the call is not a call of this hook
  UnauthenticatedError       401   no trusted client has signed the call
  ForeignOriginError         403   the call comes from a web page that its client does not list
  UnknownServiceError        404
  DataNotObtainedError       412   required data could not be obtained
    UnsupportedFhirReleaseError    the data are not FHIR R4
  TooManyCallsError          429   with Retry-After
  HeaderTooLargeError        431
  OverloadedError            503   with Retry-After
  FeedbackNotKeptError       503   with Retry-After; the journal of the ledger takes nothing
any other exception          500   likewise, with a reference number in place of details

FhirServerError                    fhir_client/errors.py; becomes the reason of a DataNotObtainedError, or an entry
                                   of ``unread`` where the data are optional
InvalidSettingsError               settings.py; cli/main.py prints it and exits with code 2
InvalidBundleError                 cli/bundle_file.py; likewise
AuthenticationError                auth/errors.py; becomes an UnauthenticatedError, its cause goes to the log alone
TrustedClientsError                auth/errors.py; becomes an InvalidSettingsError
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem: a code of FHIR's issue-type, a message, and the path of the element in the call."""

    code: str
    message: str
    location: str = ""


class CallError(Exception):
    """A call that cannot be answered with cards. ``issues`` are all reasons at once."""

    status = HTTPStatus.BAD_REQUEST
    headers: Mapping[str, str] = MappingProxyType({})
    """Sent with the response."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__("; ".join(issue.message for issue in issues))
        self.issues = issues


class MalformedCallError(CallError):
    """The body is not a call, or is a call of another hook or patient than stated."""


class UnauthenticatedError(CallError):
    """No trusted client has signed the call. The same answer for every cause: the cause is for the log."""

    status = HTTPStatus.UNAUTHORIZED
    headers = MappingProxyType({"WWW-Authenticate": "Bearer"})

    def __init__(self) -> None:
        super().__init__(Issue("login", "the call is not signed by a client that this service trusts"))


class ForeignOriginError(CallError):
    """A web page called that the client does not list."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self) -> None:
        super().__init__(Issue("forbidden", "this web origin may not call on behalf of this client"))


class TooManyCallsError(CallError):
    """More calls than a limit allows."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(Issue("throttled", "too many calls; try again later"))
        self.headers = {"Retry-After": str(retry_after_s)}


class HeaderTooLargeError(CallError):
    """The headers of the call are larger than the service accepts."""

    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE

    def __init__(self) -> None:
        super().__init__(Issue("too-long", "the headers are larger than this service accepts"))


class OverloadedError(CallError):
    """The service cannot answer the call within its time budget."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(Issue("timeout", "the service could not answer the call in time; try again later"))
        self.headers = {"Retry-After": str(ceil(retry_after_s))}


class FeedbackNotKeptError(CallError):
    """Feedback that could not be kept; the client may send it again."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    headers = MappingProxyType({"Retry-After": "60"})

    def __init__(self) -> None:
        super().__init__(Issue("transient", "the feedback could not be kept; please send it again later"))


class UnknownServiceError(CallError):
    """Discovery lists no service with this id."""

    status = HTTPStatus.NOT_FOUND


class DataNotObtainedError(CallError):
    """Required data could not be obtained. Data that were obtained and are empty or insufficient are no error."""

    status = HTTPStatus.PRECONDITION_FAILED


class UnsupportedFhirReleaseError(DataNotObtainedError):
    """The chart, or the FHIR server, is of another FHIR release than R4."""

    def __init__(self) -> None:
        super().__init__(Issue("not-supported", "FHIR R4 needed: the data are of another FHIR release"))
