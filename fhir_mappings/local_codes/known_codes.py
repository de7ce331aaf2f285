"""Every code of the tables, wherever it is listed: what a site's own code may stand for."""

from collections.abc import Iterator
from functools import cache

from fhir_mappings import conditions
from fhir_mappings.datatypes.codings import Coding
from fhir_mappings.medications import drugs
from fhir_mappings.observations import code_registry as recognition
from fhir_mappings.tables import table


def is_listed(coding: Coding) -> bool:
    """Whether any table lists a code, be it to read it or to refuse it."""
    return any(each.is_listed(coding) for each in (recognition, conditions, drugs)) or coding in _beside()


@cache
def _beside() -> frozenset[Coding]:
    """Codes that are asked for within a resource: of a variant, of an answer, of a schedule."""
    return frozenset((*_of_variants(), *_of_answers(), *_of_schedules()))


def _of_variants() -> Iterator[Coding]:
    variant = table("mutations")["variant"]
    yield from map(Coding.of, (variant["gene"], variant["protein_change"], *variant["abl1"]))


def _of_answers() -> Iterator[Coding]:
    for answer in table("answers").values():
        yield from map(Coding.of, (*answer.get("yes_codes", ()), *answer.get("no_codes", ())))


def _of_schedules() -> Iterator[Coding]:
    a_day = table("timing")["a_day"]
    yield from (Coding(a_day["system"], code) for code in a_day["codes"])
