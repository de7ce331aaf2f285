"""FHIR R4 resources to facts, and back. What other packages may use:

* Charts: Chart, ChartEntry, UnparsedResult, find_patient_id, has_sign
* Reading: read_history, find_invalid_resources, explain_chart with its ChartExplanation, ResourceExplanation,
  FactExplanation, MatchedCode and ResourceOutcome
* Local codes: LocalCodeTranslation, NO_TRANSLATION, parse_concept_maps, parse_unit_table
* Export: draft_orders, build_value_sets, bundle_value_sets
* Queries: Coding, list_observation_groups, list_search_codes, list_report_search_codes, find_missing_results
* JSON of resources: Element, EMPTY_ELEMENT, ObservationFields, ReferenceIndex, ReferenceTarget, parse_reference,
  PLAUSIBLE_YEARS
* Caches: forget_texts
* Errors: NotOnePatientError, NoPatientError, SeveralPatientsError, UnusableConceptMapError
"""

from fhir_mappings.chart.chart import Chart
from fhir_mappings.chart.patient_matching import find_patient_id
from fhir_mappings.chart.report_references import find_missing_results
from fhir_mappings.datatypes.codings import (
    Coding,
    list_observation_groups,
    list_report_search_codes,
    list_search_codes,
)
from fhir_mappings.datatypes.dates import PLAUSIBLE_YEARS
from fhir_mappings.datatypes.json_access import EMPTY_ELEMENT, Element
from fhir_mappings.datatypes.references import (
    ChartEntry,
    ReferenceIndex,
    ReferenceTarget,
    UnparsedResult,
    parse_reference,
)
from fhir_mappings.errors import (
    NoPatientError,
    NotOnePatientError,
    SeveralPatientsError,
    UnusableConceptMapError,
)
from fhir_mappings.explanation.explain import (
    ChartExplanation,
    FactExplanation,
    MatchedCode,
    ResourceExplanation,
    ResourceOutcome,
    explain_chart,
)
from fhir_mappings.export.draft_orders import draft_orders
from fhir_mappings.export.value_sets import build_value_sets, bundle_value_sets
from fhir_mappings.history import read_history
from fhir_mappings.local_codes.concept_maps import parse_concept_maps
from fhir_mappings.local_codes.local_units import parse_unit_table
from fhir_mappings.local_codes.translation import NO_TRANSLATION, LocalCodeTranslation
from fhir_mappings.sign_of_cml import has_sign
from fhir_mappings.text_caches import forget_texts
from fhir_mappings.validation.observation_fields import ObservationFields
from fhir_mappings.validation.validate_cited import find_invalid_resources

__all__ = [
    "EMPTY_ELEMENT",
    "NO_TRANSLATION",
    "PLAUSIBLE_YEARS",
    "Chart",
    "ChartEntry",
    "ChartExplanation",
    "Coding",
    "Element",
    "FactExplanation",
    "LocalCodeTranslation",
    "MatchedCode",
    "NoPatientError",
    "NotOnePatientError",
    "ObservationFields",
    "ReferenceIndex",
    "ReferenceTarget",
    "ResourceExplanation",
    "ResourceOutcome",
    "SeveralPatientsError",
    "UnparsedResult",
    "UnusableConceptMapError",
    "build_value_sets",
    "bundle_value_sets",
    "draft_orders",
    "explain_chart",
    "find_invalid_resources",
    "find_missing_results",
    "find_patient_id",
    "forget_texts",
    "has_sign",
    "list_observation_groups",
    "list_report_search_codes",
    "list_search_codes",
    "parse_concept_maps",
    "parse_reference",
    "parse_unit_table",
    "read_history",
]
