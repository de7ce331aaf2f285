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
        ("https://fhir.de/CodeSystem/dimdi/atc/", "L01EA02", DrugKind.OTHER_TKI),
    ],
)
def test_the_group_of_atc_is_known_under_every_address_of_it(system: str, code: str, kind: DrugKind | None) -> None:
    drug = identify_drug([{"coding": [{"system": system, "code": code}]}])
    assert (drug.kind if drug else None) is kind


@pytest.mark.parametrize("system", ["http://elsewhere.example/atc", "https://www.whocc.no/atc_ddd_index", "ATC", None])
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("L01EA01", DrugKind.IMATINIB),
        ("L01XE01", DrugKind.IMATINIB),
        ("L01EA02", DrugKind.OTHER_TKI),
        (" l01ea03", DrugKind.OTHER_TKI),
        ("L01EA99", DrugKind.OTHER_TKI),
        ("L01EA", DrugKind.OTHER_TKI),
        ("L01XE08", DrugKind.OTHER_TKI),
        ("L03AA10", DrugKind.GROWTH_FACTOR),
        ("L01EB01", None),
        ("L01EA021", None),
    ],
)
def test_a_code_of_atc_under_an_unknown_address_or_none_only_suggests_its_drug(
    system: str | None, code: str, kind: DrugKind | None
) -> None:
    drug = identify_drug([{"coding": [{"system": system, "code": code}], "text": "a drug"}])
    assert (drug.kind if drug else None) is kind
    assert drug is None or not drug.coded


@pytest.mark.parametrize(
    "text",
    [
        "Tevagrastim",
        "lenograstim 263",
        "efbemalenograstim alfa",
        "Grastofil",
        "レノグラスチム",
        "非格司亭",
        "G-CSF 30 MU",
    ],
)
def test_a_growth_factor_is_recognized_by_its_stem_and_by_brands(text: str) -> None:
    assert kind_of(text) is DrugKind.GROWTH_FACTOR


@pytest.mark.parametrize("text", ["ボリコナゾール", "伊曲康唑", "Itraconazolum", "кетоконазол"])
def test_a_strong_inhibitor_is_recognized_in_other_scripts(text: str) -> None:
    assert kind_of(text) is DrugKind.CYP3A4_INHIBITOR


@pytest.mark.parametrize(("code", "name"), [("J02AC02", "itraconazole"), ("N03AF01", "carbamazepine")])
def test_an_unverified_code_of_an_interacting_drug_only_suggests_it(code: str, name: str) -> None:
    drug = identify_drug([{"coding": [{"system": "http://www.whocc.no/atc", "code": code}]}])
    assert drug is not None
    assert (drug.name, drug.coded) == (name, False)
