"""Reading from a FHIR server: one answer at a time, within the time that is left.

The bearer token goes on every call, and only to the server it was issued for: whatever a link, a redirect or a
reference says, what lies outside its base is not read. Nothing is remembered from one call to the next but which FHIR
release a server speaks: no cookie, no token, no answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3.util import Retry

from cds_service import exact_json
from cds_service.deadline import Deadline
from cds_service.fhir_access import FhirAccess

Resource = Mapping[str, Any]

FHIR_JSON = "application/fhir+json"
REDIRECTS = 3
CHUNK = 65536

RETRIES = Retry(total=2, backoff_factor=0.1, status_forcelist=(408, 429, 500, 502, 503, 504))
"""When to ask again: the policy only. We do the waiting, since there is a budget to keep."""


class FhirTrouble(Exception):
    """A question to a FHIR server that got no answer. Says why, without address, token or patient."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(says)
        self.code = code
        self.says = says


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
# fmt: on


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


class FhirClient:
    """Reads from FHIR servers. One for the whole process: safe to use from several threads."""

    def __init__(self, session: requests.Session, *, max_bytes: int, pause: Callable[[float], None]) -> None:
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._session = session
        self._max_bytes = max_bytes
        self._pause = pause
        self._releases: dict[str, str] = {}

    def read(self, access: FhirAccess, link: str, deadline: Deadline) -> Resource:
        """The resource at a link, relative or absolute. Raises FhirTrouble."""
        address = access.server.under(link)
        for _ in range(1 + REDIRECTS):
            if address is None:
                raise FhirTrouble(*ELSEWHERE)
            reply = self._patiently(access, address, deadline)
            onward = reply.headers.get("Location") if 300 <= reply.status < 400 else None
            if not onward:
                return _resource(reply)
            address = access.server.under(onward, seen_at=address)
        raise FhirTrouble(*CIRCLE)

    def release(self, access: FhirAccess, deadline: Deadline) -> str:
        """The FHIR release a server says it speaks, such as 4.0.1; empty if it does not say."""
        server = str(access.server)
        if server not in self._releases:
            capability = self.read(access, "metadata", deadline)
            self._releases[server] = str(capability.get("fhirVersion", ""))
        return self._releases[server]

    def _patiently(self, access: FhirAccess, address: str, deadline: Deadline) -> Reply:
        retries = RETRIES
        while True:
            reply = self._once(access, address, deadline)
            is_passing = reply is None or retries.is_retry("GET", reply.status)
            wait = _wait(retries, reply)
            if not (is_passing and retries.total and wait < deadline.remaining()):
                break
            retries = retries.increment("GET")
            self._pause(wait)
        if reply is None:
            raise FhirTrouble(*UNREACHABLE)
        return reply

    def _once(self, access: FhirAccess, address: str, deadline: Deadline) -> Reply | None:
        """One attempt; None where the connection failed."""
        remaining = deadline.remaining()
        if not remaining:
            raise FhirTrouble(*TOO_LATE)
        try:
            with self._session.get(
                address,
                auth=Bearer(access.token),
                headers={"Accept": FHIR_JSON},
                timeout=remaining,
                allow_redirects=False,
                stream=True,
                # A proxy is no way to this machine itself.
                proxies={"http": "", "https": ""} if access.server.is_loopback else None,
            ) as response:
                return Reply(response.status_code, response.headers, self._body(response, deadline))
        except requests.Timeout:
            raise FhirTrouble(*TOO_LATE) from None
        except requests.RequestException:
            return None

    def _body(self, response: requests.Response, deadline: Deadline) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(CHUNK):
            body += chunk
            if len(body) > self._max_bytes:
                raise FhirTrouble(*TOO_LARGE)
            if not deadline.remaining():
                raise FhirTrouble(*TOO_LATE)
        return bytes(body)


def _wait(retries: Retry, reply: Reply | None) -> float:
    asked = reply.headers.get("Retry-After", "") if reply else ""
    return float(asked) if asked.isdecimal() else retries.get_backoff_time()


def _resource(reply: Reply) -> Resource:
    if reply.status != HTTPStatus.OK:
        raise FhirTrouble(
            *BY_STATUS.get(reply.status, ("exception", f"the FHIR server answers with status {reply.status}"))
        )
    try:
        resource = exact_json.read(reply.body)
    except exact_json.NotJson:
        raise FhirTrouble(*NOT_FHIR) from None
    if not isinstance(resource, dict) or "resourceType" not in resource:
        raise FhirTrouble(*NOT_FHIR)
    return resource
