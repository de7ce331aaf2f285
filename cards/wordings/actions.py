"""What a card says in one line, and what it offers: summaries, suggestions, investigations.

A summary is one sentence of fewer than 140 characters, with the longest names and figures that it can meet.
"""

from collections.abc import Mapping

from response_criteria.model.findings import Investigation
from response_criteria.publications.kantarjian2003.reasons import Lack

# fmt: off
CRITERION_MET: Mapping[str, str] = {
    "kantarjian2003/hematologic-resistance": "No complete hematologic response documented after 3 months",
    "kantarjian2003/cytogenetic-resistance": "No major cytogenetic response documented after 12 months",
    "kantarjian2003/hematologic-relapse": "Hematologic relapse",
    "kantarjian2003/cytogenetic-relapse": "Cytogenetic relapse",
}
CRITERION_NAME: Mapping[str, str] = {
    "kantarjian2003/hematologic-resistance": "hematologic resistance",
    "kantarjian2003/cytogenetic-resistance": "cytogenetic resistance",
    "kantarjian2003/hematologic-relapse": "hematologic relapse",
    "kantarjian2003/cytogenetic-relapse": "cytogenetic relapse",
}

# {found}: one of the above, or several names. {on}: " on imatinib 400 mg/day", without a dose where it is unknown.
ESCALATE = "{found}{on}; 2003 protocol: {to} mg/day; guidance today: change TKI"
HOLD = "{found}{on}; no dose step: {blockers}"
HOLD_FOR_PHASE = "Possible advanced phase of CML{on}: establish the phase before any change of dose"
NO_PROTOCOL_STEP = "{found}{on}; no protocol step from here: review the treatment"
CONFIRM = "Possible {found}: confirm by {tests}"
CONFIRM_BLASTS = "Blasts reported, possible {found}: repeat the blood count now and establish the phase"
CONFIRM_BY_REVIEW = "Possible {found}: no further test is missing, review the chart"
COMPLETE_DATA = "Response to imatinib cannot be fully judged: {missing}"
COMPLETE_DATA_AFTER_FAILURE = "Molecular failure (ELN 2020); the 2003 protocol cannot be judged: {missing}"
CONTINUE = "No circumstance in which the 2003 protocol raised the dose is met or possible{on}"
NONE = "This protocol does not speak of the patient"

ON_DOSE = " on imatinib {dose} mg/day"
ON_IMATINIB = " on imatinib"
TESTS_NEEDED = "{tests} needed"
CHART_UNREAD = "part of the chart could not be read"
DATA_MISSING = "data are missing, as listed"
LACK: Mapping[str, str] = {
    Lack.START_OF_IMATINIB: "the start of imatinib is not known",
    Lack.SPLEEN_EXAMINATION: "the spleen was palpable and is to be examined again",
    Lack.EARLIER_KARYOTYPE: "an earlier karyotype to compare with is missing",
    Lack.PH_POSITIVE_KARYOTYPE: "karyotypes do not show this disease",
}
"""What no test supplies."""
AND_MORE = "{names} and {count} more"

DOSE: Mapping[int, str] = {
    1: "imatinib {to} mg once daily",
    2: "imatinib {to} mg/day, as {part} mg twice daily",
}
"""By the number of times a day."""
DOSE_OPTION: Mapping[str, str] = {
    "protocol-step": "Protocol step of 2003: {dose}",
    "label-step": "Dose increase of the US label: {dose}",
}
REQUEST = "Request {tests}"
DRAFT_ORDER = "Draft order: {dose}, by mouth"
IN_PLACE_OF = "{order}, in place of {orders}"
DRAFT_REQUEST = "Draft request: {test}"

INVESTIGATION: Mapping[str, str] = {
    Investigation.BLOOD_COUNT: "blood count",
    Investigation.MANUAL_DIFFERENTIAL: "manual differential",
    Investigation.MARROW_KARYOTYPE: "marrow karyotype",
    Investigation.BCR_ABL1: "BCR::ABL1 (IS)",
    Investigation.MUTATION_ANALYSIS: "ABL1 mutation analysis",
}
# fmt: on
