"""A FHIR server on this machine that answers as it is told, and remembers what it was asked.

Untold, it speaks R4, knows every patient, and has results about other things only. What it is asked is named by the
prefetch key whose query it is, and otherwise by its path: ``metadata``, ``Medication/m1``.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cds_service.prefetch.keys import PREFETCH_KEYS

BASE = "/fhir"


@dataclass(frozen=True)
class Question:
    """One request: what it asks for, its parameters, what it carries, the token and the cookie it brought."""

    name: str
    path: str
    parameters: Mapping[str, str]
    authorization: str | None
    cookie: str | None
    method: str = "GET"
    body: bytes = b""

    @property
    def patient_id(self) -> str:
        """The patient whose results are searched for."""
        return self.parameters.get("patient", self.parameters.get("subject", "")).removeprefix("Patient/")


@dataclass(frozen=True)
class Reply:
    """One answer. A body that is not text or bytes goes out as JSON, an iterator's pieces one after the other."""

    body: Any = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def pieces(self) -> Iterator[bytes]:
        """The body as it goes over the wire."""
        if isinstance(self.body, Iterator):
            return self.body
        text = self.body if isinstance(self.body, str | bytes) else json.dumps(self.body)
        return iter([text if isinstance(text, bytes) else text.encode()])

    @property
    def length(self) -> Mapping[str, str]:
        """The header that tells the length of the body, where it is known beforehand."""
        return {} if isinstance(self.body, Iterator) else {"Content-Length": str(sum(map(len, self.pieces)))}


Answer = Callable[[Question], Reply]


class StubFhirServer:
    """The server, as a test sees it."""

    def __init__(self, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.base = f"{self.origin}{BASE}"
        self.asked: list[Question] = []
        self.closing = Event()
        self._answers: dict[str, Answer] = {}

    def answer(self, name: str, *replies: Any) -> None:
        """What to answer from now on: each reply once, the last one for ever. A function is given the question."""
        waiting = list(replies)

        def next_reply(question: Question) -> Reply:
            reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            reply = reply(question) if callable(reply) else reply
            return reply if isinstance(reply, Reply) else Reply(reply)

        self._answers[name] = next_reply

    def keep_waiting(self, name: str) -> None:
        """Give no answer for as long as the test lasts."""

        def never(_question: Question) -> Reply:
            self.closing.wait()
            return Reply(status=503)

        self.answer(name, never)

    def asked_for(self, name: str) -> list[Question]:
        """The questions of that name."""
        return [each for each in self.asked if each.name == name]

    @property
    def names_asked(self) -> list[str]:
        """The names of all questions about the patient, sorted."""
        return sorted(each.name for each in self.asked if each.name != "metadata")

    def reply_to(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Note a question and answer it. The parameters of a search that is posted are in its body."""
        path, posted = urlsplit(url).path, headers.get("Content-Type") == "application/x-www-form-urlencoded"
        parsed = parse_qs(body.decode() if posted else urlsplit(url).query)
        parameters = {name: values[0] for name, values in parsed.items()}
        presented = headers.get("Authorization"), headers.get("Cookie")
        question = Question(_name(path, parameters), path, parameters, *presented, method, body)
        self.asked.append(question)
        return self._answers.get(question.name, _untold)(question)


def searchset(*resources: Mapping[str, Any], following: str = "", **members: Any) -> dict[str, Any]:
    """The answer to a search, with a link to a further page if there is one."""
    links = {"link": [{"relation": "next", "url": following}]} if following else {}
    entries = {"entry": [{"resource": each, "search": {"mode": "match"}} for each in resources]} if resources else {}
    return {"resourceType": "Bundle", "type": "searchset", **links, **entries, **members}


def about_something_else(question: Question) -> dict[str, Any]:
    """A resource of the type that was searched for, and of its patient, that concerns nobody here."""
    patient = {"reference": f"Patient/{question.patient_id}"}
    kind = question.path.removesuffix("/_search").rpartition("/")[2]
    return {"resourceType": kind, "id": f"other-{kind}", "status": "unknown", "subject": patient}


@contextmanager
def stub_fhir_server() -> Iterator[StubFhirServer]:
    """A server for as long as the block lasts."""

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
            """Nothing: the test's own output is enough."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.daemon_threads = True
    stub = StubFhirServer(server.server_port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stub
    finally:
        stub.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _name(path: str, parameters: Mapping[str, str]) -> str:
    relative = path.removeprefix(f"{BASE}/")
    for key in PREFETCH_KEYS:
        kind, _, query = key.query.partition("?")
        wanted = dict(each.split("=", 1) for each in query.split("&")) if query else {}
        same = all(parameters.get(name) == value for name, value in wanted.items() if name != "patient")
        if (wanted and relative == kind and same) or (not wanted and relative.startswith(f"{kind.split('/')[0]}/")):
            return key.name
    return relative


def _untold(question: Question) -> Reply:
    if question.name == "metadata":
        return Reply({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"})
    if question.name == "patient":
        return Reply({"resourceType": "Patient", "id": question.path.rpartition("/")[2]})
    if question.parameters:
        return Reply(searchset(about_something_else(question)))
    return Reply({"resourceType": "OperationOutcome"}, status=404)
