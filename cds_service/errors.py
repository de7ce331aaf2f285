"""The errors of the service. They are raised in many places, and each branch is translated in one.

CallError                          hooks/error_responses.py answers with its status and an OperationOutcome
  MalformedCallError         400   the call is not a call of this hook
  UnknownServiceError        404
  DataNotObtainedError       412   required data could not be obtained
    UnsupportedFhirReleaseError    the data are not FHIR R4
any other exception          500   likewise, with a reference number in place of details

FhirServerError                    fhir_client/errors.py; becomes the reason of a DataNotObtainedError, or an entry
                                   of ``unread`` where the data are optional
InvalidSettingsError               settings.py; cli/main.py prints it and exits with code 2
InvalidBundleError                 cli/bundle_file.py; likewise
"""

from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem: a code of FHIR's issue-type, a message, and the path of the element in the call."""

    code: str
    message: str
    location: str = ""


class CallError(Exception):
    """A call that cannot be answered with cards. ``issues`` are all reasons at once."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, *issues: Issue) -> None:
        super().__init__("; ".join(issue.message for issue in issues))
        self.issues = issues


class MalformedCallError(CallError):
    """The body is not a call, or is a call of another hook or patient than stated."""


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
