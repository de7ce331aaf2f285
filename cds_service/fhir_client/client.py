"""Reading single resources from FHIR servers, within the time of the call.

Every request carries the call's bearer token, and goes only to URLs under the server's base: a link, redirect or
reference that leads elsewhere is an error (decision 0041). Between calls the client keeps what it learned about a
server (``server_profile``), and nothing else: no cookie, no token, no response.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from threading import BoundedSemaphore
from typing import Any

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from cds_service import decimal_json
from cds_service.fhir_client.access import FhirAccess
from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.errors import (
    CIRCULAR_LINKS,
    NOT_FHIR,
    OUTSIDE_SERVER,
    TIMED_OUT,
    TOO_LARGE,
    UNREACHABLE,
    UNTRUSTED,
    FhirServerError,
    build_status_error,
)
from cds_service.fhir_client.server_profile import ServerProfile
from cds_service.fhir_client.transport import (
    CHUNK_BYTES,
    HEADERS,
    MAX_REDIRECTS,
    RETRIES,
    BearerAuth,
    HttpReply,
    PostBody,
    calculate_retry_delay,
)

Resource = Mapping[str, Any]


class FhirClient:
    """Reads from FHIR servers. One instance serves the whole process; it is safe to use from several threads.

    ``connections`` limits the concurrent requests to one server, of all calls together (decision 0044).
    """

    def __init__(
        self, session: requests.Session, *, max_bytes: int, connections: int, sleep: Callable[[float], None]
    ) -> None:
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._session = session
        self._max_bytes = max_bytes
        self._connections = connections
        self._sleep = sleep
        self._connection_slots: dict[str, BoundedSemaphore] = {}
        self._profiles: dict[str, ServerProfile] = {}

    def read(self, access: FhirAccess, link: str, deadline: Deadline, post_body: PostBody | None = None) -> Resource:
        """Return the resource at a relative or absolute link. Raises FhirServerError."""
        url = access.server.resolve(link)
        for _ in range(1 + MAX_REDIRECTS):
            if url is None:
                raise FhirServerError(*OUTSIDE_SERVER)
            reply = self._send_with_retries(access, url, deadline, post_body)
            location = reply.headers.get("Location") if 300 <= reply.status < 400 else None
            if not location:
                return _parse_resource(reply)
            url = access.server.resolve(location, seen_at=url)
            # 303 See Other: the result is to be fetched with GET. Every other redirect repeats the request.
            post_body = None if reply.status == HTTPStatus.SEE_OTHER else post_body
        raise FhirServerError(*CIRCULAR_LINKS)

    def get_profile(self, access: FhirAccess) -> ServerProfile:
        """Return what is known about a server; the same object for every call."""
        return self._profiles.setdefault(str(access.server), ServerProfile())

    def _send_with_retries(
        self, access: FhirAccess, url: str, deadline: Deadline, post_body: PostBody | None
    ) -> HttpReply:
        retries, method = RETRIES, "POST" if post_body else "GET"
        while True:
            reply = self._send(access, url, deadline, post_body)
            is_transient = reply is None or retries.is_retry(method, reply.status)
            delay = calculate_retry_delay(retries, reply)
            if not (is_transient and retries.total and delay < deadline.remaining()):
                break
            retries = retries.increment(method)
            self._sleep(delay)
        if reply is None:
            raise FhirServerError(*UNREACHABLE)
        return reply

    def _send(self, access: FhirAccess, url: str, deadline: Deadline, post_body: PostBody | None) -> HttpReply | None:
        """Make one attempt. Return None if the connection failed."""
        try:
            with (
                self._connection_slot(access, deadline),
                access.vain_requests.send(deadline.remaining()) as outcome,
                self._session.request(
                    "POST" if post_body else "GET",
                    url,
                    data=post_body.content if post_body else None,
                    auth=BearerAuth(access.token),
                    headers={**HEADERS, **({"Content-Type": post_body.media_type} if post_body else {})},
                    timeout=_require_time(deadline),
                    allow_redirects=False,
                    stream=True,
                    # A proxy cannot reach a server on this machine.
                    proxies={"http": "", "https": ""} if access.server.is_loopback else None,
                ) as response,
            ):
                reply = HttpReply(response.status_code, response.headers, self._read_body(response, deadline))
                outcome.is_answered = reply.status < HTTPStatus.BAD_REQUEST
                return reply
        except (requests.Timeout, ReadTimeoutError):
            raise FhirServerError(*TIMED_OUT) from None
        except requests.exceptions.SSLError:
            raise FhirServerError(*UNTRUSTED) from None
        except (requests.RequestException, HTTPError):
            return None

    @contextmanager
    def _connection_slot(self, access: FhirAccess, deadline: Deadline) -> Iterator[None]:
        """Hold one of the connections that the server may be queried over."""
        slots = self._connection_slots.setdefault(str(access.server), BoundedSemaphore(self._connections))
        if not slots.acquire(timeout=deadline.remaining()):
            raise FhirServerError(*TIMED_OUT)
        try:
            yield
        finally:
            slots.release()

    def _read_body(self, response: requests.Response, deadline: Deadline) -> bytes:
        # Piece by piece: the timeout of requests applies to each read, so a slow trickle could outlast the deadline.
        body = bytearray()
        while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
            body += chunk
            if len(body) > self._max_bytes:
                raise FhirServerError(*TOO_LARGE)
            _require_time(deadline)
        return bytes(body)


def _require_time(deadline: Deadline) -> float:
    """Return the remaining seconds. Raises FhirServerError if there are none."""
    if remaining := deadline.remaining():
        return remaining
    raise FhirServerError(*TIMED_OUT)


def _parse_resource(reply: HttpReply) -> Resource:
    if reply.status == HTTPStatus.NO_CONTENT:
        return {"resourceType": "Bundle"}  # some servers answer so where they find nothing
    if reply.status != HTTPStatus.OK:
        raise build_status_error(reply.status)
    try:
        resource = decimal_json.read(reply.body)
    except decimal_json.InvalidJsonError:
        raise FhirServerError(*NOT_FHIR) from None
    if not isinstance(resource, dict) or "resourceType" not in resource:
        raise FhirServerError(*NOT_FHIR)
    return resource
