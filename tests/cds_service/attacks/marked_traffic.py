"""Traffic full of marked values: good calls, every kind of error, failures of FHIR servers, feedback."""

import json
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any, NamedTuple

from tests.cds_service.attacks.forged_tokens import GOOD_KEY, Forger
from tests.cds_service.attacks.marked_chart import (
    PATIENT_ID,
    SERVER_TEXT,
    build_marked_outcome,
    build_marked_prefetch,
)
from tests.cds_service.attacks.marks import mark
from tests.cds_service.auth.tokens import PATH, PUBLIC_URL, SigningKey, elliptic_key
from tests.cds_service.running import Response, RunningService
from tests.stub_fhir_server import Reply, StubFhirServer, searchset

Json = dict[str, Any]

FEEDBACK = f"{PATH}/feedback"
KNOWN_INSTANCE = "7f4c7cb2-9f7e-4a36-b6a4-5f1b7a1c9d10"
ACCESS = {
    "access_token": mark("accesstoken"),
    "token_type": "Bearer",
    "expires_in": 300,
    "scope": f"patient/*.rs {mark('scope')}",
    "subject": mark("subject"),
    "patient": PATIENT_ID,
}


class Exchange(NamedTuple):
    """What was sent, by its name, and the response."""

    name: str
    response: Response


@dataclass
class MarkedTraffic:
    """Sends marked requests to a service, some of which make it read from a FHIR server."""

    service: RunningService
    fhir: StubFhirServer
    prefetch: Json = field(default_factory=lambda: build_marked_prefetch(date.today()))  # noqa: DTZ011

    def __post_init__(self) -> None:
        self._numbers = count()

    def send_all(self) -> Iterator[Exchange]:
        """Send everything, and yield the responses."""
        yield from self.send_good_calls()
        yield from self.send_malformed_calls()
        yield from self.send_unauthentic_calls()
        yield from self.send_odd_requests()
        yield from self.read_from_failing_servers()
        yield from self.send_feedback()

    def send_good_calls(self) -> Iterator[Exchange]:
        """Send calls that are answered: prefetched, read from the FHIR server, of a patient, of an odd instance."""
        for key, result in self.prefetch.items():
            self.fhir.answer(key, result)
        yield self.call("prefetched", self.build_call())
        yield self.call("read from the FHIR server", self.build_call(prefetch={}))
        yield self.call("a hookInstance that is no UUID", self.build_call(hookInstance=mark("instance")))
        yield self.call(
            "a patient calls", self.build_call(context=self.build_context(userId=f"Patient/{mark('self')}"))
        )
        self.fhir.answer("reports", Reply(build_marked_outcome(), status=500))
        yield self.call("optional data fail", self.build_call(prefetch=self.without("reports")))

    def send_malformed_calls(self) -> Iterator[Exchange]:
        """Send calls that are no calls of the hook (400, 412)."""
        wrong: dict[str, Json] = {
            "hook": {"hook": mark("hook")},
            "context": {"context": mark("context")},
            "patientId that is no id": {"context": self.build_context(patientId=f"{mark('bad')} {PATIENT_ID}/..")},
            "patientId that is an object": {"context": self.build_context(patientId={mark("member"): 1})},
            "userId that is a list": {"context": self.build_context(userId=[mark("user")])},
            "prefetch": {"prefetch": mark("prefetch")},
            "fhirServer that is a list": {"fhirServer": [mark("fhirserver")]},
            "fhirServer that is not listed": {"fhirServer": f"https://{mark('host')}.example.org/r4", "prefetch": {}},
            "fhirServer that is no URL": {"fhirServer": mark("nourl"), "prefetch": {}},
            "access token of another patient": {"fhirAuthorization": ACCESS | {"patient": mark("other")}},
            "access token that cannot be sent": {"fhirAuthorization": ACCESS | {"access_token": "a\n" + mark("t")}},
            "a key that is another type": {"prefetch": self.prefetch | {"conditions": {"resourceType": mark("type")}}},
            "a key that is text": {"prefetch": self.prefetch | {"conditions": mark("text")}},
            "a patient of another id": {"prefetch": self.prefetch | {"patient": {"id": mark("another")}}},
            "an OperationOutcome": {"prefetch": self.prefetch | {"conditions": build_marked_outcome()}},
            "resources of strange shapes": {"prefetch": self.prefetch | {"conditions": _shape_strangely()}},
        }
        for name, members in wrong.items():
            yield self.call(name, self.build_call(**members))
        for name, text in {
            "JSON that is cut off": f'{{"hookInstance": "{mark("cut")}',
            "JSON with a wrong literal": f'{{"hook": {mark("literal")}}}',
            "a list": f'["{mark("list")}"]',
            "nested too deeply": "[" * 3000 + f'"{mark("deep")}"',
            "half of a surrogate pair": f'{{"hookInstance": "{mark("half")}\\ud83d"}}',
            "bytes that are no UTF-8": f'{{"hookInstance": "{mark("latin")}\udcff"}}',
        }.items():
            yield self.post(name, text.encode(errors="surrogateescape"))

    def send_unauthentic_calls(self) -> Iterator[Exchange]:
        """Send calls with marked tokens that nobody trusts (401)."""
        marked: Json = {"sub": mark("sub"), "jti": mark("jti"), "padding": mark("padding")}
        stranger = SigningKey(elliptic_key("stranger").private, "ES384", GOOD_KEY.key_id)
        forger, body = self.forger, json.dumps(self.build_call()).encode()
        for name, token in {
            "signed by a stranger": forger.write(stranger, **marked),
            "an issuer with a path": forger.write(iss=f"https://stranger.example.org/{PATIENT_ID}"),
            "an issuer that is text": forger.write(iss=mark("issuer")),
            "an unknown kid": forger.write(header={"kid": mark("kid")}),
            "a foreign jku": forger.write(header={"jku": f"https://{mark('jku')}.example.org"}),
            "a foreign tenant": forger.write(tenant=mark("tenant")),
            "a foreign audience": forger.write(aud=f"https://{mark('aud')}.example.org"),
            "no token at all": mark("notoken"),
        }.items():
            yield self.post(name, body, token=token)
        token = forger.write(**marked)
        yield self.post("a token the first time", body, token=token)
        yield self.post("a token the second time", body, token=token)

    def send_odd_requests(self) -> Iterator[Exchange]:
        """Send requests that are refused for their address, method or headers, by the application or below it."""
        body = json.dumps(self.build_call()).encode()
        yield self.post("another service", body, path=f"/cds-services/{mark('service')}")
        yield self.post("a web page", body, headers={"Origin": f"https://{mark('origin')}.example.org"})
        yield self.post("another media type", body, headers={"Content-Type": f"text/{mark('media')}"})
        yield self.post("another coding", body, headers={"Content-Encoding": mark("coding")})
        yield self.post("too large", body + b" " * 1024 * 1024)
        yield self.post("large headers", body, headers={"X-Large": mark("large") + "a" * 33_000})
        yield self.post("odd headers", body, headers={"Cookie": mark("cookie"), "X-Request-Start": mark("start")})
        for method, path in (
            ("GET", f"/{mark('path')}?patient={mark('query')}"),
            ("GET", f"/health/live?patient={mark('query')}"),
            ("DELETE", f"{PATH}?patient={mark('query')}"),
            ("OPTIONS", f"/cds-services/{mark('service')}"),
            (mark("method").upper(), PATH),
        ):
            headers = {"Origin": f"https://{mark('origin')}.example.org", "Referer": mark("referer")}
            yield Exchange(f"{method} {path}", self.service.send(method, path, headers=headers))
        for name, lines in {
            "a long address": f"GET /{mark('long')}{'a' * 5000} HTTP/1.1\r\nHost: a",
            "no HTTP": f"{mark('nonsense')}  HTTP/9",
            "a length that is none": f"POST {PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: {mark('length')}",
            "a transfer coding that is none": f"POST {PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {mark('te')}",
            "a header without a colon": f"GET /health/live HTTP/1.1\r\nHost: a\r\n{mark('header')}",
        }.items():
            yield Exchange(name, self.exchange(f"{lines}\r\n\r\n".encode()))

    def read_from_failing_servers(self) -> Iterator[Exchange]:
        """Send calls that need a FHIR server, which fails in one way after the other."""
        call = self.build_call(prefetch=self.without("conditions"))
        marked_headers = {"WWW-Authenticate": SERVER_TEXT, "Set-Cookie": SERVER_TEXT, "Retry-After": "100"}
        failures = {
            f"status {status}": Reply(build_marked_outcome(), status, marked_headers)
            for status in (400, 401, 403, 404, 410, 429, 500, 503)
        }
        failures |= {
            "no JSON": Reply(f"<html>{SERVER_TEXT}</html>"),
            "no FHIR": Reply({SERVER_TEXT: SERVER_TEXT}),
            "a redirect elsewhere": Reply("", 302, {"Location": f"https://{mark('location')}.example.org/"}),
            "a redirect in a circle": Reply("", 302, {"Location": f"/fhir/Condition?{mark('circle')}"}),
            "a page elsewhere": Reply(searchset(next_link=f"https://{mark('next')}.example.org/")),
            "an outcome among the results": Reply(searchset(build_marked_outcome())),
            "results of another patient": Reply(searchset(_condition(mark("stranger")))),
            "bytes that are not gzip": Reply(SERVER_TEXT, headers={"Content-Encoding": "gzip"}),
            "another FHIR release": Reply({"resourceType": "Bundle", "entry": [{"resource": _medication_order()}]}),
        }
        for name, reply in failures.items():
            self.fhir.answer("conditions", reply)
            yield self.call(f"the FHIR server answers with {name}", call)
        self.fhir.keep_waiting("conditions")
        yield self.call("the FHIR server does not answer", call)

    def send_feedback(self) -> Iterator[Exchange]:
        """Send feedback on a card, with comments that must not be kept, and feedback that is none."""
        answer = self.call("a card to comment on", self.build_call())
        yield answer
        card = answer.response.json["cards"][0]
        item = {"card": card["uuid"], "outcomeTimestamp": "2024-06-15T12:00:00Z"}
        accepted = [{"id": card["suggestions"][0]["uuid"], mark("member"): mark("value")}]
        reason = {
            "code": f"{mark('reason')} said no",
            "system": f"{mark('system')} said no",
            "display": mark("display"),
        }
        override = {"reason": reason, "userComment": mark("comment")}
        items: dict[str, Json] = {
            "accepted": item | {"outcome": "accepted", "acceptedSuggestions": accepted, mark("member"): mark("value")},
            "overridden": item | {"outcome": "overridden", "overrideReason": override},
            "of no card": item | {"card": mark("card"), "outcome": "accepted"},
            "of no outcome": item | {"outcome": mark("outcome")},
            "at no time": item | {"outcome": "accepted", "outcomeTimestamp": mark("time")},
            "with a comment that is a list": item | {"outcome": "overridden", "overrideReason": [mark("list")]},
        }
        for name, feedback in items.items():
            yield self.post(f"feedback {name}", json.dumps({"feedback": [feedback]}).encode(), path=FEEDBACK)

    @property
    def forger(self) -> Forger:
        """What writes tokens that are good now."""
        return Forger(int(time.time()), "https://trap.example.org")

    def build_call(self, **members: Any) -> Json:
        """Build a call, some members of it changed."""
        call = {
            "hook": "patient-view",
            "hookInstance": KNOWN_INSTANCE,
            "context": self.build_context(),
            "fhirServer": self.fhir.base,
            "fhirAuthorization": ACCESS,
            "prefetch": self.prefetch,
            "extension": {mark("extension"): mark("extension")},
        }
        return call | members

    def build_context(self, **members: Any) -> Json:
        """Build the context of a call."""
        context = {"userId": f"Practitioner/{mark('user')}", "patientId": PATIENT_ID, "encounterId": mark("encounter")}
        return context | members

    def without(self, key: str) -> Json:
        """Return the prefetch without one key."""
        return {name: result for name, result in self.prefetch.items() if name != key}

    def call(self, name: str, call: Json) -> Exchange:
        """Send a signed call."""
        return self.post(name, json.dumps(call).encode())

    def post(
        self, name: str, body: bytes, *, path: str = PATH, token: str = "", headers: Mapping[str, str] | None = None
    ) -> Exchange:
        """Send a signed request to a service, from an address of its own."""
        number = next(self._numbers)
        token = token or self.forger.write(jti=f"{mark('jti')}{number}", sub=mark("sub"), aud=f"{PUBLIC_URL}{path}")
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {token}", **(headers or {})}
        return Exchange(name, self.service.send("POST", path, body, sent, f"127.3.0.{1 + number % 250}"))

    def exchange(self, request: bytes) -> Response:
        """Send bytes, and return whatever comes back as the body of a response."""
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=60) as connection:
            connection.sendall(request)
            received = b"".join(iter(lambda: connection.recv(65_536), b""))
        return Response(int(received.split(b" ", 2)[1]), "", (), received)


def _shape_strangely() -> Json:
    """Build a Bundle of resources whose elements have unexpected shapes."""
    strange: list[Any] = [
        {"resourceType": mark("resource"), "id": mark("id")},
        _condition(PATIENT_ID) | {"clinicalStatus": mark("status"), "onsetDateTime": mark("date")},
        _condition(PATIENT_ID) | {"code": [mark("code")], "id": [mark("id")]},
        mark("noresource"),
    ]
    return {"resourceType": "Bundle", "type": mark("type"), "entry": [{"resource": resource} for resource in strange]}


def _condition(patient_id: str) -> Json:
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "92818009"}], "text": mark("diagnosis")}
    return {
        "resourceType": "Condition",
        "id": mark("condition"),
        "subject": {"reference": f"Patient/{patient_id}", "display": mark("name")},
        "code": code,
    }


def _medication_order() -> Json:
    return {"resourceType": "MedicationOrder", "patient": {"reference": f"Patient/{PATIENT_ID}"}, "note": mark("note")}
