"""Amino-acid changes of the ABL1 kinase domain that a result names as present, and only where it is clear."""

import re
from collections.abc import Iterator, Mapping

from fhir_mappings.answers_in_words import answer_to
from fhir_mappings.coded_value import CodedValue, Meaning, Reading
from fhir_mappings.codings import Coding, codings, rows
from fhir_mappings.elements import Element, parts
from fhir_mappings.tables import table
from fhir_mappings.unusable import Unusable
from fhir_mappings.values import Said, has_value, value_of
from response_criteria.answers import Answer
from response_criteria.facts import KinaseDomainMutation

# fmt: off
_LETTERS = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H",
    "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W",
    "Tyr": "Y", "Val": "V",
}
# fmt: on
"""Amino acids in three letters and in one (IUPAC)."""

_ONE = "[" + "".join(_LETTERS.values()) + "]"
_THREE = "(?:" + "|".join(_LETTERS) + ")"
_CHANGE = re.compile(rf"({_ONE})(\d{{2,4}})({_ONE})|({_THREE})(\d{{2,4}})({_THREE})", re.ASCII)


def meanings() -> dict[Coding, Meaning]:
    """How each code of ``tables/mutations.toml`` is read."""
    return {coding: Meaning(row["reads"], _READINGS[row["reads"]]) for coding, row in rows("mutations", "accept")}


def _mutations(found: CodedValue) -> tuple[KinaseDomainMutation, ...]:
    value = value_of(found.stated)
    if not isinstance(value, Said):
        raise Unusable("its value names no amino-acid change")
    text = " ".join(value.texts)
    tokens = re.findall(r"[A-Za-z0-9*]+", text)
    changes = tuple(_changes(tokens))
    beside, none = (frozenset(table("answers")["mutations"][each]) for each in ("beside", "none"))
    others = {token.casefold() for token in tokens if not _CHANGE.fullmatch(token)}
    if not others <= (beside if changes else beside | none) or not (changes or others & none):
        raise Unusable("its text cannot be read for certain as amino-acid changes, or as their absence")
    return _facts(changes, value.reported, found)


def _changes(tokens: list[str]) -> Iterator[str]:
    """The changes among the words, in one-letter form: T315I for Thr315Ile."""
    for token in tokens:
        if written := _CHANGE.fullmatch(token):
            before, position, after = (each for each in written.groups() if each)
            yield f"{_LETTERS.get(before, before)}{position}{_LETTERS.get(after, after)}"


def _facts(changes: tuple[str, ...], reported: str, found: CodedValue) -> tuple[KinaseDomainMutation, ...]:
    return tuple(
        KinaseDomainMutation(
            on=found.on, origin=found.origin, reported=reported, sequence=found.sequence, change=change
        )
        for change in dict.fromkeys(changes)
    )


def _variant(found: CodedValue) -> tuple[KinaseDomainMutation, ...]:
    """A variant of ABL1 with its protein change; any other variant is about something else."""
    asked = table("mutations")["variant"]
    genes = {
        code for each in _components(found.stated, asked["gene"]) for code in codings(each.get("valueCodeableConcept"))
    }
    proteins = [value_of(each) for each in _components(found.stated, asked["protein_change"]) if has_value(each)]
    if not proteins or not genes & {Coding.of(each) for each in asked["abl1"]}:
        return ()
    if answer_to("presence", value_of(found.stated)) is Answer.NO:
        return ()
    named = " ".join(text for each in proteins if isinstance(each, Said) for text in _named(each))
    changes = tuple(_changes(re.findall(r"[A-Za-z0-9*]+", named)))
    if not changes:
        raise Unusable("its protein change cannot be read")
    return _facts(changes, named, found)


def _named(said: Said) -> tuple[str, ...]:
    return said.texts or tuple(code for _, code in said.codes)


def _components(stated: Element, code: str) -> Iterator[Element]:
    wanted = Coding.of(code)
    return (each for each in parts(stated, "component") if wanted in codings(each.get("code")))


_READINGS: Mapping[str, Reading] = {"mutations": _mutations, "variant": _variant}
