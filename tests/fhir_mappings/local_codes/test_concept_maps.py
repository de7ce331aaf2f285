"""A site's ConceptMaps: accepted rows, and all problems at once by file and row."""

from typing import Any

import pytest

from fhir_mappings.datatypes.codings import Coding
from fhir_mappings.errors import UnusableConceptMapError
from fhir_mappings.local_codes.concept_maps import parse_concept_maps

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
    with pytest.raises(UnusableConceptMapError) as unusable:
        parse_concept_maps(maps)
    return unusable.value.problems


def test_equal_and_equivalent_codes_are_accepted() -> None:
    both = concept_map(element("WBC"), element("PLT", "777-3", "equal"))
    assert parse_concept_maps({"map.json": both}) == {
        Coding(LOCAL, "WBC"): Coding(LOINC, "6690-2"),
        Coding(LOCAL, "PLT"): Coding(LOINC, "777-3"),
    }


@pytest.mark.parametrize(
    "equivalence",
    ["relatedto", "wider", "subsumes", "narrower", "specializes", "inexact", "unmatched", "disjoint", "same"],
)
def test_no_other_equivalence_is_accepted(equivalence: str) -> None:
    assert problems(labs=concept_map(element(equivalence=equivalence))) == [
        f"labs: group 1, element 1: urn:oid:2.999.1|WBC: the equivalence {equivalence} is not accepted, "
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
def test_a_target_may_be_any_listed_code(system: str, code: str) -> None:
    assert len(parse_concept_maps({"map.json": concept_map(element(to=code), target=system)})) == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            element(to="718-7"),
            "http://loinc.org|718-7, which urn:oid:2.999.1|WBC is mapped to, is in none of the service's tables",
        ),
        ({"code": "WBC"}, "urn:oid:2.999.1|WBC has 0 targets, and needs one"),
        ({"code": "WBC", "target": element()["target"] * 2}, "urn:oid:2.999.1|WBC has 2 targets, and needs one"),
        ({"target": element()["target"]}, "it has no code"),
        ({"code": "WBC", "target": [{"equivalence": "equal"}]}, "urn:oid:2.999.1|WBC has a target without a code"),
        (
            {"code": "WBC", "target": [{**element()["target"][0], "dependsOn": [{"property": "x", "value": "y"}]}]},
            "urn:oid:2.999.1|WBC: a mapping that depends on other elements, or yields further ones, is not accepted",
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_reported(row: dict[str, Any], problem: str) -> None:
    assert problems(labs=concept_map(element("OTHER"), row)) == [f"labs: group 1, element 2: {problem}"]


def test_a_listed_code_cannot_be_mapped_to_another_meaning() -> None:
    [problem] = problems(labs=concept_map(element("777-3"), source=LOINC))
    assert problem.endswith(
        "http://loinc.org|777-3 is a code of the service's own tables and cannot be given another meaning"
    )


def test_a_code_has_one_meaning_in_all_files_together() -> None:
    one, same, other = (concept_map(element(to=code)) for code in ("6690-2", "6690-2", "777-3"))
    assert problems(one=one, same=same, other=other) == [
        "other: group 1, element 1: urn:oid:2.999.1|WBC is mapped to http://loinc.org|777-3, but before to "
        "http://loinc.org|6690-2"
    ]


@pytest.mark.parametrize("end", ["source", "target"])
def test_a_group_must_name_its_systems(end: str) -> None:
    expected = ["labs: group 1: it must name the source and the target system"]
    assert problems(labs=concept_map(element(), **{end: None})) == expected


def test_a_rule_for_unmapped_codes_is_not_accepted() -> None:
    [problem] = problems(labs=concept_map(element(), unmapped={"mode": "fixed", "code": "6690-2"}))
    assert problem == "labs: group 1: unmapped is not accepted: every code must be mapped individually"


@pytest.mark.parametrize(
    ("resource", "problem"),
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
def test_a_map_without_mappings_is_rejected(resource: Any, problem: str) -> None:
    assert problems(labs=resource) == [f"labs: {problem}"]


def test_invalid_fhir_is_reported_with_its_place() -> None:
    broken = concept_map(element(), {"code": "PLT", "target": [{"code": "777-3"}]})
    [problem] = problems(labs=broken)
    assert problem.startswith("labs: group 1 element 2 target 1 equivalence: it is not valid FHIR R4 (")


def test_all_problems_of_all_files_are_reported_at_once() -> None:
    first = concept_map(element(equivalence="wider"), element("PLT", "718-7"))
    assert [problem.split(": ")[:2] for problem in problems(first=first, second=[])] == [
        ["first", "group 1, element 1"],
        ["first", "group 1, element 2"],
        ["second", "ConceptMap"],
    ]
