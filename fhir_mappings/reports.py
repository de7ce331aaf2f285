"""DiagnosticReport: what stands only in its conclusion (decision 0038).

Its results are Observations and read as such. A conclusion without results, or of whose results the chart holds none,
supports nothing: a mutation that it clearly names is taken, since it can only withhold; of all else that is ours the
reader is told where it stands.
"""

from fhir_mappings.coded_value import sampled
from fhir_mappings.elements import Element, text
from fhir_mappings.mutations import changes_in, reads_mutations
from fhir_mappings.recognition import is_ours
from fhir_mappings.standing_results import must_be_usable
from fhir_mappings.unusable import Unusable
from response_criteria.facts import KinaseDomainMutation, Origin

_AS_OF_A_RESULT = {"appended": "amended", "partial": "preliminary"}
"""What a report's own statuses would be of a result."""

ONLY_IN_WORDS = "its result stands only in the words of a report, which support nothing"
RESULTS_UNSEEN = "none of the results that it refers to is in the chart"


def concluded(origin: Origin, report: Element) -> tuple[KinaseDomainMutation, ...]:
    """The mutations that a report of ours concludes, where it has no results. Raises Unusable, with the reason."""
    if not is_ours(report.get("code")) or report.get("result") or _contains_results(report):
        return ()
    status = text(report, "status")
    must_be_usable({"status": _AS_OF_A_RESULT.get(status, status)})
    on, sequence = sampled(report)
    conclusion = " ".join(text(report, "conclusion").split())
    if not reads_mutations(report.get("code")) or not conclusion:
        raise Unusable(RESULTS_UNSEEN if "result" in report else ONLY_IN_WORDS)
    return tuple(
        KinaseDomainMutation(on=on, origin=origin, reported=conclusion, sequence=sequence, change=change)
        for change in changes_in(conclusion)
    )


def _contains_results(report: Element) -> bool:
    contained = report.get("contained")
    return isinstance(contained, list) and any(
        isinstance(each, dict) and each.get("resourceType") == "Observation" for each in contained
    )
