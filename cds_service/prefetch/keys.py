"""What the service asks of a chart: one prefetch key per question, its FHIR query, and what is lost without it.

The queries keep to the specification's subset: a read, or a search by patient with token values; no ``_include``, no
``category`` (laboratories file molecular results under others than ``laboratory``), no status. A ``code`` search for
medications would miss contained and referenced drugs, so the intent alone narrows it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fhir_mappings.datatypes.codings import Coding, codes_to_ask

PATIENT_ID = "{{context.patientId}}"
LONGEST_ID = 64
LONGEST_QUERY = 1500
"""Characters of a query with its patient's id filled in, which every server and proxy lets through."""

INTENTS = ("plan", "order", "original-order", "reflex-order", "filler-order", "instance-order")
"""Orders of every kind, and plans: evidence of therapy, if never of a dose. Not proposals, not options."""


@dataclass(frozen=True, slots=True)
class PrefetchKey:
    """One question to the chart. ``required``: without an answer there is no assessment.

    ``codes`` are what reports are asked for by, which their own results may not bear (``chart_reading``). Where a key
    is not ``expected``, a client that does not know it, or a server without its type, lacks nothing (decision 0039).
    """

    name: str
    resource_type: str
    query: str
    required: bool
    holds: str
    without_it: str
    codes: tuple[Coding, ...] = ()
    expected: bool = True

    @property
    def is_search(self) -> bool:
        """Whether it is a search, and not the read of one resource."""
        return "?" in self.query

    def query_for(self, patient_id: str) -> str:
        """The query with the patient filled in, relative to the FHIR server's base."""
        return self.query.replace(PATIENT_ID, patient_id)


def _search(resource_type: str, *parameters: str) -> tuple[str, str]:
    return resource_type, "&".join((f"{resource_type}?patient={PATIENT_ID}", *parameters))


def _observations(group: str) -> tuple[str, str]:
    return _search("Observation", f"code={','.join(codes_to_ask(group))}")


REPORTED = ("cytogenetics", "molecular")
"""What laboratories report in documents, the results within: by the codes of these groups reports are asked for
(decision 0039)."""
_REPORT_CODES = tuple(token for group in REPORTED for token in codes_to_ask(group))

REFUSED = "the call is answered with 412"
NO_REPORTS = "results that stand only in a report are not seen"

# fmt: off
PREFETCH_KEYS = (
    PrefetchKey("patient", "Patient", f"Patient/{PATIENT_ID}", True,
                "birth date and death", REFUSED),
    PrefetchKey("conditions", *_search("Condition"), True,
                "CML and its phase, pregnancy, heart failure, transplant", REFUSED),
    PrefetchKey("medications", *_search("MedicationRequest", f"intent={','.join(INTENTS)}"), True,
                "imatinib and its dose over time, other TKIs, interacting drugs, growth factors", REFUSED),
    PrefetchKey("blood-counts", *_observations("blood-counts"), True,
                "blood counts with differential", REFUSED),
    PrefetchKey("chemistry", *_observations("chemistry"), True,
                "bilirubin, ALT, AST, creatinine, eGFR", REFUSED),
    PrefetchKey("cytogenetics", *_observations("cytogenetics"), True,
                "karyotype, FISH, Ph-positive cells, marrow differential", REFUSED),
    PrefetchKey("molecular", *_observations("molecular"), True,
                "BCR::ABL1, ABL1 kinase-domain mutations", REFUSED),
    PrefetchKey("clinical-findings", *_observations("clinical-findings"), True,
                "spleen size, pregnancy status and tests", REFUSED),
    PrefetchKey("dispenses", *_search("MedicationDispense"), False,
                "what the pharmacy supplied, and for how long",
                "gaps in supply are not seen; the action is complete-data where it would be continue"),
    PrefetchKey("statements", *_search("MedicationStatement"), False,
                "drugs that the patient is said to take",
                "imatinib or another TKI known only by report is not seen; "
                "the action is complete-data where it would be continue"),
    PrefetchKey("administrations", *_search("MedicationAdministration"), False,
                "doses given in hospital",
                "imatinib or another TKI given in hospital is not seen; "
                "the action is complete-data where it would be continue"),
    PrefetchKey("reports", *_search("DiagnosticReport", f"code={','.join(_REPORT_CODES)}"), False,
                "reports on chromosomes, BCR::ABL1, mutations and marrow, with the results within them",
                NO_REPORTS, tuple(map(Coding.of, _REPORT_CODES)), expected=False),
)
# fmt: on


def local_keys(codes: Sequence[Coding]) -> tuple[PrefetchKey, ...]:
    """The questions for results under a site's own codes: as many as it takes for each to stay short."""
    return tuple(
        PrefetchKey(
            name, *_search("Observation", f"code={tokens}"), True, "results under the site's own codes", REFUSED
        )
        for name, tokens in _named("local-codes", _packed("Observation", codes))
    )


def local_report_keys(codes: Sequence[Coding]) -> tuple[PrefetchKey, ...]:
    """The questions for reports under a site's own codes."""
    return tuple(
        PrefetchKey(
            name,
            *_search("DiagnosticReport", f"code={tokens}"),
            required=False,
            holds="reports under the site's own codes",
            without_it=NO_REPORTS,
            codes=tuple(codes),
            expected=False,
        )
        for name, tokens in _named("local-reports", _packed("DiagnosticReport", codes))
    )


def _named(name: str, queries: Iterable[str]) -> Iterator[tuple[str, str]]:
    for number, each in enumerate(queries, 1):
        yield name if number == 1 else f"{name}-{number}", each


_SPECIAL = re.compile(r"([\\,$|])")


def _token(coding: Coding) -> str:
    """A code as a search parameter writes it: FHIR's own signs escaped, then what an address cannot hold."""
    return "|".join(quote(_SPECIAL.sub(r"\\\1", each), safe=":/,") for each in coding)


def _packed(resource_type: str, codes: Sequence[Coding]) -> Iterator[str]:
    """The codes in order, joined by commas, in as few texts as fit into queries."""
    room = LONGEST_QUERY - LONGEST_ID - len(f"{resource_type}?patient=&code=")
    packed = ""
    for token in map(_token, codes):
        if packed and len(packed) + len(token) + 1 > room:
            yield packed
            packed = ""
        packed = f"{packed},{token}" if packed else token
    if packed:
        yield packed
