"""Cytogenetic analyses in ISCN: which clones are Ph-positive, and how many cells were analyzed."""

import pytest

from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.texts.iscn import is_iscn, parse_iscn
from response_criteria.model.results import CytogeneticMethod

PH = "t(9;22)(q34;q11.2)"
UNCOUNTED = "its karyotype does not count the metaphases of each clone"
UNCERTAIN = "its karyotype leaves the Philadelphia chromosome uncertain"
TWO_PEOPLE = "its karyotype mixes the cells of two people"
MASKED = "its karyotype shows no Philadelphia chromosome, but its metaphase FISH a fusion"


@pytest.mark.parametrize(
    ("expression", "positive", "cells"),
    [
        (f"46,XY,{PH}[12]/46,XY[8]", 12, 20),
        (f"46,XX,{PH}[20]", 20, 20),
        (f"46,XX,{PH}[20] (ISCN 2020)", 20, 20),
        (f"46,XX,{PH}[20]. (ISCN2016).", 20, 20),
        ("46,XX[20]", 0, 20),
        (f"46,XY[13]/46,XY,{PH}[7]", 7, 20),
        (f"46, XY, {PH} [12] / 46, XY [8]", 12, 20),
        ("46,XX,t(9;22)(q34;q4)[5]/46,XX[15]", 5, 20),  # a band that does not exist
        ("46,XX,t(9;22)[5]/46,XX[15]", 5, 20),
        ("46,XX,t(9;22;11)(q34;q11.2;q13)[5]/46,XX[15]", 5, 20),
        ("46,XY,t(5;9;22)(q13;q34;q11.2)[5]/46,XY[15]", 5, 20),
        ("46,XY,der(22)t(9;22)(q34;q11.2)[5]/46,XY[15]", 5, 20),
        ("46,XY,t(9;11)(p22;q23)[5]/46,XY[15]", 0, 20),
        ("46,XY,der(9)t(9;22)(q34;q11.2)[5]/46,XY[15]", 0, 20),
        (f"46,XY,{PH}[6]/47,idem,+8[4]/46,XY[10]", 10, 20),
        (f"46,XY,{PH}[6]/47,sl,+8[4]/46,XY[10]", 10, 20),
        (f"46,XY,{PH}[6]/47,XY,idem,+8[4]/46,XY[10]", 10, 20),  # the sex chromosomes written once more
        (f"45,X,-Y,{PH}[20]", 20, 20),
        (f"45~47,XY,{PH}[20]", 20, 20),
        (f"46<2n>,XY,{PH}[20]", 20, 20),
        (f"mos46,XY,{PH}[20]", 20, 20),
        (f"47,XXYc,{PH}[20]", 20, 20),
        (f"46,XY,{PH}[20].", 20, 20),
        (f"46,XX,{PH}[20].ish t(9;22)(ABL1+,BCR+;ABL1+,BCR+)", 20, 20),
        ("46,XY,der(9)t(9;22)(q34;q11.2),ider(22)(q10)t(9;22)(q34;q11.2)[12]/46,XY[8]", 12, 20),
        (f"46,XY,{PH},del(22)(q11.2)[20]", 20, 20),
        ("46,XY,t(9;22)(q34;q11.2)t(1;22)(p36;q13)[20]", 20, 20),
        ("46,XX,t(1;9;22)(p36;q34;q11.2)[5]/46,XX[15]", 5, 20),  # the short arm of the third chromosome
        ("46,XY,t(9;22)(q34-35;q11)[5]/46,XY[15]", 5, 20),
        ("46,XX[20].ish 9q34(ABL1x2),22q11.2(BCRx2)[10]", 0, 20),
        ("46，XY，t（9；22）（q34；q11.2）[12]/46，XY[8]", 12, 20),  # noqa: RUF001  typed on a keyboard for Chinese
    ],
)
def test_a_karyotype_counts_its_ph_positive_metaphases(expression: str, positive: int, cells: int) -> None:
    (analysis,) = parse_iscn(expression)
    assert (analysis.method, analysis.positive, analysis.cells) == (CytogeneticMethod.KARYOTYPE, positive, cells)


@pytest.mark.parametrize(
    ("expression", "additional"),
    [
        (f"46,XY,{PH}[12]/46,XY[8]", ()),
        (f"46,XY,{PH}[6]/47,idem,+8[4]/46,XY[10]", ("+8",)),
        (f"47,XY,+8,{PH},i(17)(q10)[20]", ("+8", "i(17)(q10)")),
        (f"47,XY,{PH},+der(22)t(9;22)[20]", ("+der(22)t(9;22)",)),
        (f"46,XY,{PH},t(3;21)(q26;q22)[20]", ("t(3;21)(q26;q22)",)),
        (f"47,XY,{PH},+21c[20]", ()),
        (f"46,XY,inv(9)(p12q13)c,{PH}[20]", ()),
        (f"48,XY,+8,{PH},+21c[20]", ("+8",)),
        (f"47,XY,+8[3]/46,XY,{PH}[17]", ()),  # a clone without the Philadelphia chromosome
        (f"47,XY,{PH},+8[6]/48,idem,+19[14]", ("+8", "+19")),
    ],
)
def test_additional_abnormalities_are_named_as_written(expression: str, additional: tuple[str, ...]) -> None:
    (analysis,) = parse_iscn(expression)
    assert analysis.additional_abnormalities == additional


@pytest.mark.parametrize(
    ("expression", "positive", "cells"),
    [
        ("nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[180/200]", 180, 200),
        ("nuc ish(ABL1x3,BCRx3,ABL1 con BCRx2)[6/200]", 6, 200),
        ("nuc ish 9q34(ABL1x3),22q11.2(BCRx3)(BCR con ABL1x2)[20/200]", 20, 200),
        ("nuc ish(ABL1,BCR)x2[200]", 0, 200),
        ("nuc ish(ABL1x2),(BCRx2)[200]", 0, 200),
        ("nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[50]/(ABL1,BCR)x2[150]", 50, 200),
        ("nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[50/200]/(ABL1,BCR)x2[150/200]", 50, 200),
        ("nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[0/200]", 0, 200),
        ("nuc ish(ABL1,BCR)x2[200/200]", 0, 200),
    ],
)
def test_interphase_fish_counts_its_fused_nuclei(expression: str, positive: int, cells: int) -> None:
    (analysis,) = parse_iscn(expression)
    assert (analysis.method, analysis.positive, analysis.cells) == (CytogeneticMethod.FISH, positive, cells)


def test_nuclei_that_fish_does_not_describe_may_have_the_fusion() -> None:
    (normal,) = parse_iscn("nuc ish(ABL1,BCR)x2[190/200]")
    (fused,) = parse_iscn("nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[190/200]")
    assert (normal.positive, normal.undescribed) == (0, 10)
    assert (fused.positive, fused.undescribed) == (190, 0)


@pytest.mark.parametrize("separator", [".", " ", "; ", ", "])
def test_a_karyotype_and_fish_in_one_expression_are_two_analyses(separator: str) -> None:
    analyses = parse_iscn(f"46,XX[20]{separator}nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[50/200]")
    assert [(analysis.method.value, analysis.positive, analysis.cells) for analysis in analyses] == [
        ("karyotype", 0, 20),
        ("FISH", 50, 200),
    ]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (f"46,XY,{PH}", UNCOUNTED),
        (f"46,XY,{PH}[12]/46,XY", UNCOUNTED),
        (f"46,XY,{PH}[cp12]", "its karyotype is a composite, which does not count the metaphases of each clone"),
        ("46,XY,?t(9;22)(q34;q11.2)[12]/46,XY[8]", UNCERTAIN),
        ("46,XY,t(9;22)(q34;?)[12]/46,XY[8]", UNCERTAIN),
        ("46,XY,t(?9;22)(q34;q11.2)[12]/46,XY[8]", UNCERTAIN),
        ("46,XY,t(9,22)(q34,q11)[20]", UNCERTAIN),
        ("46,XY,t(9:22)(q34:q11)[20]", UNCERTAIN),
        ("46,XY,T(9;22)(q34;q11)[20]", UNCERTAIN),
        ("46,XY,Ph+[20]", UNCERTAIN),
        ("46,XY,22q-[20]", UNCERTAIN),
        ("46,XY,del(22)(q11)[20]", UNCERTAIN),
        ("46,XY,dic(9;22)[20]", UNCERTAIN),
        ("46,XY,ins(22;9)(q11;q34q34)[20]", UNCERTAIN),
        ("46,XY,add(9),der(22)[20]", UNCERTAIN),
        ("46,XY,t(9;22) not detected[20]", UNCERTAIN),
        ("46,XY,t(9;22)(neg)[20]", UNCERTAIN),
        ("46,XY,t(9;22)(-)[20]", UNCERTAIN),
        ("46,XY,add(22)(q11.2)[20]", UNCERTAIN),
        ("46,XY,t(9;22)(p24;q11.2)[20]", UNCERTAIN),  # BCR::JAK2
        ("46,XY,no t(9;22)[20]", UNCERTAIN),
        (f"46,XY,{PH}[10]/46,XY,sl,-der(22)t(9;22)[10]", UNCERTAIN),
        (f"46,XY,{PH}[12],46,XY[8]", UNCOUNTED),  # clones separated by a comma, a blank or a semicolon, not by "/"
        (f"46,XY,{PH}[12] 46,XY[8]", UNCOUNTED),
        (f"46,XY,{PH}[12];46,XY[8]", UNCOUNTED),
        (f"46,XY,{PH}[3]//46,XX[17]", TWO_PEOPLE),
        ("//46,XX[20]", TWO_PEOPLE),
        ("chi 46,XY[3]/46,XX[17]", TWO_PEOPLE),
        ("46,XX[20].ish ins(22;9)(q11.2;q34q34)(BCR+,ABL1+)[10]", MASKED),
        ("46,XX[20].ish der(22)(BCR+,ABL1+)[10]", MASKED),
        ("46,XX[20].ish t(9;22)[10]", MASKED),
        ("46,XX[20].ish 22q11.2(BCR+,ABL1+)[10]", MASKED),
        ("47,idem,+8[20]", "its karyotype cannot be read"),
        ("normal[20]", "its karyotype cannot be read"),
        ("46[20]", "its karyotype cannot be read"),
        (f"46,XY[8]/46,XY,{PH}[6]/47,idem,+8[6]", "its karyotype derives a clone from normal cells"),
        ("46,XX," + "+8," * 1000 + "[20]", "its ISCN expression is too long to be one"),
        ("46,XX[0]", "it counts no cells"),
        ("", UNCOUNTED),
        ("ish t(9;22)(ABL1+,BCR+)[10]", "its ISCN expression contains neither a karyotype nor interphase FISH"),
        ("nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)", "its FISH expression does not count the nuclei"),
        (
            "nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[50/200]/(ABL1,BCR)x2[150]",
            "its FISH expression does not count the nuclei",
        ),
        (
            "nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[50/200],(ABL1,BCR)x2[150/200]",
            "its FISH expression does not count the nuclei",
        ),
        ("nuc ish(ABL1,BCR)x2(ABL1 con BCRx0)[200]", "its FISH signal pattern is not recognized"),
        ("nuc ish(ABL1 con BCRx2)[201/200]", "its FISH expression counts more nuclei than were analyzed"),
        ("nuc ish(ABL1,BCR)x2[250/200]", "its FISH expression counts more nuclei than were analyzed"),
        ("nuc ish(ABL1x3),(BCRx2)[50/200]", "its FISH signal pattern is not recognized"),
        ("nuc ish(MYCx2)[200]", "its FISH signal pattern is not recognized"),
        ("nuc ish(BCR::ABL1)x2[120/200]", "its FISH signal pattern is not recognized"),
    ],
)
def test_an_expression_that_cannot_be_counted_is_excluded(expression: str, reason: str) -> None:
    with pytest.raises(UnusableDataError) as error:
        parse_iscn(expression)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    ("text", "is_expression"),
    [
        ("46,XX[20]", True),
        ("nuc ish(ABL1,BCR)x2[200]", True),
        ("mos 45,X[3]/46,XX[17]", True),
        ("//46,XX[20]", True),
        ("normal female", False),
    ],
)
def test_an_expression_is_recognized_by_its_beginning(text: str, is_expression: bool) -> None:
    assert is_iscn(text) is is_expression
