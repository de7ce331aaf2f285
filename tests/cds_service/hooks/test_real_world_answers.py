"""Responses as FHIR servers send them: compressed, truncated, slow, in other encodings, or not according to HTTP."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.cds_service.calls import (
    PATIENT_ID,
    SERVICE,
    authorization,
    empty_prefetch,
    hook_call,
    read_assessment,
    without,
)
from tests.cds_service.conftest import OpenService
from tests.stub_fhir_server import FhirRequest, Reply, StubFhirServer, searchset

BCR_ABL1 = {
    "resourceType": "Observation",
    "id": "transcript",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "69380-4"}], "text": "Größe"},
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
    "effectiveDateTime": "2024-05-01",
    "valueQuantity": {"value": 0.05, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
}
ANSWER = json.dumps(searchset(BCR_ABL1), ensure_ascii=False).encode()
NOT_FHIR = "the FHIR server's response is not valid FHIR"
CONNECTION_CLOSED = "the FHIR server could not be reached or closed the connection"
TOO_LARGE = "the FHIR server's response is larger than this service accepts"


def _pull(service: FlaskClient, fhir: StubFhirServer) -> Any:
    call = hook_call(
        fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=without(empty_prefetch(), "molecular")
    )
    return service.post(SERVICE, json=call)


def _encode_content(coding: str, body: bytes) -> Reply:
    return Reply(body, headers={"Content-Encoding": coding})


def _deflate_raw(body: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(body) + packing.flush()


def _send_chunks(*pieces: bytes, last: bytes = b"0\r\n\r\n") -> Callable[[FhirRequest], Reply]:
    def reply(_request: FhirRequest) -> Reply:
        body: Iterator[bytes] = iter([*(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces), last])
        return Reply(body, headers={"Transfer-Encoding": "chunked", "Connection": "close"})

    return reply


def _send_bytewise(body: bytes, **headers: str) -> Callable[[FhirRequest], Reply]:
    length = {"Content-Length": str(len(body))}
    return lambda _request: Reply((bytes([statement]) for statement in body), headers=length | headers)


@pytest.mark.parametrize(
    "reply",
    [
        _encode_content("gzip", gzip.compress(ANSWER)),
        _encode_content("deflate", zlib.compress(ANSWER)),
        _encode_content("deflate", _deflate_raw(ANSWER)),
        _send_chunks(ANSWER[:7], ANSWER[7:]),
        _send_bytewise(ANSWER),
        _send_bytewise(gzip.compress(ANSWER), **{"Content-Encoding": "gzip"}),
        Reply(b"\xef\xbb\xbf" + ANSWER),
        Reply(json.dumps(searchset(BCR_ABL1), indent=4)),
        Reply(ANSWER, headers={"Content-Type": "text/plain; charset=iso-8859-1"}),
        Reply(ANSWER.replace(b'"type"', b'"entry": [], "type"')),
        Reply(json.dumps(searchset(BCR_ABL1, total="1"))),
        Reply(json.dumps(searchset(BCR_ABL1, total=True))),
        Reply(json.dumps(searchset(BCR_ABL1, total=-1))),
    ],
)
def test_the_encoding_of_a_response_does_not_matter(service: FlaskClient, fhir: StubFhirServer, reply: Any) -> None:
    prefetched = service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(molecular=searchset(BCR_ABL1))))
    fhir.answer("molecular", reply)
    assert read_assessment(_pull(service, fhir).json) == read_assessment(prefetched.json)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(ANSWER.decode().encode("latin-1")), NOT_FHIR),
        (Reply(ANSWER.decode().encode("utf-16")), NOT_FHIR),
        (Reply('<Bundle xmlns="http://hl7.org/fhir"/>'), NOT_FHIR),
        (Reply('{"resourceType": "Bundle", "x": ' + "[" * 100_000 + "]" * 100_000 + "}"), NOT_FHIR),
        (Reply('{"resourceType": "Bundle", "total": ' + "9" * 6000 + "}"), NOT_FHIR),
        (_encode_content("gzip", gzip.compress(ANSWER)[:-30]), NOT_FHIR),
        (_encode_content("br", ANSWER[::-1]), NOT_FHIR),
        (_encode_content("gzip", gzip.compress(b" " * 20 * 1024 * 1024)), TOO_LARGE),
        (_send_chunks(ANSWER[:7], last=b""), CONNECTION_CLOSED),
        (_send_chunks(ANSWER[:7], last=b"so many\r\n"), CONNECTION_CLOSED),
        (Reply(ANSWER, headers={"X-Long": "x" * 70_000}), CONNECTION_CLOSED),
        (Reply(ANSWER, headers={f"X-{number}": "x" for number in range(120)}), CONNECTION_CLOSED),
        (Reply(ANSWER, status=206), "the FHIR server responded with status 206"),
        (Reply(status=302), "the FHIR server responded with status 302"),
        (Reply(status=999), "the FHIR server responded with status 999"),
    ],
)
def test_an_unusable_response_ends_the_call_with_the_reason(
    open_service: OpenService, fhir: StubFhirServer, reply: Any, reason: str
) -> None:
    fhir.answer("molecular", reply)
    answer = _pull(open_service(max_body_mib=1), fhir)
    assert answer.status_code == 412
    assert answer.json["issue"][0]["details"]["text"].endswith(reason)


def test_nested_bundles_are_not_read_and_are_reported(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(searchset(BCR_ABL1)))
    [unread] = read_assessment(_pull(service, fhir).json)["unread"]
    assert unread == {
        "key": "molecular",
        "reason": "it contains nested Bundles, which are not read",
        "kind": "incomplete",
    }
