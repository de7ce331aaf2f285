"""The prefetch keys: the FHIR query of each, what it retrieves, and the effect if it is missing.

The queries keep to the subset of FHIR search that the CDS Hooks specification recommends: a read, or a search by
patient with token parameters, without ``_include``.
"""

# No ``category``: laboratories file molecular results under other categories than "laboratory".
# No ``code`` for medications: it would miss contained and referenced drugs. Only the intent narrows that search.

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fhir_mappings import Coding, list_report_search_codes, list_search_codes

PATIENT_ID = "{{context.patientId}}"
GATE_KEYS = frozenset({"patient", "conditions", "medications"})
"""Keys that show whether a chart has a sign of CML; the others may be read only if it has one (decision 0182)."""
MAX_ID_LENGTH = 64
MAX_QUERY_LENGTH = 1500
"""Characters of an expanded query that every server and proxy accepts."""

# Not proposals and options: nobody decided on those. A plan is evidence of therapy, but never of a dose.
INTENTS = ("plan", "order", "original-order", "reflex-order", "filler-order", "instance-order")


@dataclass(frozen=True, slots=True)
class PrefetchKey:
    """One query of the chart, as discovery announces it."""

    name: str
    resource_type: str
    query: str
    required: bool  # without its result there is no assessment: the call is answered with 412
    content: str
    effect_if_missing: str
    codes: tuple[Coding, ...] = ()  # the codes that reports are searched by
    # False: added after the first release. A client that does not send it, or a server without the resource type, is
    # treated as if nothing was found (decision 0039).
    expected: bool = True
    # False: the site says that it does not have these data. They are neither announced nor asked for.
    offered: bool = True

    @property
    def is_search(self) -> bool:
        """Whether the query is a search, not the read of one resource."""
        return "?" in self.query

    def announce(self, count: int) -> str:
        """Return the template for discovery: a search asks for so many results per page, unless that is 0."""
        # Without it some servers page at 20, and a client that sends no fhirServer could not send the rest.
        return f"{self.query}&_count={count}" if count and self.is_search else self.query

    def expand_query(self, patient_id: str) -> str:
        """Return the query for a patient, relative to the FHIR server's base URL."""
        return self.query.replace(PATIENT_ID, patient_id)


def _search(resource_type: str, *parameters: str) -> tuple[str, str]:
    return resource_type, "&".join((f"{resource_type}?patient={PATIENT_ID}", *parameters))


def _observations(group: str) -> tuple[str, str]:
    return _search("Observation", f"code={','.join(list_search_codes(group))}")


REPORTED_GROUPS = ("cytogenetics", "molecular")
"""Groups of results that laboratories send inside reports; reports are searched by their codes (decision 0039)."""
_REPORT_CODES = (
    *(token for group in REPORTED_GROUPS for token in list_search_codes(group)),
    *list_report_search_codes(),
)

CALL_REJECTED = "the call is answered with 412"
NO_REPORTS = "results that exist only inside a report are missing"

# fmt: off
PREFETCH_KEYS = (
    PrefetchKey("patient", "Patient", f"Patient/{PATIENT_ID}", True,
                "birth date and death", CALL_REJECTED),
    PrefetchKey("conditions", *_search("Condition"), True,
                "CML and its phase, pregnancy, heart failure, transplant", CALL_REJECTED),
    PrefetchKey("medications", *_search("MedicationRequest", f"intent={','.join(INTENTS)}"), True,
                "imatinib and its dose over time, other TKIs, interacting drugs, growth factors", CALL_REJECTED),
    PrefetchKey("blood-counts", *_observations("blood-counts"), True,
                "blood counts with differential", CALL_REJECTED),
    PrefetchKey("chemistry", *_observations("chemistry"), False,
                "bilirubin, ALT, AST, creatinine, eGFR",
                "liver and renal values are not checked"),
    PrefetchKey("cytogenetics", *_observations("cytogenetics"), True,
                "karyotype, FISH, Ph-positive cells, marrow differential", CALL_REJECTED),
    PrefetchKey("molecular", *_observations("molecular"), True,
                "BCR::ABL1, ABL1 kinase-domain mutations", CALL_REJECTED),
    PrefetchKey("clinical-findings", *_observations("clinical-findings"), False,
                "spleen size, pregnancy status and tests",
                "no escalation is advised where pregnancy is possible"),
    PrefetchKey("dispenses", *_search("MedicationDispense"), False,
                "what the pharmacy dispensed, and for how many days",
                "gaps in supply are not detected"),
    PrefetchKey("statements", *_search("MedicationStatement"), False,
                "drugs the patient reports taking",
                "imatinib or another TKI known only from a statement is missing"),
    PrefetchKey("administrations", *_search("MedicationAdministration"), False,
                "doses given in the hospital",
                "imatinib or another TKI given in the hospital is missing"),
    PrefetchKey("reports", *_search("DiagnosticReport", f"code={','.join(_REPORT_CODES)}"), False,
                "reports on cytogenetics, BCR::ABL1, mutations and marrow, with the results inside them",
                NO_REPORTS, tuple(map(Coding.parse, _REPORT_CODES)), expected=False),
)
# fmt: on

OPTIONAL_KEYS = tuple(key.name for key in PREFETCH_KEYS if not key.required)
"""Names of the keys that a site may say not to offer."""


def build_local_code_keys(codes: Sequence[Coding]) -> tuple[PrefetchKey, ...]:
    """Build the keys for results under a site's local codes: as many as it takes to keep each query short."""
    return tuple(
        PrefetchKey(
            name, *_search("Observation", f"code={tokens}"), True, "results under the site's local codes", CALL_REJECTED
        )
        for name, tokens in _number_keys("local-codes", _join_tokens("Observation", codes))
    )


def build_local_report_keys(codes: Sequence[Coding]) -> tuple[PrefetchKey, ...]:
    """Build the keys for reports under a site's local codes."""
    return tuple(
        PrefetchKey(
            name,
            *_search("DiagnosticReport", f"code={tokens}"),
            required=False,
            content="reports under the site's local codes",
            effect_if_missing=NO_REPORTS,
            codes=tuple(codes),
            expected=False,
        )
        for name, tokens in _number_keys("local-reports", _join_tokens("DiagnosticReport", codes))
    )


def _number_keys(name: str, token_lists: Iterable[str]) -> Iterator[tuple[str, str]]:
    for number, tokens in enumerate(token_lists, 1):
        yield name if number == 1 else f"{name}-{number}", tokens


_SPECIAL = re.compile(r"([\\,$|])")


def _format_token(coding: Coding) -> str:
    """Format a code as a search token: FHIR's special characters escaped, then everything a URL cannot contain."""
    return "|".join(quote(_SPECIAL.sub(r"\\\1", part), safe=":/,") for part in coding)


def _join_tokens(resource_type: str, codes: Sequence[Coding]) -> Iterator[str]:
    """Join the codes with commas, in as few lists as fit into queries."""
    max_length = MAX_QUERY_LENGTH - MAX_ID_LENGTH - len(f"{resource_type}?patient=&code=&_count=100000")
    tokens = ""
    for token in map(_format_token, codes):
        if tokens and len(tokens) + len(token) + 1 > max_length:
            yield tokens
            tokens = ""
        tokens = f"{tokens},{token}" if tokens else token
    if tokens:
        yield tokens
