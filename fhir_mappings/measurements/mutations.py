"""Amino-acid changes of the ABL1 kinase domain that a result clearly names as present."""

import re
from collections.abc import Iterator, Mapping, Sequence

from fhir_mappings.datatypes.codings import Coding, read_codings, read_rows, read_texts
from fhir_mappings.datatypes.json_access import Element, get_objects
from fhir_mappings.datatypes.quantities import convert_to_percent
from fhir_mappings.datatypes.value_x import has_value, parse_value
from fhir_mappings.datatypes.values import Quantity, StatedText, Value
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.coded_value import CodedValue, Interpreter, Meaning
from fhir_mappings.measurements.qualitative_results import normalize_text, parse_answer
from fhir_mappings.measurements.texts.amino_acid_changes import has_silent_change
from fhir_mappings.measurements.texts.mutation_text import (
    is_bare_detection,
    parse_named_changes,
    parse_present_changes,
    states_no_change,
)
from fhir_mappings.tables import load_table
from response_criteria.model.answers import Answer
from response_criteria.model.results import KinaseDomainMutation, MutationResult, NegativeMutationAnalysis

_VARIANT = load_table("mutations")["variant"]
_ABL1_CODES = frozenset(map(Coding.parse, _VARIANT["abl1"]))
_GENE_SYSTEMS = frozenset(coding.system for coding in _ABL1_CODES)
_KNOWN_CHANGES = frozenset(_VARIANT["kinase_domain"])
_HGNC_ID = re.compile(r"(?:HGNC:)?\d+")
_SYMBOL = re.compile(r"[A-Z][A-Z0-9-]{1,9}")
# HGVS notation of a DNA change: ``c.944C>T``.
_DNA_CHANGE = re.compile(r"\bc\.\d")


def list_meanings() -> dict[Coding, Meaning]:
    """Return how each code of ``tables/mutations.toml`` is read."""
    return {
        coding: Meaning(row["reads"], _INTERPRETERS[row["reads"]]) for coding, row in read_rows("mutations", "accept")
    }


def is_mutation_analysis(concept: object) -> bool:
    """Whether a code is of an analysis that names mutations in its value."""
    return any(
        row["reads"] == "mutations" and coding in read_codings(concept)
        for coding, row in read_rows("mutations", "accept")
    )


def is_called_absent(observation: Element) -> bool:
    """Whether the value of an Observation, under any code, says that what its components describe is absent.

    Raises UnusableDataError for a variant that is called neither present nor absent.
    """
    reads = {coding: row["reads"] for coding, row in read_rows("mutations", "accept")}
    try:
        return parse_answer("presence", parse_value(observation)) is Answer.NO
    except UnusableDataError:
        if any(reads.get(coding) == "variant" for coding in read_codings(observation.get("code"))):
            raise
        return False


def _build_mutations(coded_value: CodedValue) -> tuple[MutationResult, ...]:
    """Return the changes that the value names, or that the components describe or list as tested."""
    if any(_find_components(coded_value.element, _VARIANT["protein_change"])):
        return _build_from_protein_change(coded_value)
    components = get_objects(coded_value.element, "component")
    tested = [(component, changes) for component in components if (changes := _list_tested_changes(component))]
    detected = _list_detected(tested, coded_value.element) if tested else ()
    if detected or (tested and not has_value(coded_value.element)):
        reported = ", ".join(_describe_component(component) for component, _ in tested)
        return _build_facts(detected, reported, coded_value)
    value = parse_value(coded_value.element)
    if not isinstance(value, StatedText):
        raise UnusableDataError("its value names no amino-acid change")
    # A test for one change, which its code names, does not look for the others.
    if states_no_change(value) and not _list_tested_changes(coded_value.element):
        return (_build_negative(value.reported, coded_value),)
    return _build_facts(parse_present_changes(value), value.reported, coded_value)


def _build_negative(reported: str, coded_value: CodedValue) -> NegativeMutationAnalysis:
    return NegativeMutationAnalysis(
        on=coded_value.on, origin=coded_value.origin, reported=reported, sequence=coded_value.sequence
    )


def _list_tested_changes(component: Element) -> tuple[str, ...]:
    """Return the changes that the code of a component names."""
    concept = component.get("code")
    texts = (*read_texts(concept), *(code for _, code in read_codings(concept)))
    return tuple(dict.fromkeys(change for text in texts for change in parse_named_changes(text)))


def _list_detected(tested: Sequence[tuple[Element, tuple[str, ...]]], element: Element) -> tuple[str, ...]:
    """Return the detected changes of those tested. Raises UnusableDataError if the result's own value disagrees."""
    detected: list[str] = []
    error: UnusableDataError | None = None
    for component, changes in tested:
        try:
            detected += changes if _is_detected(parse_value(component)) is Answer.YES else ()
        except UnusableDataError as component_error:
            error = component_error
    # An unreadable component does not make a change detected by another component less certain.
    if error and not detected:
        raise error
    if has_value(element) and set(_list_overall(parse_value(element), tuple(detected))) != set(detected):
        raise UnusableDataError("its value and its components disagree")
    return tuple(detected)


def _is_detected(value: Value) -> Answer:
    """Return whether a change was detected, by an answer or by its share of the reads."""
    if isinstance(value, Quantity):
        share = convert_to_percent(value)
        if share.exact == 0:
            return Answer.NO
        if share.low:
            return Answer.YES
    return parse_answer("presence", value)


def _list_overall(value: Value, detected: tuple[str, ...]) -> tuple[str, ...]:
    """Return the changes in a result's own value; a bare "detected" means those of its components."""
    if not isinstance(value, StatedText) or (detected and is_bare_detection(value)):
        return detected
    return parse_present_changes(value)


def _describe_component(component: Element) -> str:
    value = parse_value(component)
    name = next(iter(read_texts(component.get("code"))), "") or " ".join(_list_tested_changes(component))
    return f"{name}: {value.reported}"


def _build_facts(changes: tuple[str, ...], reported: str, coded_value: CodedValue) -> tuple[KinaseDomainMutation, ...]:
    return tuple(
        KinaseDomainMutation(
            on=coded_value.on,
            origin=coded_value.origin,
            reported=reported,
            sequence=coded_value.sequence,
            change=change,
        )
        for change in dict.fromkeys(changes)
    )


def _build_variant(coded_value: CodedValue) -> tuple[KinaseDomainMutation, ...]:
    """Return the protein change of a variant of ABL1; variants of other genes are of no interest."""
    genes = [_classify_gene(gene) for gene in _find_components(coded_value.element, _VARIANT["gene"])]
    if Answer.YES in genes or (not genes and _names_reference_sequence(coded_value.element)):
        return _build_from_protein_change(coded_value)
    if Answer.NO in genes or not _names_known_change(coded_value.element):
        return ()
    # The gene is named in a way that is not understood, or not at all, and the change is one of the kinase domain of
    # ABL1: overlooking it would be worse than asking about a variant of another gene (decision 0065).
    return _build_from_protein_change(coded_value)


def _names_reference_sequence(element: Element) -> bool:
    components = get_objects(element, "component")
    texts = (text for component in components for text in _list_stated(component))
    return any(sequence in text for text in texts for sequence in _VARIANT["reference_sequences"])


def _list_stated(component: Element) -> Iterator[str]:
    concept = component.get("valueCodeableConcept")
    stated = (*read_texts(concept), *(code for _, code in read_codings(concept)), component.get("valueString"))
    return (text for text in stated if isinstance(text, str))


def _names_known_change(element: Element) -> bool:
    texts = [
        text
        for component in _find_components(element, _VARIANT["protein_change"])
        if has_value(component) and not component.get("dataAbsentReason")
        for value in [parse_value(component)]
        if isinstance(value, StatedText)
        for text in _list_names(value)
    ]
    changes = {change for text in texts for change in parse_named_changes(text)}
    return not changes.isdisjoint(_KNOWN_CHANGES)


def _build_from_protein_change(coded_value: CodedValue) -> tuple[KinaseDomainMutation, ...]:
    components = _find_components(coded_value.element, _VARIANT["protein_change"])
    stated = [item for item in components if has_value(item) and not item.get("dataAbsentReason")]
    proteins = [parse_value(component) for component in stated]
    has_dna_change = any(map(_states_dna_change, get_objects(coded_value.element, "component")))
    if not (proteins or has_dna_change):
        return ()
    if parse_answer("presence", parse_value(coded_value.element)) is Answer.NO:
        return ()
    # Translating a DNA change would need the reference sequence: it is excluded instead, and the card says so.
    if not proteins:
        raise UnusableDataError("it states the DNA change of ABL1, but not the protein change")
    text = " ".join(text for value in proteins if isinstance(value, StatedText) for text in _list_names(value))
    changes = parse_named_changes(text)
    if not changes and not has_silent_change(text):
        raise UnusableDataError("its protein change cannot be read")
    return _build_facts(changes, text, coded_value)


def _classify_gene(gene: Element) -> Answer:
    """Whether a gene is ABL1: by its HGNC code, else by its name or symbol; UNKNOWN if neither is understood."""
    concept = gene.get("valueCodeableConcept")
    codes = set(read_codings(concept))
    if codes & _ABL1_CODES:
        return Answer.YES
    if any(coding.system in _GENE_SYSTEMS and _HGNC_ID.fullmatch(coding.code) for coding in codes):
        return Answer.NO
    stated = (*read_texts(concept), gene.get("valueString"), *(coding.code for coding in codes))
    names = [name for name in stated if isinstance(name, str)]
    if any(normalize_text(name) in _VARIANT["gene_names"] for name in names):
        return Answer.YES
    return Answer.NO if any(map(_SYMBOL.fullmatch, names)) else Answer.UNKNOWN


def _states_dna_change(component: Element) -> bool:
    return any(_DNA_CHANGE.search(text) for text in _list_stated(component))


def _list_names(value: StatedText) -> tuple[str, ...]:
    return value.texts or tuple(code for _, code in value.codes)


def _find_components(element: Element, token: str) -> Iterator[Element]:
    coding = Coding.parse(token)
    return (item for item in get_objects(element, "component") if coding in read_codings(item.get("code")))


_INTERPRETERS: Mapping[str, Interpreter] = {"mutations": _build_mutations, "variant": _build_variant}
