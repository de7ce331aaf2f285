"""Eligibility: why the protocol does not apply to the patient, or why that is unknown."""

from collections.abc import Mapping

from response_criteria.assessment.applicability import NotApplicable, Unknown
from response_criteria.treatment.current_tki import UnclearReason

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
REASONS: Mapping[str, str] = {
    NotApplicable.NO_CML: "The chart has no coded diagnosis of chronic myeloid leukemia.",
    NotApplicable.ATYPICAL_CML: "The chart codes atypical, BCR::ABL1-negative chronic myeloid leukemia, which the protocol does not cover.",
    NotApplicable.NO_IMATINIB: "The chart documents no imatinib.",
    NotApplicable.IMATINIB_STOPPED: "Imatinib was stopped or put on hold, or ended more than {SUPPLY_MAY_LAST_DAYS} days ago.",
    NotApplicable.OTHER_TKI: "The patient currently takes another tyrosine kinase inhibitor: {drug}.",
    NotApplicable.UNDER_18: "The patient is under {ADULT_YEARS}, until {adult_from}; the protocol's patients were adults.",
    NotApplicable.DECEASED: "The patient has died.",
    NotApplicable.NOT_A_CLINICIAN: "The user is not a clinician; this advice is for clinicians only.",
    Unknown.CML_NOT_ACTIVE: "Chronic myeloid leukemia is recorded only as resolved or inactive.",
    Unknown.DIAGNOSIS_UNCLEAR: "Chronic myeloid leukemia is named in a condition that could not be read ({why}).",
    Unknown.NO_BIRTH_DATE: "The date of birth is missing, or too imprecise to determine whether the patient is {ADULT_YEARS}.",
    Unknown.MEDICATION_UNRESOLVED: "The medication of an active order could not be identified ({drug}); it may be a tyrosine kinase inhibitor.",
}

THERAPY_UNCLEAR: Mapping[str, str] = {
    UnclearReason.OTHER_TKI_UNRELIABLE: "Another tyrosine kinase inhibitor ({drug}) is active, but named only in text, planned, or reported by the patient.",
    UnclearReason.TWO_TKIS: "Imatinib and another tyrosine kinase inhibitor ({drug}) were ordered within {days} days of each other, and both orders are active.",
    UnclearReason.ANOTHER_TKI_SINCE: "Another tyrosine kinase inhibitor ({drug}) is documented on {on}, after the latest record of imatinib.",
    UnclearReason.LATER_ORDER_ENDED: "The imatinib order of {written_on} was stopped or is on hold, while an older one still has the status active.",
    UnclearReason.REPORTED_NOT_TAKEN: "A medication statement of {on} records imatinib as not taken, or no longer taken, while an order for it is active.",
    UnclearReason.NO_RELIABLE_ORDER: "Imatinib is only planned, reported, named in text, or not started; no active order gives drug and dose.",
    UnclearReason.ORDER_EXPIRED: "The imatinib order still has the status active, but it ended on {on}.",
    UnclearReason.SUPPLY_ENDED: "The documented supply of imatinib ended on {on}, and no order is active.",
    UnclearReason.END_UNKNOWN: "No imatinib order is active, and the date on which imatinib ended is unknown.",
    UnclearReason.NOT_READ: "A newer record of treatment ({drug}) could not be read: {reason}.",
    UnclearReason.DATES_NOT_KNOWN: "Some treatment dates are incomplete, and the current treatment depends on them.",
}

IN_SUMMARY: Mapping[str, str] = {
    Unknown.CML_NOT_ACTIVE: "CML is recorded only as resolved or inactive",
    Unknown.DIAGNOSIS_UNCLEAR: "the diagnosis of CML could not be read",
    Unknown.NO_BIRTH_DATE: "the date of birth is missing or imprecise",
    Unknown.THERAPY_UNCLEAR: "the current treatment is unclear",
    Unknown.MEDICATION_UNRESOLVED: "an active medication could not be identified",
}
"""The same for a card's summary, for the reasons that lead to a card."""
# fmt: on
