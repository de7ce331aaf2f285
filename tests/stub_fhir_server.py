"""A FHIR server on this machine that answers as a test configures it, and records the requests.

By default it is an R4 server that has every patient, and only irrelevant results. A request is named after the prefetch
key whose query it is, or else after its path, such as ``metadata`` or ``Medication/m1``.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cds_service.prefetch.keys import PREFETCH_KEYS

BASE = "/fhir"


@dataclass(frozen=True)
class FhirRequest:
    """One request, with its token and cookie. ``name`` is the prefetch key or the path."""

    name: str
    path: str
    parameters: Mapping[str, str]
    authorization: str | None
    cookie: str | None
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    @property
    def patient_id(self) -> str:
        """The patient of a search."""
        return self.parameters.get("patient", self.parameters.get("subject", "")).removeprefix("Patient/")


@dataclass(frozen=True)
class Reply:
    """One response. A body that is not text or bytes is sent as JSON; an iterator is sent piece by piece."""

    body: Any = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def pieces(self) -> Iterator[bytes]:
        """The body as it is sent."""
        if isinstance(self.body, Iterator):
            return self.body
        text = self.body if isinstance(self.body, str | bytes) else json.dumps(self.body)
        return iter([text if isinstance(text, bytes) else text.encode()])

    @property
    def length(self) -> Mapping[str, str]:
        """The header with the length of the body, if it is known in advance."""
        return {} if isinstance(self.body, Iterator) else {"Content-Length": str(sum(map(len, self.pieces)))}


Answer = Callable[[FhirRequest], Reply]


class StubFhirServer:
    """The server as tests use it."""

    def __init__(self, port: int, scheme: str) -> None:
        self.origin = f"{scheme}://127.0.0.1:{port}"
        self.base = f"{self.origin}{BASE}"
        self.requests: list[FhirRequest] = []
        self.closing = Event()
        self._answers: dict[str, Answer] = {}
        self._default = _default_reply

    def answer(self, name: str, *replies: Any) -> None:
        """Set the replies to requests of a name: used once each, the last one repeatedly."""
        remaining = list(replies)

        def next_reply(request: FhirRequest) -> Reply:
            reply = remaining.pop(0) if len(remaining) > 1 else remaining[0]
            reply = reply(request) if callable(reply) else reply
            return reply if isinstance(reply, Reply) else Reply(reply)

        self._answers[name] = next_reply

    def refuse_all(self, status: int) -> None:
        """Reply with a status to every request that has no reply of its own."""
        self._default = lambda _request: Reply(status=status)

    def keep_waiting(self, name: str) -> None:
        """Do not reply to requests of a name until the test ends."""

        def wait_for_end(_request: FhirRequest) -> Reply:
            self.closing.wait()
            return Reply(status=503)

        self.answer(name, wait_for_end)

    def requests_for(self, name: str) -> list[FhirRequest]:
        """Return the requests of a name."""
        return [request for request in self.requests if request.name == name]

    @property
    def requested_names(self) -> list[str]:
        """The names of all requests except ``metadata``, sorted."""
        return sorted(request.name for request in self.requests if request.name != "metadata")

    def reply_to(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Record a request and return its reply. The parameters of a POST search are in its body."""
        path, posted = urlsplit(url).path, headers.get("Content-Type") == "application/x-www-form-urlencoded"
        parsed = parse_qs(body.decode() if posted else urlsplit(url).query)
        parameters = {name: values[0] for name, values in parsed.items()}
        credentials = headers.get("Authorization"), headers.get("Cookie")
        request = FhirRequest(
            _name_request(path, parameters),
            path,
            parameters,
            *credentials,
            method,
            body,
            dict(headers),
            urlsplit(url).query,
        )
        self.requests.append(request)
        return self._answers.get(request.name, self._default)(request)


def searchset(*resources: Mapping[str, Any], next_link: str = "", **members: Any) -> dict[str, Any]:
    """A search result, with a link to the next page if one is given."""
    links = {"link": [{"relation": "next", "url": next_link}]} if next_link else {}
    entries = (
        {"entry": [{"resource": resource, "search": {"mode": "match"}} for resource in resources]} if resources else {}
    )
    return {"resourceType": "Bundle", "type": "searchset", **links, **entries, **members}


def unrelated_resource(request: FhirRequest) -> dict[str, Any]:
    """An irrelevant resource of the requested type and patient."""
    patient = {"reference": f"Patient/{request.patient_id}"}
    kind = request.path.removesuffix("/_search").rpartition("/")[2]
    return {"resourceType": kind, "id": f"other-{kind}", "status": "unknown", "subject": patient}


@contextmanager
def stub_fhir_server(tls: SSLContext | None = None) -> Iterator[StubFhirServer]:
    """Run a server for the duration of the block, over https if there is a context for it."""

    class Listener(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            reply = stub.reply_to(self.command, self.path, self.headers, body)
            self.send_response(reply.status)
            for name, value in {**reply.length, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in reply.pieces:
                self.wfile.write(piece)

        do_POST = do_GET

        def log_message(self, *_args: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    stub = StubFhirServer(server.server_port, "https" if tls else "http")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stub
    finally:
        stub.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _name_request(path: str, parameters: Mapping[str, str]) -> str:
    relative = path.removeprefix(f"{BASE}/")
    for key in PREFETCH_KEYS:
        kind, _, query = key.query.partition("?")
        wanted = dict(part.split("=", 1) for part in query.split("&")) if query else {}
        same = all(parameters.get(name) == value for name, value in wanted.items() if name != "patient")
        if (wanted and relative == kind and same) or (not wanted and relative.startswith(f"{kind.split('/')[0]}/")):
            return key.name
    return relative


def _default_reply(request: FhirRequest) -> Reply:
    if request.name == "metadata":
        return Reply({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"})
    if request.name == "patient":
        return Reply({"resourceType": "Patient", "id": request.path.rpartition("/")[2]})
    if request.parameters:
        return Reply(searchset(unrelated_resource(request)))
    return Reply({"resourceType": "OperationOutcome"}, status=404)
