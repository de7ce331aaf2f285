"""Whether the disease of a Condition is active, and whether the Condition was withdrawn (decision 0055)."""

from collections.abc import Iterator, Mapping

from fhir_mappings.datatypes.codings import read_texts
from fhir_mappings.datatypes.json_access import Element, get_object, get_objects, get_text
from fhir_mappings.datatypes.loose_concepts import read_loosely
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.tables import load_table


def find_withdrawal(condition: Element) -> str:
    """Return why a Condition states no disease: it was refuted, or entered in error; empty if it was not."""
    # However it is written: to overlook "refuted" would create a disease, or a doubt about one.
    loose = read_loosely(condition.get("verificationStatus"))
    statuses = (*(coding.code for coding in loose.codings), *loose.texts)
    withdrawn = (_WITHDRAWN[status] for status in map(_normalize, statuses) if status in _WITHDRAWN)
    excluded = (_CERTAINTY["excluded"][code] for code in _read_certainty(condition) if code in _CERTAINTY["excluded"])
    return next(withdrawn, "") or next(excluded, "")


def is_ended(condition: Element) -> bool:
    """Whether a clinical status in any shape says that the disease has ended."""
    loose = read_loosely(condition.get("clinicalStatus"))
    return not _ENDED.isdisjoint(map(_normalize, (*(coding.code for coding in loose.codings), *loose.texts)))


def require_certainty(condition: Element) -> None:
    """Raise UnusableDataError if it is not clear that the disease was diagnosed."""
    statuses = _read_status(condition, "verificationStatus")
    if statuses and statuses.isdisjoint(_VERIFIED):
        raise UnusableDataError("its verificationStatus is not one of FHIR's")
    if reason := next((_CERTAINTY["unclear"].get(code, "") for code in _read_certainty(condition)), ""):
        raise UnusableDataError(reason)


def is_active(condition: Element) -> bool:
    """Whether the disease is active. Raises UnusableDataError for a status that is not one of FHIR's."""
    statuses = _read_status(condition, "clinicalStatus")
    if statuses and statuses.isdisjoint(_ACTIVE | _ENDED):
        raise UnusableDataError("its clinicalStatus is not one of FHIR's")
    if statuses:
        return not statuses & _ENDED
    # Many systems send no clinicalStatus: the disease is active then, unless the Condition states its end.
    return not any(name.startswith("abatement") and condition[name] not in (None, False) for name in condition)


def _read_status(condition: Element, name: str) -> frozenset[str]:
    """Return a status by its codes and its texts, in the spelling of FHIR's codes."""
    concept = get_object(condition, name)
    codes = (get_text(coding, "code") for coding in get_objects(concept, "coding"))
    return frozenset(_normalize(text) for text in (*codes, *read_texts(concept)) if text)


def _normalize(status: str) -> str:
    return status.strip().casefold().replace(" ", "-")


def _read_certainty(condition: Element) -> Iterator[str]:
    """Return the letters by which German systems say how certain a code of ICD-10-GM is."""
    concept = condition.get("code")
    codings = concept.get("coding") if isinstance(concept, Mapping) else None
    for holder in (condition, *(codings if isinstance(codings, list) else ())):
        extensions = holder.get("extension") if isinstance(holder, Mapping) else None
        for extension in extensions if isinstance(extensions, list) else ():
            if isinstance(extension, Mapping) and str(extension.get("url")).endswith(_CERTAINTY["extension"]):
                stated = (extension.get("valueCoding"), extension.get("valueCode"))
                yield from (coding.code.upper() for coding in read_loosely(list(stated)).codings)


_TABLE = load_table("conditions")
_WITHDRAWN = _TABLE["verification_excluded"]
_VERIFIED = frozenset(_TABLE["verified"]["verification_status"])
_ACTIVE = frozenset(_TABLE["active"]["clinical_status"])
_ENDED = frozenset(_TABLE["ended"]["clinical_status"])
_CERTAINTY = _TABLE["certainty"]
