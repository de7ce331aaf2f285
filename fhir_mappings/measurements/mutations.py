"""Amino-acid changes of the ABL1 kinase domain that a result names as present, and only where it is clear."""

import re
from collections.abc import Iterator, Mapping, Sequence

from fhir_mappings.datatypes.codings import Coding, codings, rows, words
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element, parts
from fhir_mappings.datatypes.values import Measured, Said, Value, has_value, percentage, value_of
from fhir_mappings.measurements.amino_acid_changes import names_a_silent_change
from fhir_mappings.measurements.coded_value import CodedValue, Meaning, Reading
from fhir_mappings.measurements.mutation_text import changes_told, changes_written, only_says_there
from fhir_mappings.measurements.qualitative_results import answer_to, plain
from fhir_mappings.tables import table
from response_criteria.model.answers import Answer
from response_criteria.model.facts import KinaseDomainMutation


def meanings() -> dict[Coding, Meaning]:
    """How each code of ``tables/mutations.toml`` is read."""
    return {coding: Meaning(row["reads"], _READINGS[row["reads"]]) for coding, row in rows("mutations", "accept")}


def reads_mutations(concept: object) -> bool:
    """Whether a concept is of a result that names mutations in its value."""
    return any(
        row["reads"] == "mutations" and coding in codings(concept) for coding, row in rows("mutations", "accept")
    )


def calls_absent(observation: Element) -> bool:
    """Whether an Observation calls what its components describe absent, whatever its own code.

    Raises Unusable where it is a variant and calls it neither present nor absent.
    """
    read = {coding: row["reads"] for coding, row in rows("mutations", "accept")}
    try:
        return answer_to("presence", value_of(observation)) is Answer.NO
    except Unusable:
        if any(read.get(each) == "variant" for each in codings(observation.get("code"))):
            raise
        return False


def _mutations(found: CodedValue) -> tuple[KinaseDomainMutation, ...]:
    """The changes of the value, or of the components where the result lists what was tested, or describes a variant."""
    if any(_components(found.stated, table("mutations")["variant"]["protein_change"])):
        return _of_abl1(found)
    listed = [(each, names) for each in parts(found.stated, "component") if (names := _tested(each))]
    if listed:
        return _facts(_present(listed, found.stated), ", ".join(_shown(each) for each, _ in listed), found)
    value = value_of(found.stated)
    if not isinstance(value, Said):
        raise Unusable("its value names no amino-acid change")
    return _facts(changes_told(value), value.reported, found)


def _tested(component: Element) -> tuple[str, ...]:
    """The changes that the code of a component names."""
    concept = component.get("code")
    named = (*words(concept), *(code for _, code in codings(concept)))
    return tuple(dict.fromkeys(change for each in named for change in changes_written(each)))


def _present(listed: Sequence[tuple[Element, tuple[str, ...]]], stated: Element) -> tuple[str, ...]:
    """What was found of what was tested. Raises Unusable where the result as a whole says something else.

    What cannot be read is passed over where something was found: it takes nothing away from that.
    """
    found: list[str] = []
    unread: Unusable | None = None
    for each, names in listed:
        try:
            found += names if _is_there(value_of(each)) is Answer.YES else ()
        except Unusable as reason:
            unread = reason
    if unread and not found:
        raise unread
    if has_value(stated) and set(_of_the_whole(value_of(stated), tuple(found))) != set(found):
        raise Unusable("its value and its components disagree")
    return tuple(found)


def _is_there(value: Value) -> Answer:
    """By an answer, or by the share of the reads that carry it."""
    if isinstance(value, Measured):
        share = percentage(value)
        if share.exact == 0:
            return Answer.NO
        if share.low:
            return Answer.YES
    return answer_to("presence", value)


def _of_the_whole(value: Value, found: tuple[str, ...]) -> tuple[str, ...]:
    """The changes that a result's own value tells; a bare "detected" means those that were found."""
    if not isinstance(value, Said) or (found and only_says_there(value)):
        return found
    return changes_told(value)


def _shown(component: Element) -> str:
    value = value_of(component)
    named = next(iter(words(component.get("code"))), "") or " ".join(_tested(component))
    return f"{named}: {value.reported}"


def _facts(changes: tuple[str, ...], reported: str, found: CodedValue) -> tuple[KinaseDomainMutation, ...]:
    return tuple(
        KinaseDomainMutation(
            on=found.on, origin=found.origin, reported=reported, sequence=found.sequence, change=change
        )
        for change in dict.fromkeys(changes)
    )


def _variant(found: CodedValue) -> tuple[KinaseDomainMutation, ...]:
    """A variant of ABL1 with its protein change; any other variant is about something else."""
    genes = _components(found.stated, table("mutations")["variant"]["gene"])
    return _of_abl1(found) if any(map(_is_abl1, genes)) else ()


def _of_abl1(found: CodedValue) -> tuple[KinaseDomainMutation, ...]:
    described = _components(found.stated, table("mutations")["variant"]["protein_change"])
    proteins = [value_of(each) for each in described if has_value(each) and not each.get("dataAbsentReason")]
    by_dna_alone = not proteins and any(map(_names_a_dna_change, parts(found.stated, "component")))
    if not (proteins or by_dna_alone) or answer_to("presence", value_of(found.stated)) is Answer.NO:
        return ()
    if by_dna_alone:
        raise Unusable("it states a change of the DNA of ABL1, and not of the protein")
    named = " ".join(text for each in proteins if isinstance(each, Said) for text in _named(each))
    changes = changes_written(named)
    if not changes and not names_a_silent_change(named):
        raise Unusable("its protein change cannot be read")
    return _facts(changes, named, found)


def _is_abl1(gene: Element) -> bool:
    """By its code; by its name only where it has no code of the gene naming committee."""
    variant, concept = table("mutations")["variant"], gene.get("valueCodeableConcept")
    coded, ours = set(codings(concept)), set(map(Coding.of, variant["abl1"]))
    if {each.system for each in coded} & {each.system for each in ours}:
        return bool(coded & ours)
    named = (*words(concept), gene.get("valueString"))
    return any(plain(each) in variant["called"] for each in named if isinstance(each, str))


_DNA_CHANGE = re.compile(r"\bc\.\d")


def _names_a_dna_change(component: Element) -> bool:
    """Whether a component of a variant writes one as HGVS does: ``c.944C>T``."""
    concept = component.get("valueCodeableConcept")
    written = (*words(concept), *(code for _, code in codings(concept)), component.get("valueString"))
    return any(isinstance(each, str) and _DNA_CHANGE.search(each) for each in written)


def _named(said: Said) -> tuple[str, ...]:
    return said.texts or tuple(code for _, code in said.codes)


def _components(stated: Element, code: str) -> Iterator[Element]:
    wanted = Coding.of(code)
    return (each for each in parts(stated, "component") if wanted in codings(each.get("code")))


_READINGS: Mapping[str, Reading] = {"mutations": _mutations, "variant": _variant}
