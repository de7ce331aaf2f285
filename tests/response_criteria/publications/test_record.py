"""A publication is due for another look when its license or its day is not known, or the day is a year old."""

from datetime import date

import pytest

from response_criteria.publications import PUBLICATIONS, Publication
from response_criteria.publications.record import Record, list_due
from tests.cards.samples import ELSEWHERE

TODAY = date(2026, 12, 1)


def build_publication(record: Record) -> Publication:
    return Publication(id="a", work=ELSEWHERE.work, year=2020, decides=False, record=record)


@pytest.mark.parametrize(
    ("record", "due"),
    [
        (Record(license="CC BY 4.0", verified_on=date(2025, 12, 2)), []),
        (Record(license="CC BY 4.0", verified_on=date(2025, 12, 1)), ["last compared with its source on 2025-12-01"]),
        (Record(license="CC BY 4.0"), ["no day is recorded on which it was compared with its source"]),
        (Record(verified_on=TODAY), ["its license is not known"]),
        (
            Record(license="CC BY 4.0", verified_on=TODAY, verified_part="its abstract"),
            ["only its abstract was compared with its source"],
        ),
    ],
    ids=["recent", "a year old", "no day", "no license", "a part"],
)
def test_what_is_not_known_or_a_year_old_is_due(record: Record, due: list[str]) -> None:
    assert list_due([build_publication(record)], TODAY) == [f"A work: {reason}" for reason in due]


def test_a_newer_edition_is_named_where_one_is_known() -> None:
    superseded = {publication.id for publication in PUBLICATIONS if publication.record.superseded_by}
    assert superseded == {"eln2013", "eln2020", "who2016"}


def test_the_list_of_today_is_the_work_to_do() -> None:
    due = list_due(PUBLICATIONS, TODAY)
    assert sorted(reason.partition(": ")[2] for reason in due) == sorted(
        [
            *["no day is recorded on which it was compared with its source"] * 4,
            "its license is not known",
            "only its abstract was compared with its source",
        ]
    )
