"""Reading from a FHIR server: one answer at a time, within the time that is left.

The bearer token goes on every call, and only to the server it was issued for: whatever a link, a redirect or a
reference says, what lies outside its base is not read. Nothing is remembered from one call to the next but how a server
wants to be asked: no cookie, no token, no answer.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from threading import BoundedSemaphore
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, InvalidHeader, ReadTimeoutError
from urllib3.util import Retry

from cds_service import decimal_json
from cds_service.fhir_client.access import FhirAccess
from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.server_profile import KnownServer

Resource = Mapping[str, Any]

FHIR_JSON = "application/fhir+json"
REDIRECTS = 3
CHUNK = 65536
RETRIES = Retry(
    total=2,
    backoff_factor=0.1,
    status_forcelist=(408, 429, 500, 502, 503, 504),
    allowed_methods={"GET", "POST"},  # what we post is a search or a batch of reads: it changes nothing
)
"""When to ask again: the policy only. We do the waiting, since there is a budget to keep."""


class FhirTrouble(Exception):
    """A question to a FHIR server that got no answer. Says why, without address, token or patient."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(says)
        self.code = code
        self.says = says


class FhirRefusal(FhirTrouble):
    """A question that a FHIR server does not take as it is put: put differently, it may."""


class AddressRefused(FhirRefusal):
    """A search that a FHIR server does not take in an address: posted, it may."""


# fmt: off
ELSEWHERE   = ("security",  "the FHIR server refers to an address outside of it")
UNREACHABLE = ("transient", "the FHIR server could not be reached, or broke off")
TOO_LATE    = ("timeout",   "the FHIR server did not answer in time")
TOO_LARGE   = ("too-long",  "the answer of the FHIR server is larger than this service accepts")
NOT_FHIR    = ("structure", "the answer of the FHIR server is not FHIR")
CIRCLE      = ("structure", "the pages of the FHIR server lead in a circle")
TOO_MANY    = ("too-long",  "the FHIR server has more pages than this service reads")
BY_STATUS: Mapping[int, tuple[str, str]] = {
    HTTPStatus.UNAUTHORIZED:      ("login",     "the FHIR server does not accept the access token"),
    HTTPStatus.FORBIDDEN:         ("forbidden", "the FHIR server does not permit the query"),
    HTTPStatus.NOT_FOUND:         ("not-found", "the FHIR server does not have it"),
    HTTPStatus.GONE:              ("deleted",   "the FHIR server no longer has it"),
    HTTPStatus.TOO_MANY_REQUESTS: ("throttled", "the FHIR server is being asked too often"),
}
REFUSING = frozenset({
    HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_IMPLEMENTED,
})
"""What servers answer to a search in a form that they do not take (decision 0042). 401 and 403 are meant."""
REFUSING_ADDRESSES = frozenset({HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.REQUEST_URI_TOO_LONG})
# fmt: on


@dataclass(frozen=True, slots=True)
class Posted:
    """What a request carries that is not read by its address alone."""

    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Bearer(AuthBase):
    """Presents a token, or none; in either case keeps a ``.netrc`` on the machine out of it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class SessionWithoutRedirects(requests.Session):
    """Leaves redirects to us: its own way with them reads what comes with one to the end, whatever the limits."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere."""


class FhirClient:
    """Reads from FHIR servers. One for the whole process: safe to use from several threads.

    ``connections`` is how many requests one server has under way at a time, of all calls together (decision 0044).
    """

    def __init__(
        self, session: requests.Session, *, max_bytes: int, connections: int, pause: Callable[[float], None]
    ) -> None:
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._session = session
        self._max_bytes = max_bytes
        self._connections = connections
        self._pause = pause
        self._turns: dict[str, BoundedSemaphore] = {}
        self._known: dict[str, KnownServer] = {}

    def read(self, access: FhirAccess, link: str, deadline: Deadline, posted: Posted | None = None) -> Resource:
        """The resource at a link, relative or absolute. Raises FhirTrouble."""
        address = access.server.under(link)
        for _ in range(1 + REDIRECTS):
            if address is None:
                raise FhirTrouble(*ELSEWHERE)
            reply = self._patiently(access, address, deadline, posted)
            onward = reply.headers.get("Location") if 300 <= reply.status < 400 else None
            if not onward:
                return _resource(reply)
            address = access.server.under(onward, seen_at=address)
            posted = None if reply.status == HTTPStatus.SEE_OTHER else posted
        raise FhirTrouble(*CIRCLE)

    def known(self, access: FhirAccess) -> KnownServer:
        """How a server wants to be asked, as far as it is known."""
        return self._known.setdefault(str(access.server), KnownServer())

    def _patiently(self, access: FhirAccess, address: str, deadline: Deadline, posted: Posted | None) -> Reply:
        retries, method = RETRIES, "POST" if posted else "GET"
        while True:
            reply = self._once(access, address, deadline, posted)
            is_passing = reply is None or retries.is_retry(method, reply.status)
            wait = _wait(retries, reply)
            if not (is_passing and retries.total and wait < deadline.remaining()):
                break
            retries = retries.increment(method)
            self._pause(wait)
        if reply is None:
            raise FhirTrouble(*UNREACHABLE)
        return reply

    def _once(self, access: FhirAccess, address: str, deadline: Deadline, posted: Posted | None) -> Reply | None:
        """One attempt; None where the connection failed."""
        try:
            with (
                self._turn(access, deadline),
                self._session.request(
                    "POST" if posted else "GET",
                    address,
                    data=posted.body if posted else None,
                    auth=Bearer(access.token),
                    headers={"Accept": FHIR_JSON} | ({"Content-Type": posted.media_type} if posted else {}),
                    timeout=_left(deadline),
                    allow_redirects=False,
                    stream=True,
                    # A proxy is no way to this machine itself.
                    proxies={"http": "", "https": ""} if access.server.is_loopback else None,
                ) as response,
            ):
                return Reply(response.status_code, response.headers, self._body(response, deadline))
        except (requests.Timeout, ReadTimeoutError):
            raise FhirTrouble(*TOO_LATE) from None
        except (requests.RequestException, HTTPError):
            return None

    @contextmanager
    def _turn(self, access: FhirAccess, deadline: Deadline) -> Iterator[None]:
        """One of the connections that a server is asked over."""
        turns = self._turns.setdefault(str(access.server), BoundedSemaphore(self._connections))
        if not turns.acquire(timeout=deadline.remaining()):
            raise FhirTrouble(*TOO_LATE)
        try:
            yield
        finally:
            turns.release()

    def _body(self, response: requests.Response, deadline: Deadline) -> bytes:
        """The body, as it comes in: a server that lets it drip is left when the time is up."""
        body = bytearray()
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._max_bytes:
                raise FhirTrouble(*TOO_LARGE)
            _left(deadline)
        return bytes(body)


def _left(deadline: Deadline) -> float:
    """The seconds left. Raises FhirTrouble when there are none."""
    if remaining := deadline.remaining():
        return remaining
    raise FhirTrouble(*TOO_LATE)


def _wait(retries: Retry, reply: Reply | None) -> float:
    """Seconds until the next attempt: as the server asks, in seconds or by a date, or else as the policy has it."""
    asked = reply.headers.get("Retry-After") if reply else None
    try:
        return retries.parse_retry_after(asked) if asked else retries.get_backoff_time()
    except (InvalidHeader, ValueError, OverflowError):  # the library lets dates through that no calendar has
        return retries.get_backoff_time()


def _resource(reply: Reply) -> Resource:
    if reply.status != HTTPStatus.OK:
        said = BY_STATUS.get(reply.status, ("exception", f"the FHIR server answers with status {reply.status}"))
        raise _kind_of_trouble(reply.status)(*said)
    try:
        resource = decimal_json.read(reply.body)
    except decimal_json.NotJson:
        raise FhirTrouble(*NOT_FHIR) from None
    if not isinstance(resource, dict) or "resourceType" not in resource:
        raise FhirTrouble(*NOT_FHIR)
    return resource


def _kind_of_trouble(status: int) -> type[FhirTrouble]:
    if status in REFUSING_ADDRESSES:
        return AddressRefused
    return FhirRefusal if status in REFUSING else FhirTrouble
