"""Which codes and units of a site may be written: a rare one of no public system may be about a person."""

SEEN_OFTEN = 5
"""Patients with a code of no public system, or a spelling, before it is written."""

PUBLIC_SYSTEMS = (
    "http://loinc.org",
    "http://snomed.info/sct",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
    "http://hl7.org/fhir/sid/",
    "http://www.whocc.no/atc",
    "http://fhir.de/CodeSystem/bfarm/",
)
RARE = f"others, each seen in fewer than {SEEN_OFTEN} patients"


def may_be_named(code: str, patients: int, *, quotes_chart: bool) -> bool:
    """Whether a code that so many patients have may be written; ``quotes_chart``: with a unit or words of a chart."""
    return (code.startswith(PUBLIC_SYSTEMS) and not quotes_chart) or patients >= SEEN_OFTEN


def describe_code(subject: str, code: str, unit: str) -> str:
    """Describe what could not be used."""
    parts = [subject, *([code] if code else []), *([f"unit {unit}"] if unit else [])]
    return ", ".join(parts)
