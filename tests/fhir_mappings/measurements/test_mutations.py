"""Amino-acid changes of ABL1 are read if a result clearly names them as present."""

from typing import Any

import pytest

from response_criteria.model.results import KinaseDomainMutation, NegativeMutationAnalysis
from tests.fhir_mappings.observation import concept, observation, quantity, read_exclusion_reason, read_facts

UNCLEAR = "its text does not clearly say which mutations are present or absent"
GENES = "http://www.genenames.org"


def read_changes(*resource: dict[str, Any]) -> list[str]:
    return [fact.change for fact in read_facts(*resource) if isinstance(fact, KinaseDomainMutation)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T315I", ["T315I"]),
        ("T315I detected", ["T315I"]),
        ("Positive for the T315I mutation", ["T315I"]),
        ("ABL1 kinase domain: T315I, E255K", ["T315I", "E255K"]),
        ("p.Thr315Ile", ["T315I"]),
        ("p.(Phe359Cys)", ["F359C"]),
        ("T315I (p.Thr315Ile)", ["T315I"]),
        ("NP_005148.2:p.(Thr315Ile)", ["T315I"]),
        ("NM_005157.6(ABL1):c.944C>T (p.Thr315Ile)", ["T315I"]),
        ("ABL1 p.T315I (VAF 35%)", ["T315I"]),
        ("T315I (80 %), E255K (20,5 %)", ["T315I", "E255K"]),
        ("The T315I mutation was detected in this sample.", ["T315I"]),
        ("T315I (+)", ["T315I"]),
        ("T315I (-)", []),
        ("T315I -", []),
        ("T315I: neg", []),
        ("No BCR-ABL1 kinase domain mutations were detected.", []),
        ("No mutation detected", []),
        ("NOT DETECTED", []),
        ("Negative", []),
        ("Wild-type", []),
        ("T315I not detected", []),
        ("T315I: NOT DETECTED", []),
        ("No T315I mutation detected", []),
        ("Negative for T315I", []),
        ("p.(Thr315Ile) negative", []),
    ],
)
def test_a_text_of_known_words_is_read(text: str, expected: list[str]) -> None:
    assert read_changes(observation("55135-8", valueString=text)) == expected
    assert read_changes(observation("55135-8", valueCodeableConcept={"text": text})) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("T315I, E255K not detected", "Negative for T315I and F359C", "T315I detected, F359C not detected"),
        *("T315I suspected", "T315I detected not", "wild type T315I", "T315I not excluded"),
        *(
            "E499E",
            "p.(Glu499Glu)",
        ),  # to the same amino acid: no change, and the text does not say that there is no other
        *("see report", "insufficient sample"),
        *("T315I < 1 %", "T315I <1%", "T315I 0 %", "NM_005157.6:c.944C>T", "T315I (-), F359C (+)", "T315I-"),
    ],
)
def test_an_unclear_text_is_excluded(text: str) -> None:
    assert read_exclusion_reason(observation("55135-8", valueString=text)) == UNCLEAR


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T315I detected in 35% of reads", ["T315I"]),
        ("T315I mutation present (VAF 12 %)", ["T315I"]),
        ("p.(Thr315Ile) identified", ["T315I"]),
        ("P.(THR315ILE) IDENTIFIED BY NGS", ["T315I"]),
        ("t315i: positive, clone of 12 %", ["T315I"]),
        ("Sanger sequencing reveals T315I", ["T315I"]),
        ("low level T315I 2 %", ["T315I"]),
        ("T315I, confers resistance to imatinib", ["T315I"]),
        ("T315I detected, F359C present at 5 %", ["T315I", "F359C"]),
        ("E499K variant of uncertain significance detected", ["E499K"]),
        ("T315I detected. No other mutations were identified.", ["T315I"]),
        ("Tested for T315I: positive", ["T315I"]),
        ("NGS panel: T315I (VAF 35 %)", ["T315I"]),
        ("Mutation analysis: T315I detected", ["T315I"]),
        ("T315I-Mutation nachgewiesen", ["T315I"]),
        ("Nachweis der Mutation T315I, 20 % der Transkripte", ["T315I"]),
        ("T315I unter Imatinib nachgewiesen", ["T315I"]),
        ("Mutation T315I détectée à 20 %", ["T315I"]),
        ("Pas d’autre mutation que celle-ci : T315I détectée", ["T315I"]),
        ("se detecta la mutación T315I", ["T315I"]),
        ("mutazione T315I rilevata", ["T315I"]),
        ("T315I-mutatie aangetoond", ["T315I"]),
        ("Wykryto mutację T315I", ["T315I"]),
        ("Мутация T315I обнаружена", ["T315I"]),
        ("T315I mivel", ["T315I"]),  # a word of no language of the table
    ],
)
def test_a_change_is_present_without_a_word_of_absence_or_doubt(text: str, expected: list[str]) -> None:
    """Text never supports a dose escalation: a change that is not clearly absent blocks it (decision 0038)."""
    assert read_changes(observation("55135-8", valueString=text)) == expected


def test_the_text_is_shown_as_it_was_reported() -> None:
    (result,) = read_facts(observation("55135-8", valueString="T315I detected in 35% of reads"))
    assert result.reported == "T315I detected in 35% of reads"


@pytest.mark.parametrize(
    "text",
    [
        *("T315I: aucune", "T315I nicht nachgewiesen", "T315I: nein", "T315I non rilevata", "T315I: ausente"),
        *("keine T315I-Mutation", "pas de mutation T315I", "sin mutación T315I", "nessuna mutazione T315I"),
        *(
            "sem a mutação T315I",
            "geen T315I-mutatie",
            "ingen T315I-mutation",
            "nie wykryto T315I",
            "brak mutacji T315I",
        ),
        *("mutace T315I nebyla prokázána", "T315I ei todettu", "T315I nem mutatható ki", "T315I nu a fost detectată"),
        *("T315I yok", "T315I δεν ανιχνεύθηκε", "мутация T315I не обнаружена", "T315I: n.d.", "T315I w/o"),
        *(
            "T315I: -, E255K: -",
            "T315I: no; other: E255K",
            "T315I disappeared",
            "T315I wasn't seen",
            "T315I 0/500 reads",
        ),
        *("T315I detected, no E255K", "T315I: detected [ ] not detected [x]"),
    ],
)
def test_a_change_with_a_word_of_absence_in_any_language_is_not_present(text: str) -> None:
    assert read_exclusion_reason(observation("55135-8", valueString=text)) == UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        *(
            "possible T315I",
            "T315I may be present",
            "T315I equivocal",
            "T315I, repeat sample pending",
            "if T315I is found",
        ),
        *(
            "Verdacht auf T315I",
            "V. a. T315I",
            "T315I fraglich",
            "T315I unter der Nachweisgrenze",
            "suspicion de T315I",
        ),
        *("T315I dudosa", "T315I sospetta", "T315I suspeita", "mogelijk T315I", "T315I below 1 %", "rule out T315I"),
    ],
)
def test_a_change_with_a_word_of_doubt_is_not_present(text: str) -> None:
    assert read_exclusion_reason(observation("55135-8", valueString=text)) == UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        *("Mutations analysed: T315I, E255K", "tested for T315I, Y253H: negative", "Panel: T315I, E255K, Y253H"),
        *("The assay covers T315I, E255K (sensitivity 5 %)", "Mutations such as T315I confer resistance"),
        *("ABL1 targeted mutation analysis, T315I", "Limit of detection 1 %: T315I, F317L", "Question: T315I"),
        *(
            "Untersucht wurden T315I, E255K",
            "Mutations recherchées : T315I, E255K",
            "Analizadas: T315I",
            "Ricerca di T315I",
        ),
        *("JAK2 V617F detected",),
    ],
)
def test_a_change_that_was_only_tested_or_is_in_another_gene_is_not_present(text: str) -> None:
    assert read_exclusion_reason(observation("55135-8", valueString=text)) == UNCLEAR


NOT_DETECTED = concept("260415000", "http://snomed.info/sct")
DETECTED = concept("260373001", "http://snomed.info/sct")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({**NOT_DETECTED, "text": "T315I"}, []),
        ({**NOT_DETECTED, "text": "T315I, E255K"}, []),
        ({**NOT_DETECTED, "text": "T315I not detected"}, []),
        (NOT_DETECTED, []),
        ({**DETECTED, "text": "T315I"}, ["T315I"]),
        ({**DETECTED, "text": "T315I mutation analysis"}, ["T315I"]),
        ({**NOT_DETECTED, "text": "T315I by allele-specific PCR"}, []),
    ],
)
def test_the_code_of_an_answer_decides_whether_a_named_change_is_present(
    answer: dict[str, Any], expected: list[str]
) -> None:
    assert read_changes(observation("55135-8", valueCodeableConcept=answer)) == expected


@pytest.mark.parametrize(
    "answer",
    [
        {**NOT_DETECTED, "text": "T315I detected"},
        {**DETECTED, "text": "No mutation detected"},
        {**NOT_DETECTED, "text": "T315I nachgewiesen in 35 %"},
    ],
)
def test_an_answer_whose_text_contradicts_its_code_is_excluded(answer: dict[str, Any]) -> None:
    assert (
        read_exclusion_reason(observation("55135-8", valueCodeableConcept=answer))
        == "its coded answer and its text disagree"
    )


def test_a_number_names_no_amino_acid_change() -> None:
    assert (
        read_exclusion_reason(observation("55135-8", valueQuantity=quantity(45, "%")))
        == "its value names no amino-acid change"
    )


def variant(
    *, gene: str = "HGNC:76", system: str = GENES, protein: Any = "NP_005148.2:p.(Thr315Ile)", **value: Any
) -> Any:
    components = [
        {"code": concept("48018-6"), "valueCodeableConcept": concept(gene, system)},
        {"code": concept("48005-3"), "valueCodeableConcept": {"text": protein}},
    ]
    present = {"valueCodeableConcept": concept("LA9633-4")}
    return observation("69548-6", component=components, **(value or present))


@pytest.mark.parametrize("system", [GENES, "http://www.genenames.org/geneId"])
def test_a_variant_of_abl1_names_its_protein_change(system: str) -> None:
    assert read_changes(variant(system=system)) == ["T315I"]


@pytest.mark.parametrize(
    "gene",
    [
        *({"valueCodeableConcept": {"text": name}} for name in ("ABL1", "ABL", "BCR::ABL1", "BCR-ABL1")),
        {"valueCodeableConcept": concept("25", "http://www.ncbi.nlm.nih.gov/gene", text="ABL1")},
        {"valueString": "ABL1"},
    ],
)
def test_a_gene_without_a_code_is_recognized_by_its_name(gene: dict[str, Any]) -> None:
    resource = variant()
    resource["component"][0] = {"code": concept("48018-6"), **gene}
    assert read_changes(resource) == ["T315I"]


@pytest.mark.parametrize("name", ["ABL2", "BCR", "ABL1-AS1"])
def test_a_gene_with_a_similar_name_is_ignored(name: str) -> None:
    resource = variant()
    resource["component"][0]["valueCodeableConcept"] = {"text": name}
    assert read_changes(resource) == []


def test_a_result_of_the_kinase_domain_may_describe_its_variant_in_components() -> None:
    assert read_changes(variant() | {"code": concept("55135-8")}) == ["T315I"]


def variant_by_dna(change: str, gene: str = "HGNC:76", **value: Any) -> Any:
    resource = variant(gene=gene, **value)
    resource["component"][1] = {"code": {"text": "DNA change"}, "valueCodeableConcept": {"text": change}}
    return resource


def test_a_dna_change_without_a_protein_change_is_reported_and_not_translated() -> None:
    reason = "it states the DNA change of ABL1, but not the protein change"
    assert read_exclusion_reason(variant_by_dna("NM_005157.6:c.944C>T")) == reason


def variant_without_gene(change: str = "NP_005148.2:p.(Thr315Ile)") -> dict[str, Any]:
    resource = variant(protein=change)
    resource["component"] = [part for part in resource["component"] if "48018-6" not in str(part["code"])]
    return resource


def test_a_known_resistance_mutation_counts_if_its_gene_is_not_given_or_not_understood() -> None:
    assert read_changes(variant(system="http://elsewhere.example")) == ["T315I"]
    assert read_changes(variant_without_gene()) == ["T315I"]


@pytest.mark.parametrize("protein", ["NP_005148.2:p.(Gly250Glu)", "NM_005157.6(ABL1):c.749G>A (p.Gly250Glu)"])
def test_a_reference_sequence_of_abl1_names_the_gene(protein: str) -> None:
    assert read_changes(variant_without_gene(protein)) == ["G250E"]


def test_a_dna_change_of_a_reference_sequence_of_abl1_cannot_be_read() -> None:
    change = {"code": concept("48004-6"), "valueCodeableConcept": {"text": "NM_005157.6:c.944C>T"}}
    elsewhere = {"code": concept("48004-6"), "valueCodeableConcept": {"text": "NM_004333.6:c.1799T>A"}}
    present = {"valueCodeableConcept": concept("LA9633-4")}
    reason = read_exclusion_reason(observation("69548-6", component=[change], **present))
    assert reason == "it states the DNA change of ABL1, but not the protein change"
    assert read_facts(observation("69548-6", component=[elsewhere], **present)) == ()


def test_another_change_without_a_gene_is_of_no_interest() -> None:
    assert read_changes(variant_without_gene("p.Val600Glu")) == []


@pytest.mark.parametrize(
    ("system", "gene"), [(GENES, "76"), ("urn:oid:2.16.840.1.113883.6.281", "HGNC:76"), (GENES, "ABL1")]
)
def test_the_gene_is_understood_in_every_usual_form(system: str, gene: str) -> None:
    assert read_changes(variant(gene=gene, system=system, protein="p.Gly250Glu")) == ["G250E"]


@pytest.mark.parametrize(("system", "gene"), [(GENES, "3236"), (GENES, "EGFR"), ("http://elsewhere.example", "KIT")])
def test_a_gene_that_is_understood_and_another_is_of_no_interest(system: str, gene: str) -> None:
    assert read_changes(variant(gene=gene, system=system)) == []


def test_a_protein_change_may_be_a_code() -> None:
    resource = variant()
    resource["component"][1]["valueCodeableConcept"] = concept("p.Phe359Cys", "http://varnomen.hgvs.org")
    assert read_changes(resource) == ["F359C"]


@pytest.mark.parametrize(
    "resource",
    [
        variant(gene="HGNC:1014"),
        variant(protein="p.Thr315="),
        variant(protein="NP_005148.2:p.(Glu499Glu)"),
        variant_by_dna("c.944C>T", gene="HGNC:1014"),
        variant_by_dna("c.944C>T", valueCodeableConcept=concept("LA9634-2")),
        variant_by_dna("t(9;22)(q34;q11)"),
        variant(valueCodeableConcept={"text": "Absent"}),
        variant(valueCodeableConcept=concept("LA9634-2")),
        observation(
            "69548-6", component=[{"code": concept("48018-6"), "valueCodeableConcept": concept("HGNC:76", GENES)}]
        ),
        observation("69548-6", valueCodeableConcept=concept("LA9633-4")),
    ],
)
def test_a_variant_of_another_gene_or_absent_or_without_a_protein_change_is_ignored(resource: dict[str, Any]) -> None:
    assert read_changes(resource) == []


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (variant(protein="p.?"), "its protein change cannot be read"),
        (variant(valueCodeableConcept=concept("LA18198-4")), "its answer is not recognized"),
        (variant(valueString="?"), "its answer is not recognized"),
        (variant(dataAbsentReason={"text": "failed"}), "it has no value (failed)"),
        (observation("69548-6", component={"code": concept("48018-6")}), "its component is not a list"),
    ],
)
def test_an_unclear_variant_of_abl1_is_excluded(resource: dict[str, Any], reason: str) -> None:
    assert read_exclusion_reason(resource) == reason


def change_component(name: str, answer: Any) -> dict[str, Any]:
    return {"code": {"text": name}, **answer}


NO_CALL = {"valueCodeableConcept": concept("LA18198-4")}
PRESENT, ABSENT = {"valueCodeableConcept": concept("LA9633-4")}, {"valueCodeableConcept": concept("LA9634-2")}


@pytest.mark.parametrize(
    ("components", "value", "expected"),
    [
        ([change_component("T315I", ABSENT), change_component("E255K", ABSENT)], {}, []),
        ([change_component("T315I", PRESENT), change_component("E255K", ABSENT)], {}, ["T315I"]),
        ([change_component("ABL1 p.(Thr315Ile)", {"valueString": "Detected"})], {}, ["T315I"]),
        ([change_component("T315I", {"valueBoolean": False})], {}, []),
        ([change_component("T315I VAF", {"valueQuantity": quantity(3, "%")})], {"valueString": "T315I"}, ["T315I"]),
        (
            [change_component("T315I", {"valueQuantity": quantity(0, "%")}), change_component("E255K", PRESENT)],
            {},
            ["E255K"],
        ),
        ([change_component("T315I", PRESENT)], {"valueString": "Detected"}, ["T315I"]),
        ([change_component("T315I", PRESENT)], {"valueString": "T315I"}, ["T315I"]),
        ([change_component("T315I", ABSENT)], {"valueCodeableConcept": {"text": "Not detected"}}, []),
        ([change_component("Method", {"valueString": "NGS"})], {"valueString": "F359C"}, ["F359C"]),
        ([change_component("T315I", PRESENT), change_component("E255K", NO_CALL)], {}, ["T315I"]),
    ],
)
def test_a_list_of_tested_changes_yields_only_the_detected_ones(
    components: list[Any], value: dict[str, Any], expected: list[str]
) -> None:
    assert read_changes(observation("55135-8", component=components, **value)) == expected


@pytest.mark.parametrize(
    ("components", "value", "reason"),
    [
        (
            [change_component("T315I", NO_CALL), change_component("E255K", ABSENT)],
            {},
            "its answer is not recognized",
        ),
        (
            [change_component("T315I", {"valueQuantity": quantity(1, "%", comparator="<")})],
            {},
            "its value is a number, not an answer",
        ),
        ([change_component("T315I", {"valueQuantity": quantity(3)})], {}, "it has no unit"),
        ([change_component("T315I", {})], {}, "it has no value"),
        (
            [change_component("T315I", PRESENT)],
            {"valueString": "Not detected"},
            "its value and its components disagree",
        ),
        ([change_component("T315I", ABSENT)], {"valueString": "T315I"}, "its value and its components disagree"),
        ([change_component("T315I", ABSENT)], {"valueString": "Detected"}, UNCLEAR),
    ],
)
def test_an_unclear_list_of_tested_changes_is_excluded(
    components: list[Any], value: dict[str, Any], reason: str
) -> None:
    assert read_exclusion_reason(observation("55135-8", component=components, **value)) == reason


# --- an analysis that found no change (decision 0105) -----------------------------------------------------------------

ONE_TESTED = {"component": [{"code": {"text": "T315I"}, "valueString": "not detected"}]}
NAMED_BY_CODE = {"code": {**concept("55135-8"), "text": "ABL1 T315I mutation"}}


@pytest.mark.parametrize(
    ("members", "is_negative"),
    [
        ({"valueString": "No BCR-ABL1 kinase domain mutations were detected."}, True),
        ({"valueString": "Negative"}, True),
        ({"valueString": "Wild type"}, True),
        ({"valueCodeableConcept": NOT_DETECTED}, True),
        ({"valueCodeableConcept": {**NOT_DETECTED, "text": "no mutation detected"}}, True),
        ({"valueString": "No mutation detected", **ONE_TESTED}, True),
        # about one residue: another change may be there
        ({"valueString": "T315I not detected"}, False),
        ({"valueCodeableConcept": {**NOT_DETECTED, "text": "T315I"}}, False),
        ({"valueString": "Negative", **NAMED_BY_CODE}, False),
        (ONE_TESTED, False),
        ({"valueString": "T315I detected"}, False),
    ],
)
def test_an_analysis_without_a_change_of_any_residue_is_a_fact(members: dict[str, Any], *, is_negative: bool) -> None:
    facts = read_facts(observation("55135-8", **members))
    assert len([fact for fact in facts if isinstance(fact, NegativeMutationAnalysis)]) == int(is_negative)


def test_a_negative_analysis_keeps_its_words_and_its_day() -> None:
    (fact,) = read_facts(observation("55135-8", valueString="No mutation detected"))
    assert isinstance(fact, NegativeMutationAnalysis)
    assert (str(fact.on), fact.reported) == ("2024-03-05", "No mutation detected")
