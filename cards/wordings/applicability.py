"""What is said where the protocol does not speak of the patient, or where that cannot be told."""

from collections.abc import Mapping

from response_criteria.assessment.applicability import NotApplicable, Unknown
from response_criteria.treatment.current_tki import Unclear

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
REASONS: Mapping[str, str] = {
    NotApplicable.NO_CML: "No condition in the chart codes chronic myeloid leukemia.",
    NotApplicable.ATYPICAL_CML: "The chart codes atypical, BCR::ABL1-negative chronic myeloid leukemia, of which the protocol does not speak.",
    NotApplicable.NO_IMATINIB: "The chart shows no imatinib.",
    NotApplicable.IMATINIB_STOPPED: "Imatinib was stopped, put on hold, or ended more than 90 days ago.",
    NotApplicable.OTHER_TKI: "The current tyrosine kinase inhibitor is another one: {drug}.",
    NotApplicable.UNDER_18: "The patient is under 18, until {adult_from}; the protocol's patients were adults.",
    NotApplicable.DECEASED: "The patient has died.",
    NotApplicable.NOT_A_CLINICIAN: "The reader is not a clinician; this advice is for clinicians only.",
    Unknown.CML_NOT_ACTIVE: "Chronic myeloid leukemia is in the chart only as resolved or inactive.",
    Unknown.NO_BIRTH_DATE: "The date of birth is missing, or too imprecise to tell whether the patient is 18.",
    Unknown.MEDICATION_UNRESOLVED: "An active order names its medication in a way that could not be resolved ({drug}); it may be a tyrosine kinase inhibitor.",
}

THERAPY_UNCLEAR: Mapping[str, str] = {
    Unclear.TKI_NOT_FIRM: "Another tyrosine kinase inhibitor ({drug}) is active, but named only in text, planned, or reported by the patient.",
    Unclear.TWO_TKIS: "Imatinib and another tyrosine kinase inhibitor ({drug}) were ordered within {days} days of each other, and both are active.",
    Unclear.ANOTHER_TKI_SINCE: "Another tyrosine kinase inhibitor ({drug}) is in the chart on {on}, later than the latest sign of imatinib.",
    Unclear.LATER_ORDER_ENDED: "An order for imatinib of {written_on} was stopped or is on hold, while an older one is still called active.",
    Unclear.SAID_NOT_TAKEN: "A statement of {on} says that imatinib is not taken, or no longer, while an order for it is active.",
    Unclear.NO_FIRM_ORDER: "Imatinib is only planned, reported, named in text, or not begun; no order in force gives drug and dose.",
    Unclear.ORDER_RUN_OUT: "The imatinib order is still called active, but it ran out on {on}.",
    Unclear.SUPPLY_ENDED: "The documented supply of imatinib ended on {on}, with no active order since.",
    Unclear.END_NOT_KNOWN: "No imatinib order is active, and when imatinib ended is not known.",
    Unclear.DATES_NOT_KNOWN: "Dates of treatment are not known to the day, and what they may be leads to different answers.",
}

IN_ONE_LINE: Mapping[str, str] = {
    Unknown.CML_NOT_ACTIVE: "CML is recorded only as resolved or inactive",
    Unknown.NO_BIRTH_DATE: "the date of birth is missing or imprecise",
    Unknown.THERAPY_UNCLEAR: "the chart leaves the current treatment unclear",
    Unknown.MEDICATION_UNRESOLVED: "an active medication could not be resolved",
}
"""The same for a card's summary, for the reasons that lead to a card."""
# fmt: on
