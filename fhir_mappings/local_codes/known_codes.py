"""All codes of the tables: what a site's local code may be mapped to."""

from collections.abc import Iterator
from functools import cache

from fhir_mappings import conditions
from fhir_mappings.datatypes.codings import Coding
from fhir_mappings.medications import drugs
from fhir_mappings.observations import code_registry
from fhir_mappings.tables import load_table


def is_known_code(coding: Coding) -> bool:
    """Whether any table lists a code, as accepted or as excluded."""
    return any(table.is_listed(coding) for table in (code_registry, conditions, drugs)) or coding in _list_inner_codes()


@cache
def _list_inner_codes() -> frozenset[Coding]:
    """Return the codes that are read inside a result or an order: of variants, of answers, of schedules."""
    return frozenset((*_list_variant_codes(), *_list_answer_codes(), *_list_schedule_codes()))


def _list_variant_codes() -> Iterator[Coding]:
    variant = load_table("mutations")["variant"]
    yield from map(Coding.parse, (variant["gene"], variant["protein_change"], *variant["abl1"]))


def _list_answer_codes() -> Iterator[Coding]:
    for answer in load_table("answers").values():
        yield from map(Coding.parse, (*answer.get("yes_codes", ()), *answer.get("no_codes", ())))


def _list_schedule_codes() -> Iterator[Coding]:
    schedules = load_table("timing")["doses_per_day"]
    yield from (Coding(schedules["system"], code) for code in schedules["codes"])
