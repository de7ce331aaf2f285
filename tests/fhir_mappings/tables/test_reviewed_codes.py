"""Each code means what the review of codes found. The findings are repeated here, so that a wrong table fails."""

from collections.abc import Iterable

import pytest

from fhir_mappings.datatypes.codings import Coding, read_rows
from response_criteria.model.diagnoses import Disease, Phase
from response_criteria.model.results import Cell, Measure

PER_VOLUME, SHARE = Measure.CONCENTRATION, Measure.SHARE

COUNTS = {
    (Cell.LEUKOCYTES, PER_VOLUME): "33256-9 6690-2 26464-8 804-5",
    (Cell.PLATELETS, PER_VOLUME): "777-3 26515-7 97995-5 778-1 74464-9 5907-1",
    (Cell.NEUTROPHILS, PER_VOLUME): "751-8 26499-4 753-4",
    (Cell.NEUTROPHILS, SHARE): "770-8 26511-6",
    (Cell.BANDS, SHARE): "26508-2 764-1 35332-6",
    (Cell.BLASTS, SHARE): "709-6 26446-5 747-6 30445-1",
    (Cell.BLASTS, PER_VOLUME): "30376-8 708-8",
    (Cell.PROMYELOCYTES, SHARE): "783-1 26524-9",
    (Cell.PROMYELOCYTES, PER_VOLUME): "26523-1 781-5",
    (Cell.MYELOCYTES, SHARE): "749-2 26498-6",
    (Cell.MYELOCYTES, PER_VOLUME): "30446-9 748-4",
    (Cell.METAMYELOCYTES, SHARE): "740-1 28541-1",
    (Cell.METAMYELOCYTES, PER_VOLUME): "30433-7 739-3",
    (Cell.BASOPHILS, SHARE): "707-0 30180-4 706-2",
    (Cell.BASOPHILS, PER_VOLUME): "704-7 26444-0 705-4",
    (Cell.EOSINOPHILS, SHARE): "714-6 26450-7 713-8",
    (Cell.EOSINOPHILS, PER_VOLUME): "711-2 26449-9",
    (Cell.LYMPHOCYTES, SHARE): "736-9 26478-8",
    (Cell.LYMPHOCYTES, PER_VOLUME): "731-0 26474-7",
    (Cell.MONOCYTES, SHARE): "5905-5 26485-3",
    (Cell.MONOCYTES, PER_VOLUME): "742-7 26484-6",
    (Cell.LARGE_UNSTAINED_CELLS, SHARE): "26463-0",
    (Cell.LARGE_UNSTAINED_CELLS, PER_VOLUME): "26462-2",
    (Cell.IMMATURE_GRANULOCYTES, SHARE): "38518-7 71695-1",
    (Cell.IMMATURE_GRANULOCYTES, PER_VOLUME): "53115-2 51584-1",
}
"""The preferred code first."""

REFUSED = {
    "blood_counts": (
        "49498-9 49497-1 9317-9 44017-2 21114-4 55433-7 26471-3 "
        "34922-5 35050-4 34923-3 35029-8 30444-4 34915-9 34914-2 30406-3"
    ),
    "marrow_counts": "74851-7 61126-9 48807-2 33721-2",
    "cytogenetics": "62365-2",
    "bcr_abl1": "46434-7 55147-3 52130-2 52131-0 50195-7 82905-1 69381-2 69382-0 74041-5 49796-6 "
    "52132-8 69963-7 21823-0",
}

READ = {
    "cytogenetics": {
        "percent": "21795-0 51867-0",
        "ISCN": "62356-1 33893-9 29770-5 81291-7",
        "cells": "62360-3 62361-1 55199-4",
    },
    "bcr_abl1": {"percent IS": "69380-4", "presence": "21821-4 21822-2 42714-6"},
    "mutations": {"mutations": "55135-8", "variant": "69548-6"},
    "clinical_findings": {"spleen": "32489-7", "pregnancy status": "82810-3", "pregnancy test": "2106-3 2118-8"},
}

MARROW = {
    Cell.BLASTS: "11150-0",
    Cell.PROMYELOCYTES: "11120-3",
    Cell.MYELOCYTES: "11114-6",
    Cell.METAMYELOCYTES: "11111-2",
    Cell.BASOPHILS: "11105-4",
}

DISEASES = {
    ("http://snomed.info/sct", "92818009"): (Disease.CML, None),
    ("http://snomed.info/sct", "413847001"): (Disease.CML, Phase.CHRONIC),
    ("http://snomed.info/sct", "413389003"): (Disease.CML, Phase.ACCELERATED),
    ("http://snomed.info/sct", "413656006"): (Disease.CML, Phase.BLAST),
    ("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C3174"): (Disease.CML, None),
    ("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C3175"): (Disease.CML, Phase.CHRONIC),
    ("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C3173"): (Disease.CML, Phase.ACCELERATED),
    ("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C9110"): (Disease.CML, Phase.BLAST),
    ("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C7885"): (Disease.CML, None),
    ("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C9070"): (Disease.CML, None),
    ("http://terminology.hl7.org/CodeSystem/icd-o-3", "9876/3"): (Disease.ATYPICAL_CML, None),
}


RXNORM, ATC, SNOMED = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc", "http://snomed.info/sct"

DRUGS = {
    "imatinib": [(RXNORM, "282388"), (ATC, "L01EA01"), (ATC, "L01XE01"), (SNOMED, "414460008")],
    "dasatinib": [(RXNORM, "475342"), (ATC, "L01EA02"), (ATC, "L01XE06")],
    "nilotinib": [(RXNORM, "662281"), (ATC, "L01EA03"), (ATC, "L01XE08")],
    "bosutinib": [(RXNORM, "1307619"), (ATC, "L01EA04")],
    "ponatinib": [(RXNORM, "1364347"), (ATC, "L01EA05")],
    "asciminib": [(RXNORM, "2584304"), (ATC, "L01EA06")],
}
STRENGTHS = {
    "403878": "100",
    "404588": "100",
    "284206": "100",
    "403879": "400",
    "404589": "400",
    "483431": "400",
    "411240": "50",
}


def join_loinc_codes(codes: Iterable[Coding]) -> str:
    return " ".join(coding.code for coding in codes if coding.system == "http://loinc.org")


@pytest.mark.parametrize(("expected", "codes"), COUNTS.items(), ids=str)
def test_a_blood_count_code_has_these_cells_and_this_rank(expected: tuple[Cell, Measure], codes: str) -> None:
    ranked = sorted(
        (
            (row["preference"], coding)
            for coding, row in read_rows("blood_counts", "accept")
            if (row["cell"], row["measure"]) == expected
        ),
        key=lambda ranked: ranked[0],
    )
    assert join_loinc_codes(coding for _, coding in ranked) == codes


def test_every_blood_count_code_was_reviewed() -> None:
    reviewed = {code for codes in COUNTS.values() for code in codes.split()}
    assert {coding.code for coding, _ in read_rows("blood_counts", "accept")} == reviewed


@pytest.mark.parametrize(("cell", "code"), MARROW.items())
def test_a_marrow_code_has_these_cells(cell: Cell, code: str) -> None:
    assert (
        join_loinc_codes(coding for coding, row in read_rows("marrow_counts", "accept") if row["cell"] == cell) == code
    )


@pytest.mark.parametrize(("name", "codes"), REFUSED.items())
def test_codes_that_the_review_found_unusable_are_excluded(name: str, codes: str) -> None:
    assert sorted(join_loinc_codes(coding for coding, _ in read_rows(name, "exclude")).split()) == sorted(codes.split())


@pytest.mark.parametrize("name", READ)
def test_a_code_is_read_as_reviewed(name: str) -> None:
    for kind, codes in READ[name].items():
        assert join_loinc_codes(coding for coding, row in read_rows(name, "accept") if row["reads"] == kind) == codes


@pytest.mark.parametrize(("coding", "expected"), DISEASES.items())
def test_a_disease_code_has_this_phase(coding: tuple[str, str], expected: tuple[Disease, Phase | None]) -> None:
    row = dict(read_rows("conditions", "accept"))[Coding(*coding)]
    assert (row["disease"], row.get("phase")) == expected


@pytest.mark.parametrize(("drug", "codes"), DRUGS.items())
def test_a_drug_code_is_of_this_drug(drug: str, codes: list[tuple[str, str]]) -> None:
    accepted = dict(read_rows("drugs", "accept"))
    assert {accepted[Coding(*code)]["drug"] for code in codes} == {drug}


@pytest.mark.parametrize(("code", "milligrams"), STRENGTHS.items())
def test_an_imatinib_code_has_this_strength(code: str, milligrams: str) -> None:
    assert dict(read_rows("drugs", "accept"))[Coding(RXNORM, code)]["strength_mg"] == milligrams


@pytest.mark.parametrize("code", ["284924", "5552", "5880"])
def test_an_unverified_drug_code_is_not_accepted(code: str) -> None:
    assert Coding(RXNORM, code) not in dict(read_rows("drugs", "accept"))
