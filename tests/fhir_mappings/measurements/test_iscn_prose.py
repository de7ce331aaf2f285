"""Prose after an ISCN expression: the expression is read unless the words may say something else (decision 0104)."""

import pytest

from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.texts.iscn import parse_iscn
from fhir_mappings.measurements.texts.iscn_prose import OTHER_NUMBERS, RESERVATION, SAYS_OTHERWISE, split_prose

PH = "46,XY,t(9;22)(q34;q11.2)[12]/46,XY[8]"
NORMAL = "46,XY[20]"


def count(text: str) -> tuple[int, int]:
    (analysis,) = parse_iscn(split_prose(text))
    return analysis.positive, analysis.cells


# fmt: off
REPEATED = [
    (f"{NORMAL}. Normal male karyotype; no evidence of t(9;22).",                       (0, 20)),
    (f"{NORMAL} Normal male karyotype",                                                 (0, 20)),
    (f"{NORMAL}\nNormal male karyotype in all 20 metaphases.",                          (0, 20)),
    (f"{NORMAL} (ISCN 2020). No clonal abnormality.",                                   (0, 20)),
    (f"{NORMAL}. (ISCN 2016) No clonal abnormality.",                                   (0, 20)),
    (f"{NORMAL}; normaler Karyotyp, kein Nachweis von t(9;22)(q34;q11.2).",             (0, 20)),
    (f"{NORMAL} - caryotype normal, absence de chromosome Philadelphie",                (0, 20)),
    (f"{NORMAL}. Cariotipo normal. Sin evidencia de t(9;22).",                          (0, 20)),
    (f"{PH}. Abnormal male karyotype with t(9;22)(q34;q11.2) in 12 of 20 metaphases.",  (12, 20)),
    (f"{PH}. t(9;22) in 60% of the cells; 8 cells are normal.",                         (12, 20)),
    (f"{PH}. t(9;22) in 60.0 % (12/20) of the metaphases, 22q11.2 and 9q34.",           (12, 20)),
    (f"{PH}. Philadelphia chromosome present. No additional abnormalities.",            (12, 20)),
    (f"{PH}.",                                                                          (12, 20)),
    (PH,                                                                                (12, 20)),
]
# fmt: on


@pytest.mark.parametrize(("text", "counted"), REPEATED)
def test_an_expression_that_its_prose_repeats_is_read(text: str, counted: tuple[int, int]) -> None:
    assert count(text) == counted


# fmt: off
QUALIFIED = [
    (f"{PH}. t(9;22) in 18 of 20 metaphases.",                            OTHER_NUMBERS),
    (f"{PH}. t(9;22) in 90% of the cells.",                               OTHER_NUMBERS),
    (f"{NORMAL}. By FISH 12 of 200 nuclei have the fusion.",              OTHER_NUMBERS),
    (f"{NORMAL}. The study of 2023 was normal as well.",                  OTHER_NUMBERS),
    (f"{NORMAL}. Philadelphia chromosome present.",                       SAYS_OTHERWISE),
    (f"{NORMAL}. BCR::ABL1 positive.",                                    SAYS_OTHERWISE),
    (f"{NORMAL}. Nothing else. Ph+ cells were seen.",                     SAYS_OTHERWISE),
    (f"{PH}. No evidence of t(9;22).",                                    SAYS_OTHERWISE),
    (f"{PH}. Kein Philadelphia-Chromosom.",                               SAYS_OTHERWISE),
    (f"{NORMAL}. Possible low-level clone.",                              RESERVATION),
    (f"{NORMAL}. Suboptimal preparation.",                                RESERVATION),
    (f"{NORMAL}. Insufficient material.",                                 RESERVATION),
    (f"{NORMAL}. Amended report.",                                        RESERVATION),
    (f"{NORMAL}. This is the karyotype of the donor.",                    RESERVATION),
    (f"{PH}. Previous study.",                                            RESERVATION),
    (f"{PH}. Vorläufiger Befund.",                                        RESERVATION),
    (f"{PH}. Résultat corrigé.",                                          RESERVATION),
]
# fmt: on


@pytest.mark.parametrize(("text", "reason"), QUALIFIED)
def test_prose_that_may_say_something_else_excludes_the_expression(text: str, reason: str) -> None:
    with pytest.raises(UnusableDataError) as error:
        count(text)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        f"{PH} 46,XY[8]",
        f"{NORMAL}. Previously 46,XY,t(9;22)(q34;q11.2)[20]",
        "46,XY,t(9;22)(q34;q11.2). Twelve of twenty metaphases.",
        "46,XY[20] nuc ish(ABL1,BCR)x2",
        "46,XY[20]/47,XY,+8",
        "46,XY[20] 46,XY",
        f"Normal. {NORMAL}",
    ],
)
def test_an_expression_without_an_end_is_excluded(text: str) -> None:
    with pytest.raises(UnusableDataError):
        count(text)
