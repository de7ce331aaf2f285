"""Read the conclusion of a DiagnosticReport whose results are not in the chart (decision 0038).

Results that are Observations are read as such. Without them, the conclusion is text that cannot support a finding: only
mutations are read from it, and any other relevant report is excluded with a reason.
"""

from collections.abc import Callable

from fhir_mappings.datatypes.codings import read_codings
from fhir_mappings.datatypes.json_access import Element, get_objects, get_text
from fhir_mappings.datatypes.values import StatedText
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.coded_value import read_sample_date
from fhir_mappings.measurements.mutation_text import parse_present_changes
from fhir_mappings.measurements.mutations import is_mutation_analysis
from fhir_mappings.observations.code_registry import has_known_code
from fhir_mappings.observations.result_versions import require_final_status
from response_criteria.model.facts import Origin
from response_criteria.model.results import KinaseDomainMutation

# DiagnosticReport has two statuses that Observation does not have.
_RESULT_STATUSES = {"appended": "amended", "partial": "preliminary"}

ONLY_IN_CONCLUSION = "its result is only in the text of a report, which cannot support a finding"
RESULTS_NOT_IN_CHART = "none of the results it refers to is in the chart"


def read_conclusion(
    origin: Origin, report: Element, is_in_chart: Callable[[str], bool]
) -> tuple[KinaseDomainMutation, ...]:
    """Read the mutations from the conclusion of a report with a known code, if none of its results is in the chart.

    Raises UnusableDataError if the conclusion cannot be used.
    """
    if not has_known_code(report.get("code")) or _contains_results(report):
        return ()
    if any(is_in_chart(get_text(result, "reference")) for result in get_objects(report, "result")):
        return ()
    status = get_text(report, "status")
    require_final_status({"status": _RESULT_STATUSES.get(status, status)})
    on, sequence = read_sample_date(report)
    conclusion = " ".join(get_text(report, "conclusion").split())
    # A mutation is read from text since it can only withhold a dose escalation; other results could support one.
    if not is_mutation_analysis(report.get("code")) or not conclusion:
        raise UnusableDataError(RESULTS_NOT_IN_CHART if report.get("result") else ONLY_IN_CONCLUSION)
    codings = tuple(coding for concept in get_objects(report, "conclusionCode") for coding in read_codings(concept))
    return tuple(
        KinaseDomainMutation(on=on, origin=origin, reported=conclusion, sequence=sequence, change=change)
        for change in parse_present_changes(StatedText((conclusion,), codings))
    )


def _contains_results(report: Element) -> bool:
    contained = report.get("contained")
    return isinstance(contained, list) and any(
        isinstance(resource, dict) and resource.get("resourceType") == "Observation" for resource in contained
    )
