"""ConceptMaps of a site: what is taken, and what is refused, by file and row, all at once."""

from typing import Any

import pytest

from fhir_mappings.datatypes.codings import Coding
from fhir_mappings.local_codes.concept_maps import MapsUnusable, local_codes

LOCAL, LOINC = "urn:oid:2.999.1", "http://loinc.org"


def element(code: str = "WBC", to: str = "6690-2", equivalence: str = "equivalent", **rest: Any) -> dict[str, Any]:
    """A row: a local code and its one target."""
    return {"code": code, "target": [{"code": to, "equivalence": equivalence}], **rest}


def concept_map(*elements: dict[str, Any], **group: Any) -> dict[str, Any]:
    """A ConceptMap of one group."""
    named = {"source": LOCAL, "target": LOINC, "element": list(elements), **group}
    stated = {name: value for name, value in named.items() if value is not None}
    return {"resourceType": "ConceptMap", "status": "active", "group": [stated]}


def problems(**maps: Any) -> list[str]:
    """What is wrong with maps, by the names of their files."""
    with pytest.raises(MapsUnusable) as unusable:
        local_codes(maps)
    return unusable.value.problems


def test_what_is_equal_or_equivalent_is_taken() -> None:
    both = concept_map(element("WBC"), element("PLT", "777-3", "equal"))
    assert local_codes({"map.json": both}) == {
        Coding(LOCAL, "WBC"): Coding(LOINC, "6690-2"),
        Coding(LOCAL, "PLT"): Coding(LOINC, "777-3"),
    }


@pytest.mark.parametrize(
    "equivalence",
    ["relatedto", "wider", "subsumes", "narrower", "specializes", "inexact", "unmatched", "disjoint", "same"],
)
def test_no_other_equivalence_is_taken(equivalence: str) -> None:
    assert problems(labs=concept_map(element(equivalence=equivalence))) == [
        f"labs: group 1, element 1: urn:oid:2.999.1|WBC: the equivalence {equivalence} is not taken, "
        "only equal and equivalent are"
    ]


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("http://www.nlm.nih.gov/research/umls/rxnorm", "403879"),
        ("http://hl7.org/fhir/sid/ndc", "00078-0401-34"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "C92.12"),
        ("http://snomed.info/sct", "278179005"),
        ("http://loinc.org", "46434-7"),
        ("http://loinc.org", "48018-6"),
        ("http://loinc.org", "LA9633-4"),
        ("http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "BID"),
        ("urn:oid:2.16.840.1.113883.6.1", "6690-2"),
    ],
)
def test_a_target_may_be_any_code_of_our_tables(system: str, code: str) -> None:
    assert len(local_codes({"map.json": concept_map(element(to=code), target=system)})) == 1


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            element(to="718-7"),
            "http://loinc.org|718-7, which urn:oid:2.999.1|WBC is mapped to, is in none of our tables",
        ),
        ({"code": "WBC"}, "urn:oid:2.999.1|WBC has 0 targets, and needs one"),
        ({"code": "WBC", "target": element()["target"] * 2}, "urn:oid:2.999.1|WBC has 2 targets, and needs one"),
        ({"target": element()["target"]}, "it has no code"),
        ({"code": "WBC", "target": [{"equivalence": "equal"}]}, "urn:oid:2.999.1|WBC has a target without a code"),
        (
            {"code": "WBC", "target": [{**element()["target"][0], "dependsOn": [{"property": "x", "value": "y"}]}]},
            "urn:oid:2.999.1|WBC: a mapping that depends on other elements, or yields further ones, is not taken",
        ),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(row: dict[str, Any], says: str) -> None:
    assert problems(labs=concept_map(element("OTHER"), row)) == [f"labs: group 1, element 2: {says}"]


def test_a_code_of_our_own_tables_keeps_its_meaning() -> None:
    [problem] = problems(labs=concept_map(element("777-3"), source=LOINC))
    assert problem.endswith("http://loinc.org|777-3 is a code of our own tables and cannot be given another meaning")


def test_a_code_has_one_meaning_in_all_files_together() -> None:
    one, same, other = (concept_map(element(to=code)) for code in ("6690-2", "6690-2", "777-3"))
    assert problems(one=one, same=same, other=other) == [
        "other: group 1, element 1: urn:oid:2.999.1|WBC is mapped to http://loinc.org|777-3 and, before, to "
        "http://loinc.org|6690-2"
    ]


@pytest.mark.parametrize("end", ["source", "target"])
def test_a_group_has_to_name_its_systems(end: str) -> None:
    expected = ["labs: group 1: it has to name the source and the target system"]
    assert problems(labs=concept_map(element(), **{end: None})) == expected


def test_a_rule_for_all_that_is_not_mapped_is_not_taken() -> None:
    [problem] = problems(labs=concept_map(element(), unmapped={"mode": "fixed", "code": "6690-2"}))
    assert problem == "labs: group 1: unmapped is not taken: every code has to be mapped by itself"


@pytest.mark.parametrize(
    ("resource", "says"),
    [
        ([], "ConceptMap: it is not a FHIR ConceptMap"),
        ({"resourceType": "ValueSet"}, "ConceptMap: it is not a FHIR ConceptMap"),
        ({"resourceType": "ConceptMap", "status": "active"}, "ConceptMap: it maps no code"),
        (
            concept_map(element()) | {"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]},
            "ConceptMap: it carries a modifier that is not understood",
        ),
    ],
)
def test_what_maps_nothing_is_refused(resource: Any, says: str) -> None:
    assert problems(labs=resource) == [f"labs: {says}"]


def test_what_is_not_valid_fhir_is_named_by_its_place() -> None:
    broken = concept_map(element(), {"code": "PLT", "target": [{"code": "777-3"}]})
    [problem] = problems(labs=broken)
    assert problem.startswith("labs: group 1 element 2 target 1 equivalence: it is not valid FHIR R4 (")


def test_every_problem_of_every_file_is_told_at_once() -> None:
    first = concept_map(element(equivalence="wider"), element("PLT", "718-7"))
    assert [each.split(": ")[:2] for each in problems(first=first, second=[])] == [
        ["first", "group 1, element 1"],
        ["first", "group 1, element 2"],
        ["second", "ConceptMap"],
    ]
