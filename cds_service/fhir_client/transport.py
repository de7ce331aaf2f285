"""HTTP as the FHIR client uses it: session, token, request body, response, and when to retry."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import requests
from requests.auth import AuthBase
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

FHIR_JSON = "application/fhir+json"
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        # See decision 0069. Some servers know only the plain type, and answer 406 to the other alone.
        "Accept": f"{FHIR_JSON}, application/json;q=0.9",
        # HAPI FHIR answers an identical search from its cache for a minute: a chart that is opened again would not have
        # the blood count that has arrived meanwhile.
        "Cache-Control": "no-cache",
    }
)
FORM_URLENCODED = "application/x-www-form-urlencoded"
MAX_REDIRECTS = 3
CHUNK_BYTES = 65536

# Only the policy is urllib3's: the client itself waits between attempts, since it has a time budget to keep.
RETRIES = Retry(
    total=2,
    backoff_factor=0.1,
    status_forcelist=(408, 429, 500, 502, 503, 504),
    allowed_methods={"GET", "POST"},  # safe to repeat: the client posts only searches and batches of reads
)


@dataclass(frozen=True, slots=True)
class PostBody:
    """The body of a POST request; a request without one is a GET."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class HttpReply:
    """An HTTP response whose body has been read completely."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class BearerAuth(AuthBase):
    """Sends a bearer token, or nothing if the token is empty."""

    # Passed even without a token: otherwise requests would look for credentials in the machine's .netrc.

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class SessionWithoutRedirects(requests.Session):
    """A session that never follows redirects; the client checks and follows them itself."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return no target."""
        # requests asks for the target even with allow_redirects=False, and then reads the whole body of a redirect,
        # however large it is.


def calculate_retry_delay(retries: Retry, reply: HttpReply | None) -> float:
    """Return the seconds until the next attempt: from ``Retry-After`` (seconds or a date), else from the policy."""
    retry_after = reply.headers.get("Retry-After") if reply else None
    try:
        return retries.parse_retry_after(retry_after) if retry_after else retries.get_backoff_time()
    except (InvalidHeader, ValueError, OverflowError):  # urllib3 lets impossible dates through to the calendar
        return retries.get_backoff_time()
