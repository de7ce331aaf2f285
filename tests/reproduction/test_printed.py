"""The tables of what the paper prints agree with each other wherever the paper does."""

from collections import Counter

import pytest

from cds_service.reproduction.printed import Group, groups, rows, unlisted
from response_criteria.publications.kantarjian2003.grades import COMPLETE, MINOR, PARTIAL

SUM = groups()["any-cytogenetic"]
CYTOGENETIC = [each for each in groups().values() if each.is_cytogenetic and each is not SUM]
SINGLE = [each for each in groups().values() if each is not SUM]


def test_rows_and_patients_without_a_row_fill_every_group() -> None:
    sizes = Counter(row.group for row in rows())
    for kind in unlisted():
        sizes[kind.group] += kind.count
    assert sizes == {each.id: each.patients for each in SINGLE}
    assert sum(sizes.values()) == 54


def test_the_cytogenetic_groups_add_up_to_the_sum_that_is_printed() -> None:
    assert sum(each.patients for each in CYTOGENETIC) == SUM.patients
    for response in (COMPLETE, PARTIAL, MINOR):
        by_karyotype, by_fish = zip(*(each.responses[response] for each in CYTOGENETIC), strict=True)
        assert (sum(by_karyotype), sum(by_fish)) == SUM.responses[response]


@pytest.mark.parametrize("group", SINGLE, ids=lambda each: each.id)
def test_the_labels_of_the_rows_are_the_responses_of_their_group(group: Group) -> None:
    labels = Counter((row.label, row.by_fish) for row in rows() if row.group == group.id)
    in_table_2 = {
        (label, by_fish): number
        for label, response in (("CR", COMPLETE), ("PR", PARTIAL), ("Minor", MINOR))
        for by_fish, number in enumerate(group.responses[response])
        if number
    }
    assert labels == in_table_2


def test_the_groups_of_the_rows_fit_their_percentages() -> None:
    for row in rows():
        group = groups()[row.group]
        if "above-90" in group.id:
            assert row.before > 90
        if "35-to-90" in group.id:
            assert 35 <= row.before <= 90
        if group.id.startswith("lost-major"):
            assert row.lowest < 35
        if group.id == "lost-minor":
            assert 35 <= row.lowest <= 90
            assert row.before == 100


def test_hematologic_responses_are_those_that_the_text_counts() -> None:
    reached = Counter((row.group, row.hematologic) for row in rows() if row.hematologic)
    for kind in unlisted():
        if kind.hematologic:
            reached[kind.group, kind.hematologic] += kind.count
    for group in (each for each in SINGLE if not each.is_cytogenetic):
        assert reached[group.id, COMPLETE] == group.chr
        assert reached[group.id, PARTIAL] == group.phr


def test_seven_patients_were_raised_from_300_mg() -> None:
    assert sum(each.from_300 for each in unlisted()) == 7


def test_what_is_inferred_is_marked_with_its_reason() -> None:
    zeros = [row.patient for row in rows() if "after" in row.inferred]
    assert zeros == [row.patient for row in rows() if row.after == 0]
    assert all(group.total(figure) >= 0 and reason for group in SINGLE for figure, reason in group.inferred.items())
    assert all(kind.source for kind in unlisted())


def test_rows_whose_label_contradicts_the_definitions_carry_a_flag() -> None:
    words = {"CR": COMPLETE, "PR": PARTIAL, "Minor": MINOR}
    contradicting = [row for row in rows() if words[row.label] != row.strict]
    assert [row.patient for row in contradicting] == [11, 13, 18, 20]
    assert all("label against definition" in row.flag for row in contradicting)
