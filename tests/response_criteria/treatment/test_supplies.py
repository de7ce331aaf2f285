"""Supplies that were fetched early are taken after the previous one (decision 0107)."""

from dataclasses import replace
from datetime import date

import pytest

from response_criteria.model.medications import DrugUse, UseKind
from response_criteria.treatment.exposure import find_last_day
from response_criteria.treatment.supplies import carry_supplies_forward
from tests.response_criteria.chart import use


def supply(on: str, days: int | None = 30, *, product: str = "imatinib 400 mg", ends: str | None = None) -> DrugUse:
    return replace(use(on, days_supplied=days, ends=ends), product=product)


def list_covered(*uses: DrugUse) -> list[tuple[str, str]]:
    covered = carry_supplies_forward(uses)
    assert carry_supplies_forward(uses[::-1]) == covered
    return [
        (date.fromordinal(days[0]).isoformat(), date.fromordinal(days[-1]).isoformat())
        for days in sorted(covered.values(), key=lambda days: days.start)
    ]


# fmt: off
SUPPLIES = {
    "one after the other":             ([supply("2024-01-01"), supply("2024-01-31")],
                                        [("2024-01-01", "2024-01-30"), ("2024-01-31", "2024-02-29")]),
    "a gap stays":                     ([supply("2024-01-01"), supply("2024-02-10")],
                                        [("2024-01-01", "2024-01-30"), ("2024-02-10", "2024-03-10")]),
    "early by a day":                  ([supply("2024-01-01"), supply("2024-01-30")],
                                        [("2024-01-01", "2024-01-30"), ("2024-01-31", "2024-02-29")]),
    "two early ones add up":           ([supply("2024-01-01"), supply("2024-01-10"), supply("2024-01-20")],
                                        [("2024-01-01", "2024-01-30"), ("2024-01-31", "2024-02-29"), ("2024-03-01", "2024-03-30")]),
    "what was carried is used up":     ([supply("2024-01-01"), supply("2024-01-21"), supply("2024-03-20")],
                                        [("2024-01-01", "2024-01-30"), ("2024-01-31", "2024-02-29"), ("2024-03-20", "2024-04-18")]),
    "one entered twice":               ([supply("2024-01-01"), supply("2024-01-01")],
                                        [("2024-01-01", "2024-01-30"), ("2024-01-01", "2024-01-30")]),
    "two of one day":                  ([supply("2024-01-01", 30), supply("2024-01-01", 10)],
                                        [("2024-01-01", "2024-01-30"), ("2024-01-31", "2024-02-09")]),
    "strengths run in parallel":       ([supply("2024-01-01"), supply("2024-01-10", product="imatinib 100 mg")],
                                        [("2024-01-01", "2024-01-30"), ("2024-01-10", "2024-02-08")]),
    "products that are not known too": ([supply("2024-01-01", product=""), supply("2024-01-10", product="")],
                                        [("2024-01-01", "2024-01-30"), ("2024-01-10", "2024-02-08")]),
}
# ruff: noqa: E501 -- a row of the table stays on one line
# fmt: on


@pytest.mark.parametrize("name", SUPPLIES)
def test_a_supply_lasts_from_its_day_or_from_the_end_of_the_previous_one(name: str) -> None:
    supplies, covered = SUPPLIES[name]
    assert list_covered(*supplies) == covered


@pytest.mark.parametrize(
    "other",
    [
        supply("2024-01-01", None),
        supply("2024-01-01", 30, ends="2024-01-15"),
        replace(supply("2024-01-01"), kind=UseKind.STATEMENT),
        replace(supply("2024-01-01"), kind=UseKind.ADMINISTRATION),
    ],
)
def test_only_a_supply_of_known_days_is_carried(other: DrugUse) -> None:
    assert list_covered(other, supply("2024-01-10")) == [("2024-01-10", "2024-02-08")]


def test_a_supply_without_days_covers_none_and_delays_none() -> None:
    assert carry_supplies_forward([supply("2024-01-01", 0)]) != {}
    assert list(carry_supplies_forward([supply("2024-01-01", 0)]).values()) == [range(738886, 738886)]


def test_the_last_day_of_an_enormous_supply_is_the_last_day_of_all() -> None:
    supplies = [supply("2024-01-01", 3_000_000), supply("2024-01-02", 3_000_000)]
    covered = carry_supplies_forward(supplies)
    assert [find_last_day(item, covered) for item in supplies] == [date.max, date.max]
