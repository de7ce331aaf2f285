"""Answers as servers send them: packed, cut, dripping, in other alphabets, by servers with HTTP of their own."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.cds_service.calls import PATIENT_ID, SERVICE, assessed, authorization, empty_prefetch, hook_call, without
from tests.cds_service.conftest import Opened
from tests.stub_fhir_server import Question, Reply, StubFhirServer, searchset

TRANSCRIPT = {
    "resourceType": "Observation",
    "id": "transcript",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "69380-4"}], "text": "Größe"},
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
    "effectiveDateTime": "2024-05-01",
    "valueQuantity": {"value": 0.05, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
}
ANSWER = json.dumps(searchset(TRANSCRIPT), ensure_ascii=False).encode()
NOT_FHIR = "the answer of the FHIR server is not FHIR"
BROKEN_OFF = "the FHIR server could not be reached, or broke off"
TOO_LARGE = "the answer of the FHIR server is larger than this service accepts"


def _pull(service: FlaskClient, fhir: StubFhirServer) -> Any:
    call = hook_call(
        fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=without(empty_prefetch(), "molecular")
    )
    return service.post(SERVICE, json=call)


def _packed(coding: str, body: bytes) -> Reply:
    return Reply(body, headers={"Content-Encoding": coding})


def _bare_deflate(body: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(body) + packing.flush()


def _chunks(*pieces: bytes, last: bytes = b"0\r\n\r\n") -> Callable[[Question], Reply]:
    def reply(_question: Question) -> Reply:
        body: Iterator[bytes] = iter([*(b"%x\r\n%s\r\n" % (len(each), each) for each in pieces), last])
        return Reply(body, headers={"Transfer-Encoding": "chunked", "Connection": "close"})

    return reply


def _byte_by_byte(body: bytes, **headers: str) -> Callable[[Question], Reply]:
    length = {"Content-Length": str(len(body))}
    return lambda _question: Reply((bytes([each]) for each in body), headers=length | headers)


@pytest.mark.parametrize(
    "reply",
    [
        _packed("gzip", gzip.compress(ANSWER)),
        _packed("deflate", zlib.compress(ANSWER)),
        _packed("deflate", _bare_deflate(ANSWER)),
        _chunks(ANSWER[:7], ANSWER[7:]),
        _byte_by_byte(ANSWER),
        _byte_by_byte(gzip.compress(ANSWER), **{"Content-Encoding": "gzip"}),
        Reply(b"\xef\xbb\xbf" + ANSWER),
        Reply(json.dumps(searchset(TRANSCRIPT), indent=4)),
        Reply(ANSWER, headers={"Content-Type": "text/plain; charset=iso-8859-1"}),
        Reply(ANSWER.replace(b'"type"', b'"entry": [], "type"')),
        Reply(json.dumps(searchset(TRANSCRIPT, total="1"))),
        Reply(json.dumps(searchset(TRANSCRIPT, total=True))),
        Reply(json.dumps(searchset(TRANSCRIPT, total=-1))),
    ],
)
def test_an_answer_is_the_same_however_it_is_sent(service: FlaskClient, fhir: StubFhirServer, reply: Any) -> None:
    prefetched = service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(molecular=searchset(TRANSCRIPT))))
    fhir.answer("molecular", reply)
    assert assessed(_pull(service, fhir).json) == assessed(prefetched.json)


@pytest.mark.parametrize(
    ("reply", "because"),
    [
        (Reply(ANSWER.decode().encode("latin-1")), NOT_FHIR),
        (Reply(ANSWER.decode().encode("utf-16")), NOT_FHIR),
        (Reply('<Bundle xmlns="http://hl7.org/fhir"/>'), NOT_FHIR),
        (Reply('{"resourceType": "Bundle", "x": ' + "[" * 100_000 + "]" * 100_000 + "}"), NOT_FHIR),
        (Reply('{"resourceType": "Bundle", "total": ' + "9" * 6000 + "}"), NOT_FHIR),
        (_packed("gzip", gzip.compress(ANSWER)[:-30]), NOT_FHIR),
        (_packed("br", ANSWER[::-1]), NOT_FHIR),
        (_packed("gzip", gzip.compress(b" " * 20 * 1024 * 1024)), TOO_LARGE),
        (_chunks(ANSWER[:7], last=b""), BROKEN_OFF),
        (_chunks(ANSWER[:7], last=b"so many\r\n"), BROKEN_OFF),
        (Reply(ANSWER, headers={"X-Long": "x" * 70_000}), BROKEN_OFF),
        (Reply(ANSWER, headers={f"X-{number}": "x" for number in range(120)}), BROKEN_OFF),
        (Reply(ANSWER, status=206), "the FHIR server answers with status 206"),
        (Reply(status=204), "the FHIR server answers with status 204"),
        (Reply(status=302), "the FHIR server answers with status 302"),
        (Reply(status=406), "the FHIR server answers with status 406"),
        (Reply(status=999), "the FHIR server answers with status 999"),
    ],
)
def test_what_is_no_answer_ends_the_call_with_the_reason(
    opened: Opened, fhir: StubFhirServer, reply: Any, because: str
) -> None:
    fhir.answer("molecular", reply)
    answer = _pull(opened(max_body_mib=1), fhir)
    assert answer.status_code == 412
    assert answer.json["issue"][0]["details"]["text"].endswith(because)


def test_bundles_within_a_bundle_are_not_read_and_that_is_said(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(searchset(TRANSCRIPT)))
    [unread] = assessed(_pull(service, fhir).json)["unread"]
    assert unread == {"key": "molecular", "reason": "it holds Bundles within, which are not read"}
