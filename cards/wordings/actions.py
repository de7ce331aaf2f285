"""Summaries, suggestions and investigations.

A summary has fewer than 140 characters, even with the longest names and numbers.
"""

from collections.abc import Mapping

from response_criteria.model.recommendations import Investigation
from response_criteria.publications.kantarjian2003.reasons import MissingCode

# fmt: off
CRITERION_MET: Mapping[str, str] = {
    "kantarjian2003/hematologic-resistance": "no complete hematologic response after 3 months",
    "kantarjian2003/cytogenetic-resistance": "no major cytogenetic response after 12 months",
    "kantarjian2003/hematologic-relapse": "hematologic relapse",
    "kantarjian2003/cytogenetic-relapse": "cytogenetic relapse",
}
CRITERION_NAMES: Mapping[str, str] = {
    "kantarjian2003/hematologic-resistance": "hematologic resistance",
    "kantarjian2003/cytogenetic-resistance": "cytogenetic resistance",
    "kantarjian2003/hematologic-relapse": "hematologic relapse",
    "kantarjian2003/cytogenetic-relapse": "cytogenetic relapse",
}

# {found}: one of the above with its value, or several names. {on}: " on imatinib 400 mg/day", or empty.
ESCALATE = "{found}{on}; 2003 protocol: {to} mg/day; guidance today: change TKI"
HOLD = "{found}{on}; hold escalation{blockers}"
HOLD_FOR_PHASE = "possible advanced phase of CML{on}: establish the phase before any dose change"
NO_PROTOCOL_STEP = "{found}{on}; 2003 protocol: no further escalation; review treatment"
CONFIRM = "possible {found}: confirm by {tests}"
CONFIRM_BLASTS = "possible {found}: repeat the blood count now, establish the phase"
CONFIRM_BY_REVIEW = "possible {found}: no further test is needed, review the chart"
COMPLETE_DATA = "response to imatinib cannot be fully assessed: {missing}"
COMPLETE_DATA_AFTER_FAILURE = "2003 protocol cannot be assessed: {missing}"
REVIEW = "review treatment; no escalation criterion of the 2003 protocol is met"
CONTINUE = "No escalation criterion of the 2003 protocol is met or possible{on}"
NONE = "The protocol does not apply to this patient"

BLOCKERS = ": {names}"
WITH_VALUE = "{found} ({value})"
PH_POSITIVE = "Ph+ {percent}%"
COUNT = "{cell} {amount}"
ON_DOSE = " on imatinib {dose} mg/day"
ON_IMATINIB = " on imatinib"
TESTS_NEEDED = "{tests} needed"
CHART_UNREAD = "part of the chart could not be read"
DATA_MISSING = "data are missing, see list"
# Only what no test supplies: tests are named by TESTS_NEEDED.
MISSING: Mapping[str, str] = {
    MissingCode.START_OF_IMATINIB: "the start of imatinib is unknown",
    MissingCode.SPLEEN_EXAMINATION: "the spleen was palpable and needs to be examined again",
    MissingCode.EARLIER_KARYOTYPE: "an earlier karyotype for comparison is missing",
    MissingCode.PH_POSITIVE_KARYOTYPE: "karyotypes do not show the disease",
}
AND_MORE = "{names} and {count} more"

# By the number of times a day.
DOSE: Mapping[int, str] = {
    1: "imatinib {to} mg once daily",
    2: "imatinib {to} mg/day, as {part} mg twice daily",
}
DOSE_OPTION: Mapping[str, str] = {
    "protocol-step": "2003 protocol escalation: {dose}",
    "label-step": "US label dose increase: {dose}",
}
REQUEST = "Request {tests}"
DRAFT_ORDER = "Draft order: {dose}, by mouth"
IN_PLACE_OF = "{order}, in place of {orders}"
DRAFT_REQUEST = "Draft request: {test}"

INVESTIGATION: Mapping[str, str] = {
    Investigation.BLOOD_COUNT: "blood count",
    Investigation.DIFFERENTIAL: "differential",
    Investigation.MANUAL_DIFFERENTIAL: "manual differential",
    Investigation.MARROW_KARYOTYPE: "marrow karyotype",
    Investigation.BCR_ABL1: "BCR::ABL1 (IS)",
    Investigation.MUTATION_ANALYSIS: "ABL1 mutation analysis",
}
# fmt: on
