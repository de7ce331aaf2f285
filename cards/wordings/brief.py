"""Phrases of the brief card: parts of a sentence of at most about fifteen words, without a capital and a period.

The report explains each of them in full.
"""

from collections.abc import Mapping

from response_criteria.assessment.applicability import Unknown
from response_criteria.precautions import Code
from response_criteria.precautions.codes import MissingInput, Reason
from response_criteria.publications.kantarjian2003.reasons import MissingCode
from response_criteria.publications.kantarjian2003.reasons import Reason as Finding
from response_criteria.review.codes import UNCLEAR_FACT, ReviewCode, ReviewReason
from response_criteria.treatment.imatinib_orders import DoseUnknownReason

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
LEAD = "**{facts}.**"
FIRST = "**First:** {steps}."
AGAINST = "**Against a higher dose:** {facts}."
CAUTIONS = "**Keep in mind:** {facts}."
NOT_CHECKED = "**Not checked by this service:** {names}."
UNREAD = "**Could not be read:** {parts}."

CRITERION = "{name}: {text}"
POSSIBLE_CRITERION = "possible {name}: {text}"
POSSIBLE = "possible {names}"
HOLD = "**No dose escalation: {blocking}.** {facts}."
PHASE = "**Possible advanced phase: {blocking}.** {facts}."
NOT_ASSESSED = "{names} cannot be assessed"
NOT_FULLY_ASSESSED = "the response to imatinib cannot be fully assessed"
AND_MORE = "{count} more in the report"
BLASTS = "blasts {amount} ({on})"

# Only criteria that are met or possible: for the others the card says what is missing.
FINDINGS: dict[str, str] = {
    Finding.MET_BEFORE_UNREAD_RESULT: "met by the results up to {latest}, but a later one ({what}, {unread_on}) could not be read",
    Finding.NO_CHR: "no complete response after {HEMATOLOGIC_MONTHS} months, in {counts} consecutive counts",
    Finding.NO_CHR_UNCONFIRMED: "no complete hematologic response is documented, and the latest blood count shows none",
    Finding.NO_CHR_LATER_COUNT_UNKNOWN: "no complete hematologic response is documented, and the blood count of {unknown_on} could not be evaluated",
    Finding.CHR_LOST: "the complete response confirmed on {confirmed_on} is lost, in {counts} consecutive counts",
    Finding.CHR_LOSS_UNCONFIRMED: "one abnormal blood count after the complete response confirmed on {confirmed_on}",
    Finding.CHR_LOSS_LATER_COUNT_UNKNOWN: "an abnormal blood count after the complete response confirmed on {confirmed_on}; that of {unknown_on} could not be evaluated",
    Finding.NO_MAJOR_RESPONSE: "no major response (Ph-positive {MAJOR_RESPONSE}%) after {CYTOGENETIC_MONTHS} months",
    Finding.NO_MAJOR_RESPONSE_BY_FISH: "no major response by FISH, and only a karyotype decides",
    Finding.NO_MAJOR_RESPONSE_FEW_METAPHASES: "no major response, but in only {metaphases} metaphases",
    Finding.NO_MAJOR_RESPONSE_METAPHASES_UNKNOWN: "no major response, in an unknown number of metaphases",
    Finding.MOLECULAR_RESPONSE_LOST: "the response that BCR::ABL1 showed on {reached_on} ({level}) is lost",
    Finding.MAJOR_RESPONSE_LOST: "the major response of {reached_on} is lost, by a rise of less than {INCREASE_POINTS} points",
    Finding.EARLIER_RESPONSE_UNCLEAR: "no major response now; whether {unclear_percent}% on {unclear_on} was one is unclear",
    Finding.PH_RISE: "Ph-positive metaphases at least {INCREASE_POINTS} points above their lowest since {first}",
    Finding.PH_RISE_ONCE: "Ph-positive metaphases up by {points} points, seen once",
    Finding.PH_RISE_TOO_SHORT: "Ph-positive metaphases up by {points} points, in karyotypes less than {MIN_SPAN_DAYS} days apart",
    Finding.PH_RISE_TOO_OLD: "Ph-positive metaphases were up by {points} points, and no karyotype is recent",
    Finding.PH_RISE_LATEST_UNCLEAR: "Ph-positive metaphases were up by {points} points; whether {unclear_percent}% on {unclear_on} shows it still is unclear",
    Finding.PH_RISE_FEW_METAPHASES: "a rise by {INCREASE_POINTS} points or more, but in only {metaphases} metaphases",
    Finding.PH_RISE_METAPHASES_UNKNOWN: "a rise by {INCREASE_POINTS} points or more, in an unknown number of metaphases",
    Finding.PH_AFTER_MOLECULAR_RESPONSE: "Ph-positive cells after the response that BCR::ABL1 showed on {reached_on} ({level})",
    Finding.FISH_AFTER_KARYOTYPE: "positive by FISH, after the last adequate karyotype, of {karyotype_on}",
}
BY_AUTOMATED_DIFFERENTIAL = "{text} (that response by automated differential)"
FINDINGS_AFTER_ESCALATION: dict[str, str] = {
    Finding.NO_CHR: "no complete response {HEMATOLOGIC_MONTHS} months after the escalation, in {counts} consecutive counts",
    Finding.NO_CHR_UNCONFIRMED: "no complete hematologic response is documented since the escalation, and the latest blood count shows none",
    Finding.NO_CHR_LATER_COUNT_UNKNOWN: "no complete hematologic response is documented since the escalation, and the blood count of {unknown_on} could not be evaluated",
    Finding.NO_MAJOR_RESPONSE: "no major response (Ph-positive {MAJOR_RESPONSE}%) {CYTOGENETIC_MONTHS} months after the escalation",
}
"""In the course after an escalation: what was reached before it is not denied."""

PRECAUTIONS: Mapping[str, str] = {
    Reason.RESULT_NOT_READ: "results that could not be read ({subjects})",
    Reason.BLASTS_IN_BLOOD: "blasts {percent}% in blood ({on})",
    Reason.BLASTS_AND_PROMYELOCYTES_IN_BLOOD: "blasts and promyelocytes {percent}% in blood ({on})",
    Reason.BASOPHILS_IN_BLOOD: "basophils {percent}% in blood ({on})",
    Reason.BLASTS_IN_MARROW: "blasts {percent}% in marrow ({on})",
    Reason.BLASTS_AND_PROMYELOCYTES_IN_MARROW: "blasts and promyelocytes {percent}% in marrow ({on})",
    Reason.RAISED_BLASTS_IN_BLOOD: "blasts {percent}% in blood ({on})",
    Reason.RAISED_BLASTS_IN_MARROW: "blasts {percent}% in marrow ({on})",
    Reason.PHASE_CODED: "{phase} in the problem list",
    Reason.ADVANCED_PHASE_NOT_EXCLUDED: "{cells} {percent}% ({on}), advanced phase not excluded",
    Reason.BCR_ABL1_DISCORDANT_WITH_COUNTS: "BCR::ABL1 only {percent}% IS ({on}), which does not fit the blood counts",
    Reason.BCR_ABL1_NOT_DETECTED_DISCORDANT_WITH_COUNTS: "BCR::ABL1 not detected ({on}), which does not fit the blood counts",
    Reason.BCR_ABL1_DISCORDANT_WITH_KARYOTYPE: "BCR::ABL1 only {percent}% IS ({on}), which does not fit the karyotype",
    Reason.BCR_ABL1_NOT_DETECTED_DISCORDANT_WITH_KARYOTYPE: "BCR::ABL1 not detected ({on}), which does not fit the karyotype",
    Reason.BCR_ABL1_POSSIBLY_DISCORDANT: "BCR::ABL1 {percent}% IS ({on}), perhaps a response that does not fit the criterion",
    Reason.COUNTS_ALONE: "only {failing} mildly raised ({on}), without proof that the leukemia is the cause",
    Reason.LOW_NEUTROPHILS: "neutrophils {amount} ×10⁹/L ({on})",
    Reason.POSSIBLY_LOW_NEUTROPHILS: "neutrophils {amount} ×10⁹/L ({on}), perhaps {NEUTROPHILS_HOLD}",
    Reason.LOW_PLATELETS: "platelets {amount} ×10⁹/L ({on})",
    Reason.POSSIBLY_LOW_PLATELETS: "platelets {amount} ×10⁹/L ({on}), perhaps {PLATELETS_HOLD}",
    Reason.COUNT_NOT_RECOVERED: "{cells} {amount} ×10⁹/L ({on}), not yet {recovered}",
    Reason.COUNT_POSSIBLY_NOT_RECOVERED: "{cells} {amount} ×10⁹/L ({on}), perhaps not yet {recovered}",
    Reason.COUNT_RECENTLY_BELOW_STOP: "{cells} {amount} ×10⁹/L ({on}), at which the US label stops imatinib",
    Reason.COUNT_POSSIBLY_RECENTLY_BELOW_STOP: "{cells} {amount} ×10⁹/L ({on}), perhaps {stop}, the US label's stop",
    Reason.NO_RECENT_COUNTS: "no neutrophil or platelet count in the last {days} days",
    Reason.NO_RECENT_NEUTROPHILS: "no neutrophil count in the last {days} days",
    Reason.NO_RECENT_PLATELETS: "no platelet count in the last {days} days",
    Reason.LIVER_VALUE_HIGH: "{what} {amount} {unit} ({on}), over {times} × the upper limit",
    Reason.LIVER_VALUE_POSSIBLY_HIGH: "{what} {amount} {unit} ({on}), perhaps over {times} × the upper limit",
    Reason.LIVER_VALUE_WITHOUT_LIMIT: "{what} {amount} {unit} ({on}), which has no upper limit of normal",
    Reason.DOSE_ABOVE_RENAL_MAXIMUM: "eGFR {egfr} mL/min ({on}), at which the US label allows {maximum_mg} mg/day at most",
    Reason.DOSE_POSSIBLY_ABOVE_RENAL_MAXIMUM: "eGFR {egfr} mL/min ({on}), perhaps too low for {step_mg} mg/day",
    Reason.NO_ESCALATION_IN_RENAL_FAILURE: "eGFR {egfr} mL/min ({on})",
    Reason.PREGNANCY_CODED: "pregnancy in the problem list",
    Reason.PREGNANCY_REPORTED: "pregnancy ({on})",
    Reason.PREGNANCY_UNCLEAR: "a positive and a negative result on pregnancy ({on})",
    Reason.T315I: "ABL1 mutation T315I ({on})",
    Reason.KINASE_DOMAIN_MUTATION: "ABL1 mutation {changes} ({on})",
    Reason.GAPS: "{days} days without documented imatinib in the {months} months before {until}",
    Reason.GROWTH_FACTOR_GIVEN: "a growth factor in the last {GROWTH_FACTOR_DAYS} days ({drugs})",
    Reason.TRANSPLANT_CODED: "a stem cell transplant",
    Reason.LOW_DISPENSED_COVERAGE: "dispensed supplies cover {percent}% of the days since {since}",
    Reason.SUPPLY_DIFFERS: "{given_mg} mg/day dispensed on {on}, {dose_mg} ordered",
    Reason.STATEMENT_DIFFERS: "{given_mg} mg/day stated on {on}, {dose_mg} ordered",
    Reason.INTERACTING_DRUG: "{drugs} (strong CYP3A4 interaction; inducers can mimic resistance)",
    Reason.HEART_FAILURE_CODED: "heart failure, with more edema at higher doses",
    Reason.EARLIER_DOSE_REDUCTION: "earlier {dose_mg} mg/day, reduced on {on}",
    Reason.RECENT_DOSE_REDUCTION: "the dose was reduced from {from_mg} to {to_mg} mg/day on {on}",
    Reason.COUNT_BELOW_STOP: "{cells} {amount} ×10⁹/L on {on}, below the label's stop",
    DoseUnknownReason.NOT_GIVEN: "the current dose is unknown ({in_words})",
    DoseUnknownReason.A_RANGE: "the current dose is ordered as a range",
    DoseUnknownReason.ORDERS_DIFFER: "the current dose is unknown, as active orders differ",
    DoseUnknownReason.NAMED_ONLY_IN_TEXT: "the current dose is unknown, as an order names imatinib only in text",
    DoseUnknownReason.CHANGE_ORDERED: "the current dose is unknown, as another is ordered and has not started",
    DoseUnknownReason.POSSIBLY_REPLACED: "the current dose is unknown, as an order of {on} may replace it",
    DoseUnknownReason.DATES_NOT_KNOWN: "the current dose is unknown, as dates of orders are incomplete",
    DoseUnknownReason.NO_ORDER: "the current dose is unknown, as no order is active",
}

REVIEW: dict[str, str] = {
    ReviewReason.MUTATION: "ABL1 mutation {changes} ({on})",
    ReviewReason.MOLECULAR_FAILURE: "BCR::ABL1 {percent}% IS ({on}), failure by ELN 2020",
    ReviewReason.MOLECULAR_FAILURE_CONFIRMED: "BCR::ABL1 {percent}% IS ({on}) after {first_percent}% ({first_on}), failure by ELN 2020",
    ReviewReason.LOSS_OF_MMR: "BCR::ABL1 {percent}% IS ({on}) after {lowest} ({lowest_on}), loss of MMR",
    ReviewReason.LATE_LOSS: "Ph-positive {percent}% ({on}) and {first_percent}% ({first_on}) after BCR::ABL1 {level} ({reached_on}), response lost",
    ReviewReason.ABNORMALITY: "{abnormalities} in Ph-positive cells ({on})",
    ReviewReason.PREGNANCY_CODED: "pregnancy in the problem list",
    ReviewReason.PREGNANCY_REPORTED: "pregnancy ({on})",
    ReviewReason.CODED_PHASE: "{phase} in the problem list",
    ReviewReason.LOW_NEUTROPHILS: "neutrophils {amount} ×10⁹/L ({on})",
    ReviewReason.LOW_PLATELETS: "platelets {amount} ×10⁹/L ({on})",
    ReviewReason.LOW_NEUTROPHILS_AND_PLATELETS: "neutrophils {amount} ×10⁹/L ({on}), platelets {platelets} ×10⁹/L ({platelets_on})",
}
REVIEW_OF_LATER_LINE: dict[str, str] = {
    ReviewReason.MOLECULAR_FAILURE: "BCR::ABL1 {percent}% IS ({on}), over ELN 2020's first-line limit",
    ReviewReason.MOLECULAR_FAILURE_CONFIRMED: "BCR::ABL1 {percent}% IS ({on}) after {first_percent}% ({first_on}), over ELN 2020's first-line limit",
}
NOT_MET = "no circumstance of the 2003 protocol is met"
GUIDANCE = "**Guidance today:** {texts}"
GUIDANCE_AFTER_FIRST_STEPS: dict[str, str] = {
    ReviewCode.PREGNANCY: "The US label warns of harm to the fetus.",
    ReviewCode.COUNTS_BELOW_STOP: "",
}
"""Where the steps that come first state the rest of what guidance says."""

URGENT: Mapping[str, str] = {
    Reason.BLASTS_IN_BLOOD: "blasts {percent}%",
    Reason.BLASTS_AND_PROMYELOCYTES_IN_BLOOD: "blasts and promyelocytes {percent}%",
    Reason.BASOPHILS_IN_BLOOD: "basophils {percent}%",
    Reason.BLASTS_IN_MARROW: "marrow blasts {percent}%",
    Reason.BLASTS_AND_PROMYELOCYTES_IN_MARROW: "marrow blasts and promyelocytes {percent}%",
    Reason.RAISED_BLASTS_IN_BLOOD: "blasts {percent}%",
    Reason.RAISED_BLASTS_IN_MARROW: "marrow blasts {percent}%",
    Reason.PHASE_CODED: "advanced phase coded",
    Reason.ADVANCED_PHASE_NOT_EXCLUDED: "advanced phase not excluded",
    Reason.LOW_NEUTROPHILS: "neutrophils {amount}",
    Reason.POSSIBLY_LOW_NEUTROPHILS: "neutrophils {amount}",
    Reason.LOW_PLATELETS: "platelets {amount}",
    Reason.POSSIBLY_LOW_PLATELETS: "platelets {amount}",
    Reason.PREGNANCY_CODED: "pregnancy",
    Reason.PREGNANCY_REPORTED: "pregnancy",
    Reason.PREGNANCY_UNCLEAR: "pregnancy not excluded",
    Reason.T315I: "ABL1 mutation T315I",
    Reason.KINASE_DOMAIN_MUTATION: "ABL1 mutation {changes}",
}
"""The same in a summary, for what comes before any criterion."""

MISSING_INPUTS: Mapping[str, str] = {
    MissingInput.VALUE_MISSING: "{what}",
    MissingInput.VALUE_TOO_OLD: "{what} (last {on})",
    MissingInput.SUPPLY_NOT_DOCUMENTED: "dispensed supply",
    UNCLEAR_FACT: "whether there is a {fact}",
}

MISSING: Mapping[str, str] = {
    MissingCode.START_OF_IMATINIB: "the start of imatinib (the chart shows {started_on})",
    MissingCode.EXACT_DATES: "the exact days of {dates}",
    MissingCode.RECENT_BLOOD_COUNT: "blood count with differential (automated suffices)",
    MissingCode.REPEAT_BLOOD_COUNT: "blood count with manual differential (confirms from {from} on)",
    MissingCode.COUNTS_OF_DAY: "{cells} for the blood count of {on}",
    MissingCode.DIFFERENTIAL_OF_DAY: "manual differential for the blood count of {on}",
    MissingCode.ANY_DIFFERENTIAL_OF_DAY: "differential for the blood count of {on} (automated suffices)",
    MissingCode.SPLEEN_EXAMINATION: "spleen examination",
    MissingCode.READABLE_RESULT: "the {what} of {unread_on} in a form that can be read",
    MissingCode.MARROW_KARYOTYPE: "marrow karyotype of {metaphases} metaphases or more",
    MissingCode.REPEAT_KARYOTYPE: "marrow karyotype of {metaphases} metaphases or more (confirms from {from} on)",
    MissingCode.EARLIER_KARYOTYPE: "an earlier karyotype of this course to compare with",
    MissingCode.PH_POSITIVE_KARYOTYPE: "a Ph-positive karyotype from before imatinib, or BCR::ABL1",
}
NOT_KNOWN = "**Not known:** {names}."

FIRST_FOR_PRECAUTION: Mapping[str, str] = {
    Code.ADVANCED_PHASE: "repeat the blood count now and establish the phase by blood, marrow and karyotype",
    Code.MOLECULAR_RESPONSE: "repeat BCR::ABL1",
    Code.UNREAD_RESULT: "look at the results that could not be read",
    Code.NEUTROPENIA: "the US label stops imatinib until neutrophils are {NEUTROPHILS_RECOVERED} and platelets {PLATELETS_RECOVERED} ×10⁹/L",
    Code.THROMBOCYTOPENIA: "the US label stops imatinib until neutrophils are {NEUTROPHILS_RECOVERED} and platelets {PLATELETS_RECOVERED} ×10⁹/L",
    Code.COUNTS_ALONE: "ask about infection, corticosteroids, smoking and iron deficiency",
    Code.LOW_COUNTS: "wait until neutrophils are {NEUTROPHILS_RECOVERED} and platelets {PLATELETS_RECOVERED} ×10⁹/L",
    Code.COUNTS_NOT_RECENT: "blood count with neutrophils and platelets",
    Code.HEPATOTOXICITY: "the US label withholds imatinib until the liver values recover",
    Code.RENAL_IMPAIRMENT: "check renal function",
    Code.PREGNANCY: "ELN 2020 withholds imatinib and every other TKI in pregnancy",
    Code.RESISTANT_MUTATION: "choose treatment by the mutation",
    Code.DOSE_UNKNOWN: "establish the current dose",
    Code.INSUFFICIENT_EXPOSURE: "clarify the gaps in treatment",
    Code.GROWTH_FACTOR: "repeat the blood count off the growth factor",
    Code.TRANSPLANT: "clarify the state after transplant",
}
FIRST_FOR_UNKNOWN: Mapping[str, str] = {
    Unknown.CML_NOT_ACTIVE: "clarify whether CML is active",
    Unknown.DIAGNOSIS_UNCLEAR: "clarify the diagnosis",
    Unknown.NO_BIRTH_DATE: "complete the date of birth",
    Unknown.THERAPY_UNCLEAR: "clarify which drug is taken now",
    Unknown.MEDICATION_UNRESOLVED: "identify the drug",
}
FIRST_FOR_REVIEW: Mapping[str, str] = {
    ReviewCode.CODED_PHASE: "clarify the phase in the problem list",
    ReviewCode.COUNTS_BELOW_STOP: FIRST_FOR_PRECAUTION[Code.NEUTROPENIA],
    ReviewCode.PREGNANCY: FIRST_FOR_PRECAUTION[Code.PREGNANCY],
    ReviewCode.MUTATION: FIRST_FOR_PRECAUTION[Code.RESISTANT_MUTATION],
    ReviewCode.ABNORMALITY: "establish the phase",
}
"""Facts without a row ask for tests and for the questions about treatment."""
CHECK_BLASTS = FIRST_FOR_PRECAUTION[Code.ADVANCED_PHASE]
CHECK_PHASE = "establish the phase"
CHECK_TREATMENT = "ask about missed doses and interactions"
CHECK_TREATMENT_AND_COUNTS = "ask about missed doses, interactions, infection, corticosteroids and G-CSF"
CHECK_UNREAD = "have the unread part of the chart read"
REVIEW_CHART = "review the chart"

TREATMENT = "Imatinib {dose}, documented since {on}"
TREATMENT_CHANGED = "Imatinib {dose} since {changed_on}; first documented on {on}"
DOSE = "{mg} mg/day"
DOSE_UNKNOWN = "at an unknown dose"

STEP = "**2003 protocol:** {dose}, replacing {orders}."
ORDER = "the order of {on}"
ORDER_WITH_DOSE = "the order of {on} ({dose})"
ORDERS = "all {count} current orders"
NO_ORDER = "any other order"
NO_STEP = "**2003 protocol:** no escalation from this dose. Guidelines today change the TKI."
LABEL: Mapping[str, Mapping[str, str]] = {
    "us-label/dose-increase": {
        "differs": "US label: {label_mg} mg/day; {protocol_mg} is off-label.",
        "no-step": "US label: no increase from {from_mg} mg/day.",
    },
    "us-label/increase-circumstances": {
        "protocol-alone": "The label's own criteria for an increase are not met.",
    },
}
TODAY = "Guidelines today: change the TKI; escalate only if no other can be given."
CHANGE_OF_TKI = "**Guidance today:** ELN 2020 recommends a change of treatment if molecular milestones are not reached; ELN 2025 leaves more to the patient's circumstances."
HOLD_TODAY = "**Guidance today:** if resistance is confirmed, change the TKI; escalate imatinib only if no other can be given."
FOUNDING = "Evidence: one center, 2003, 54 patients, no controls;"
FOUNDING_HEMATOLOGIC = "after hematologic failure 13 of 20 responded (major cytogenetic: 1; later series, 2009: 5% complete);"
FOUNDING_CYTOGENETIC = "after cytogenetic failure 13 of 34 had a major cytogenetic response (later series, 2009: 52% complete);"
FOUNDING_BOTH = "after hematologic failure 13 of 20 responded, after cytogenetic failure 13 of 34 (major response; later series, 2009: 5% and 52% complete);"
FOUNDING_TOXICITY = "22 needed reductions."
SINCE = "Randomized: dasatinib beat 800 mg (2009); early escalation gained nothing at 24 months (2019)."
# fmt: on
