"""DiagnosticReport: what stands only in its conclusion (decision 0038).

Its results are Observations and read as such. A conclusion without results, or of whose results the chart holds none,
supports nothing: a mutation that it clearly names is taken, since it can only withhold; of all else that is ours the
reader is told where it stands.
"""

from collections.abc import Callable

from fhir_mappings.datatypes.codings import codings
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element, parts, text
from fhir_mappings.datatypes.values import Said
from fhir_mappings.measurements.coded_value import sampled
from fhir_mappings.measurements.mutation_text import changes_told
from fhir_mappings.measurements.mutations import reads_mutations
from fhir_mappings.observations.code_registry import is_ours
from fhir_mappings.observations.result_versions import must_be_usable
from response_criteria.model.facts import KinaseDomainMutation, Origin

_AS_OF_A_RESULT = {"appended": "amended", "partial": "preliminary"}
"""What a report's own statuses would be of a result."""

ONLY_IN_WORDS = "its result stands only in the words of a report, which support nothing"
RESULTS_UNSEEN = "none of the results that it refers to is in the chart"


def concluded(origin: Origin, report: Element, in_chart: Callable[[str], bool]) -> tuple[KinaseDomainMutation, ...]:
    """The mutations that a report of ours concludes, where none of its results is ``in_chart``.

    Raises Unusable, with the reason.
    """
    if not is_ours(report.get("code")) or _contains_results(report):
        return ()
    if any(in_chart(text(each, "reference")) for each in parts(report, "result")):
        return ()
    status = text(report, "status")
    must_be_usable({"status": _AS_OF_A_RESULT.get(status, status)})
    on, sequence = sampled(report)
    conclusion = " ".join(text(report, "conclusion").split())
    if not reads_mutations(report.get("code")) or not conclusion:
        raise Unusable(RESULTS_UNSEEN if report.get("result") else ONLY_IN_WORDS)
    coded = tuple(each for concept in parts(report, "conclusionCode") for each in codings(concept))
    return tuple(
        KinaseDomainMutation(on=on, origin=origin, reported=conclusion, sequence=sequence, change=change)
        for change in changes_told(Said((conclusion,), coded))
    )


def _contains_results(report: Element) -> bool:
    contained = report.get("contained")
    return isinstance(contained, list) and any(
        isinstance(each, dict) and each.get("resourceType") == "Observation" for each in contained
    )
