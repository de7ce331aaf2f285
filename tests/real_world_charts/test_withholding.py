"""Charts that would escalate without one odd entry: a newer result or order in a shape that public systems send.

Each file is named after that entry. The table has what must come out, and why.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from cds_service.decision import assess_chart
from fhir_mappings import Chart, ChartEntry, find_patient_id

FOLDER = Path(__file__).parent / "withholding"
AS_OF = date(2026, 11, 30)

# fmt: off
EXPECTED = [
    ("01-A-newer-karyotype-in-prose",                 "complete-data", ""),
    ("01-A-newer-karyotype-in-other-prose",           "confirm",       "unread-result"),
    ("02-A-newer-karyotype-words-only",               "confirm",       "unread-result"),
    ("03-A-newer-anc-unread-unit",                    "hold",          "neutropenia"),
    ("04-A-newer-blasts-without-unit",                "hold",          "unread-result"),
    ("05-A-newer-bcrabl-not-detected-mr45",           "hold",          "molecular-response"),
    ("07-A-newer-mutation-unreadable",                "hold",          "unread-result"),
    ("80-A-report-iscn-in-conclusion",                "confirm",       "unread-result"),
    ("82-A-report-marrow-35-blasts",                  "hold",          "unread-result"),
    ("11-B-other-tki-flumatinib-text",                "complete-data", "therapy-unclear"),
    ("12-B-other-tki-radotinib-text",                 "complete-data", "therapy-unclear"),
    ("14-B-other-tki-atc-group",                      "none",          "other-tki"),
    ("16-B-other-tki-brand-phyrago",                  "complete-data", "therapy-unclear"),
    ("17-C-other-tki-latin-inn",                      "complete-data", "therapy-unclear"),
    ("18-C-other-tki-portuguese",                     "complete-data", "therapy-unclear"),
    ("20-C-other-tki-japanese",                       "complete-data", "therapy-unclear"),
    ("22-C-other-tki-glued-strength",                 "complete-data", "therapy-unclear"),
    ("23-C-imatinib-german-salt",                     "complete-data", "therapy-unclear"),
    ("25-C-imatinib-japanese",                        "complete-data", "therapy-unclear"),
    ("26-D-atc-de-other-tki-no-display",              "none",          "other-tki"),
    ("28-D-atc-de-imatinib",                          "escalate",      ""),
    ("29-D-atc-https-other-tki",                      "none",          "other-tki"),
    ("30-E-ingredient-refers-to-medication-imatinib", "escalate",      ""),
    ("31-E-ingredient-refers-to-medication-dasatinib", "none",         "other-tki"),
    ("33-E-ingredient-reference-display-only",        "complete-data", "therapy-unclear"),
    ("34-E-reference-display-sprycel",                "complete-data", "therapy-unclear"),
    ("36-F-icd10gm-with-text",                        "escalate",      ""),
    ("37-F-icd10gm-no-text",                          "escalate",      ""),
    ("38-F-icdo3-oid",                                "escalate",      ""),
    ("41-F-cim10-fr",                                 "escalate",      ""),
    ("72-N-gcsf-brand",                               "hold",          "growth-factor"),
    ("74-N-cyp-german-names",                         "escalate",      "interaction"),
    ("62-K-t315i-gene-without-prefix", "hold", "resistant-mutation"),
    ("63-K-t315i-gene-oid", "hold", "resistant-mutation"),
    ("66-K-t315i-gene-symbol-as-code", "hold", "resistant-mutation"),
    ("67-K-t315i-no-gene", "hold", "resistant-mutation"),
    ("42-G-lymphoblasts-percent", "hold", "unread-result"),
    ("44-G-myeloblasts-count", "hold", "unread-result"),
    ("46-G-leukocytes-other-count", "hold", "unread-result"),
    ("47-H-rateratio-contradicts-dose", "hold", "dose-unknown"),
    ("49-H-rateratio-tablets-contradicts", "hold", "dose-unknown"),
    ("55-J-sig-cerner-bid", "hold", "dose-unknown"),
    ("56-J-sig-twice-a-day-for-cml", "hold", "dose-unknown"),
    ("58-J-sig-with-full-glass", "hold", "dose-unknown"),
    ("60-J-sig-divided-doses", "hold", "dose-unknown"),
    ("61-J-sig-german-scheme", "hold", "dose-unknown"),
    ("78-O-local-code-tab-tablespoon", "hold", "dose-unknown"),
    ("75-O-kbv-code-g-einzeldosis", "hold", "dose-unknown"),
    ("76-O-local-code-g-globuli", "hold", "dose-unknown"),
    ("50-I-parallel-orders-japanese", "hold", "dose-unknown"),
    ("51-I-parallel-orders-german", "hold", "dose-unknown"),
    ("53-I-parallel-orders-scheme", "hold", "dose-unknown"),
    ("71-M-strength-in-text-contradicts-code", "hold", "dose-unknown"),
    ("68-L-mesylate-477.9", "escalate", ""),
    ("70-L-dose-of-4-mg", "hold", "dose-unknown"),
]
# fmt: on


@pytest.mark.parametrize(("name", "action", "reason"), EXPECTED, ids=[row[0] for row in EXPECTED])
def test_the_odd_entry_has_its_effect(name: str, action: str, reason: str) -> None:
    bundle = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    entries = tuple(ChartEntry(entry["resource"], entry.get("fullUrl", "")) for entry in bundle["entry"])
    assessment = assess_chart(Chart(find_patient_id(entries), entries), AS_OF)
    reasons = {str(cause.code) for cause in (*assessment.applicability.reasons, *assessment.precautions)}
    assert assessment.recommendation.action == action
    assert not reason or reason in reasons


def test_every_chart_of_the_folder_is_in_the_table() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == sorted(row[0] for row in EXPECTED)
