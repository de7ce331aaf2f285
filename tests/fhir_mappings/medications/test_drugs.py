"""Which drug a text names: by stems, spellings and scripts, and what is not ours (decision 0058)."""

import pytest

from fhir_mappings.medications.drugs import identify_drug
from response_criteria.model.medications import DrugKind

OTHER_TKI = [
    "Dasatinibum 100 mg", "dasatinibe 100 mg", "SPRYCEL100MG", "dasatinib", "(Dasatinib)", "スプリセル錠５０ｍｇ",
    "дазатиниб", "达沙替尼片", "flumatinib 600 mg", "RADOTINIB", "olverembatinib", "Phyrago 100 mg", "omacetaxine",
    "a new drug called zzyzxtinib", "Newtinibum 5 mg",
]  # fmt: skip
IMATINIB = ["Imatinibmesilat 400 mg Filmtbl.", "イマチニブ錠１００ｍｇ", "GLIVEC400", "иматиниб", "imatinib"]
OF_OTHER_GROUPS = [
    "ruxolitinib 10 mg", "Ibrutinib", "lorlatinib", "Osimertinibum", "axitinibe", "paracetamol",
]  # fmt: skip


def kind_of(text: str) -> DrugKind | None:
    drug = identify_drug([{"text": text}])
    return drug.kind if drug else None


@pytest.mark.parametrize("text", OTHER_TKI)
def test_another_inhibitor_is_recognized_in_words(text: str) -> None:
    drug = identify_drug([{"text": text}])
    assert drug is not None
    assert (drug.kind, drug.coded) == (DrugKind.OTHER_TKI, False)


@pytest.mark.parametrize("text", IMATINIB)
def test_imatinib_is_recognized_in_words(text: str) -> None:
    assert kind_of(text) is DrugKind.IMATINIB


@pytest.mark.parametrize("text", OF_OTHER_GROUPS)
def test_a_drug_of_another_group_is_none_of_them(text: str) -> None:
    assert kind_of(text) is None


@pytest.mark.parametrize(
    ("system", "code", "kind"),
    [
        ("http://www.whocc.no/atc", "L01EA01", DrugKind.IMATINIB),
        ("https://www.whocc.no/atc/", "L01EA01", DrugKind.IMATINIB),
        ("http://fhir.de/CodeSystem/bfarm/atc", "L01EA02", DrugKind.OTHER_TKI),
        ("urn:oid:2.16.840.1.113883.6.73", "L01EA99", DrugKind.OTHER_TKI),
        ("http://www.whocc.no/atc", "L01EA", DrugKind.OTHER_TKI),
        ("http://www.whocc.no/atc", "L01EB01", None),
        ("http://elsewhere.example/atc", "L01EA02", None),
    ],
)
def test_the_group_of_atc_is_known_under_every_address_of_it(system: str, code: str, kind: DrugKind | None) -> None:
    drug = identify_drug([{"coding": [{"system": system, "code": code}]}])
    assert (drug.kind if drug else None) is kind
