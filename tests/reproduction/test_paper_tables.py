"""The tables agree with one another wherever the paper does."""

from collections import Counter

import pytest

from cds_service.reproduction.paper_tables import Group, load_groups, load_patients_without_row, load_rows
from response_criteria.publications.kantarjian2003.grades import COMPLETE, MINOR, PARTIAL

SUM = load_groups()["any-cytogenetic"]
CYTOGENETIC = [group for group in load_groups().values() if group.is_cytogenetic and group is not SUM]
SINGLE = [group for group in load_groups().values() if group is not SUM]


def test_patients_with_and_without_a_row_add_up_to_every_group() -> None:
    sizes = Counter(row.group for row in load_rows())
    for kind in load_patients_without_row():
        sizes[kind.group] += kind.count
    assert sizes == {group.id: group.patients for group in SINGLE}
    assert sum(sizes.values()) == 54


def test_the_cytogenetic_groups_add_up_to_the_printed_sum() -> None:
    assert sum(group.patients for group in CYTOGENETIC) == SUM.patients
    for response in (COMPLETE, PARTIAL, MINOR):
        by_karyotype, by_fish = zip(*(group.responses[response] for group in CYTOGENETIC), strict=True)
        assert (sum(by_karyotype), sum(by_fish)) == SUM.responses[response]


@pytest.mark.parametrize("group", SINGLE, ids=lambda group: group.id)
def test_the_labels_of_the_rows_are_the_responses_of_their_group(group: Group) -> None:
    labels = Counter((row.label, row.by_fish) for row in load_rows() if row.group == group.id)
    in_table_2 = {
        (label, by_fish): number
        for label, response in (("CR", COMPLETE), ("PR", PARTIAL), ("Minor", MINOR))
        for by_fish, number in enumerate(group.responses[response])
        if number
    }
    assert labels == in_table_2


def test_the_groups_of_the_rows_match_their_percentages() -> None:
    for row in load_rows():
        group = load_groups()[row.group]
        if "above-90" in group.id:
            assert row.before > 90
        if "35-to-90" in group.id:
            assert 35 <= row.before <= 90
        if group.id.startswith("lost-major"):
            assert row.lowest < 35
        if group.id == "lost-minor":
            assert 35 <= row.lowest <= 90
            assert row.before == 100


def test_hematologic_responses_match_the_counts_of_the_text() -> None:
    counted = Counter((row.group, row.hematologic) for row in load_rows() if row.hematologic)
    for kind in load_patients_without_row():
        if kind.hematologic:
            counted[kind.group, kind.hematologic] += kind.count
    for group in (group for group in SINGLE if not group.is_cytogenetic):
        assert counted[group.id, COMPLETE] == group.chr
        assert counted[group.id, PARTIAL] == group.phr


def test_seven_patients_were_escalated_from_300_mg() -> None:
    assert sum(kind.from_300 for kind in load_patients_without_row()) == 7


def test_every_inferred_figure_is_marked_with_its_reason() -> None:
    zeros = [row.patient for row in load_rows() if "after" in row.inferred]
    assert zeros == [row.patient for row in load_rows() if row.after == 0]
    assert all(
        group.count_patients(figure) >= 0 and reason for group in SINGLE for figure, reason in group.inferred.items()
    )
    assert all(kind.source for kind in load_patients_without_row())


def test_rows_whose_label_contradicts_the_definitions_carry_a_flag() -> None:
    response_of_label = {"CR": COMPLETE, "PR": PARTIAL, "Minor": MINOR}
    contradicting = [row for row in load_rows() if response_of_label[row.label] != row.strict]
    assert [row.patient for row in contradicting] == [11, 13, 18, 20]
    assert all("label against definition" in row.flag for row in contradicting)
