"""The row of an answered call: what it keeps, and what it never keeps."""

import json

import pytest

from cds_service.ledger.records import DeliveredAs, UnreadItem, build_decision_row, split_user
from tests.cds_service.ledger.rows import KEY, NOON, PATIENT_NAME, build_call, build_row


def test_a_row_holds_no_name_value_or_text() -> None:
    written = json.dumps(build_row())
    for secret in (PATIENT_NAME, "6137", "example-patient", "dr-example", "encounter-7", "https://", "Observation/"):
        assert secret not in written, secret


def test_a_row_holds_what_was_decided_by_which_rules() -> None:
    row = build_row()
    assert row["criteria"] == {"kantarjian2003/hematologic-relapse": "met"}
    assert row["precautions"] == {"low-counts": True}
    assert (row["action"], row["finding_key"], row["evidence_key"]) == ("hold", "finding-1", "evidence-1")
    assert (row["rule_set"], row["rule_set_version"], row["code_version"]) == ("kantarjian2003", "1.0.0", "0.1.0")
    assert row["unread"] == [{"key": "reports", "kind": "not-offered"}]
    assert [suggestion["tests"] for suggestion in row["cards"][0]["suggestions"]] == [["69380-4"]]


def test_references_are_in_the_clear_only_where_the_site_keeps_them() -> None:
    call = build_call()
    assert build_decision_row(call, KEY, "0.1.0", keep_references=True)["evidence"] == ["Observation/1"]
    assert build_decision_row(call, KEY, "0.1.0", keep_references=False)["evidence"] == [
        KEY.make_pseudonym("reference", "Observation/1")
    ]


@pytest.mark.parametrize(
    ("item", "code", "unit"),
    [
        (UnreadItem(code="http://loinc.org|69380-4", unit="%{IS}"), "http://loinc.org|69380-4", "%{IS}"),
        (UnreadItem(code="urn:oid:1.2.3|BCR", unit="10*9/L"), "urn:oid:1.2.3|BCR", "10*9/L"),
        (UnreadItem(code=f"http://lab|{PATIENT_NAME}", unit=PATIENT_NAME), "", ""),
        (UnreadItem(code=PATIENT_NAME, unit="Invented"), "", ""),
        (UnreadItem(), "", ""),
    ],
)
def test_a_doubt_keeps_a_code_and_a_unit_only_if_they_are_shaped_like_one(
    item: UnreadItem, code: str, unit: str
) -> None:
    [doubt] = build_row(build_call(unread_items=[item]))["doubts"]
    assert (doubt["code"], doubt["unit"]) == (code, unit)


@pytest.mark.parametrize(
    ("user_id", "split"),
    [
        ("Practitioner/1", ("Practitioner", "1")),
        ("https://ehr.example.org/r4/PractitionerRole/1", ("PractitionerRole", "1")),
        ("Practitioner/Practitioner/1", ("Practitioner", "1")),
        ("jdoe", ("", "jdoe")),
    ],
)
def test_a_user_is_kept_with_its_resource_type(user_id: str, split: tuple[str, str]) -> None:
    assert split_user(user_id) == split


def test_the_same_patient_has_the_same_pseudonym_at_one_tenant_only() -> None:
    call = build_call()
    elsewhere = build_call(caller=call.caller.__class__(client="Example hospital", tenant="hospital-2"))
    assert build_row(call)["patient"] == build_row(build_call())["patient"] != build_row(elsewhere)["patient"]


def test_a_call_without_an_encounter_has_none() -> None:
    assert build_row(build_call(encounter_id=""))["encounter"] is None


def test_what_was_held_back_says_why_and_until_when() -> None:
    held = DeliveredAs(held_back_reason="patient-refuses", held_back_since=NOON, held_back_until=NOON)
    row = build_row(build_call(delivery=held))
    assert (row["shown"], row["held_back_reason"], row["held_back_until"]) == (
        False,
        "patient-refuses",
        NOON.isoformat(),
    )
