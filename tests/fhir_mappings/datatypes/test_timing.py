"""FHIR Timing as doses per day and parts of the day."""

from fractions import Fraction
from typing import Any

import pytest

from fhir_mappings.datatypes.timing import Span, exact_span, parse_doses_per_day, parse_parts_of_day
from fhir_mappings.errors import UnusableDataError

GTS = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"


def repeat(**members: Any) -> dict[str, Any]:
    return {"repeat": members}


def code(code: str, system: str = GTS) -> dict[str, Any]:
    return {"code": {"coding": [{"system": system, "code": code}]}}


DAILY = {"frequency": 1, "period": 1, "periodUnit": "d"}


@pytest.mark.parametrize(
    ("timing", "doses"),
    [
        (repeat(**DAILY), "1"),
        (repeat(frequency=2, period=1, periodUnit="d"), "2"),
        (repeat(frequency=1, period=12, periodUnit="h"), "2"),
        (repeat(frequency=1, period=2, periodUnit="d"), "1/2"),
        (repeat(frequency=7, period=1, periodUnit="wk"), "1"),
        (repeat(period=1, periodUnit="d"), "1"),  # FHIR R4: no frequency stated is once a period
        (repeat(timeOfDay=["08:00:00", "20:00:00"]), "2"),
        (repeat(timeOfDay=["08:00:00"], **DAILY), "1"),
        (repeat(timeOfDay=["08:00:00"], period=2, periodUnit="d"), "1/2"),
        (repeat(when=["MORN"]), "1"),
        (repeat(when=["MORN", "EVE"]), "2"),
        (repeat(when=["CM", "CV"], frequency=2, period=1, periodUnit="d"), "2"),
        (repeat(when=["PC"], **DAILY), "1"),  # once daily, after a meal
        (code("QD"), "1"),
        (code("BID"), "2"),
        (code("QOD"), "1/2"),
        (code("Q8H"), "3"),
        ({**repeat(**DAILY), **code("QD")}, "1"),
        ({**repeat(boundsPeriod={"start": "2024-01-01"}), **code("BID")}, "2"),
        (repeat(dayOfWeek=["mon", "tue", "wed", "thu", "fri"], **DAILY), "5/7"),
        (repeat(dayOfWeek=["mon", "tue", "wed", "thu", "fri", "sat", "sun"], **DAILY), "1"),
        (repeat(dayOfWeek=["mon"], timeOfDay=["08:00:00", "20:00:00"]), "2/7"),
        (repeat(dayOfWeek=["mon", "thu"], frequency=2, period=1, periodUnit="wk"), "2/7"),
    ],
)
def test_a_schedule_has_a_rate_in_doses_per_day(timing: dict[str, Any], doses: str) -> None:
    assert parse_doses_per_day(timing) == exact_span(Fraction(doses))


@pytest.mark.parametrize(
    ("timing", "low", "high"),
    [
        (repeat(frequency=1, frequencyMax=2, period=1, periodUnit="d"), "1", "2"),
        (repeat(frequency=1, period=6, periodMax=12, periodUnit="h"), "2", "4"),
    ],
)
def test_a_range_of_frequency_or_period_is_a_range_of_doses(timing: dict[str, Any], low: str, high: str) -> None:
    assert parse_doses_per_day(timing) == Span(Fraction(low), Fraction(high))


@pytest.mark.parametrize(
    ("timing", "reason"),
    [
        ({}, "does not say how often"),
        (repeat(boundsPeriod={"start": "2024-01-01"}), "does not say how often"),
        (repeat(frequency=2), "hours, days or weeks"),
        ({"event": ["2024-01-01"]}, "does not say how often"),
        (code("MO"), "does not say how often"),
        (code("BID", system="https://hospital.example/sig"), "does not say how often"),
        ({"code": {"text": "twice daily"}}, "does not say how often"),
        (repeat(count=1, **DAILY), "single dose"),
        (repeat(when=["PC"]), "how many times a day"),
        (repeat(when=["WHENEVER"]), "how many times a day"),
        (repeat(frequency=1, period=1, periodUnit="mo"), "hours, days or weeks"),
        (repeat(frequency=1, period=1), "hours, days or weeks"),
        (repeat(frequency=1, period=0, periodUnit="d"), "not positive"),
        (repeat(frequency=0, period=1, periodUnit="d"), "not positive"),
        (repeat(frequency=[1], period=1, periodUnit="d"), "no number"),
        (repeat(timeOfDay="08:00:00"), "timeOfDay is not a list"),
        (repeat(frequency=1, period=12, periodMax=6, periodUnit="h"), "hours, days or weeks"),
        (repeat(when=["MORN", "EVE"], **DAILY), "contradicts itself"),
        (repeat(when=["MORN"], timeOfDay=["08:00:00"]), "contradicts itself"),
        ({**repeat(**DAILY), **code("BID")}, "contradicts itself"),
        (repeat(dayOfWeek=["mon", "thu"], frequency=1, period=1, periodUnit="wk"), "do not fit"),
        (repeat(dayOfWeek=["mon"], frequency=1, period=2, periodUnit="d"), "do not fit"),
    ],
)
def test_a_schedule_without_a_rate_is_excluded_with_its_reason(timing: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnusableDataError) as error:
        parse_doses_per_day(timing)
    assert reason in error.value.reason


@pytest.mark.parametrize(
    ("timing", "parts"),
    [
        (repeat(**DAILY), set()),
        (repeat(when=["MORN"]), {"morning"}),
        (repeat(when=["CM", "CV"]), {"morning", "evening"}),
        (repeat(when=["C"]), set()),
        (repeat(timeOfDay=["08:00:00", "10:59:59"]), {"morning"}),
        (repeat(timeOfDay=["11:00:00", "20:00:00"]), {"noon", "evening"}),
        (repeat(timeOfDay=[""]), set()),
        (code("AM"), {"morning"}),
        (code("BED"), {"evening"}),
        (code("BID"), set()),
        (code("AM", "https://hospital.example/times"), set()),
    ],
)
def test_a_schedule_may_name_parts_of_the_day(timing: dict[str, Any], parts: set[str]) -> None:
    assert parse_parts_of_day(timing) == parts
