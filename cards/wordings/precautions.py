"""What is said of precautions: a name for each, and one sentence for each reason of the engine."""

from collections.abc import Mapping

from response_criteria.precautions.reasons import Reason, Unchecked
from response_criteria.treatment.imatinib_orders import DoseUnknown

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
NAMES: Mapping[str, str] = {
    "advanced-phase": "possible advanced phase",
    "molecular-response": "conflicting BCR::ABL1",
    "neutropenia": "neutropenia",
    "thrombocytopenia": "thrombocytopenia",
    "counts-not-recent": "no recent counts",
    "hepatotoxicity": "liver values",
    "renal-impairment": "kidney function",
    "pregnancy": "pregnancy",
    "resistant-mutation": "ABL1 mutation",
    "dose-unknown": "current dose unknown",
    "insufficient-exposure": "gaps in treatment",
    "growth-factor": "growth factor (G-CSF)",
    "transplant": "transplant",
    "adherence": "adherence",
    "dose-disagreement": "dose supplied or stated",
    "interaction": "drug interaction",
    "heart-failure": "heart failure",
    "earlier-reduction": "earlier dose reduction",
}

PRECAUTIONS: Mapping[str, str] = {
    # advanced-phase
    Reason.BLASTS_IN_BLOOD: "Blasts in blood are {percent}% on {on}; from 15% on this is no longer chronic phase.",
    Reason.BLASTS_AND_PROMYELOCYTES_IN_BLOOD: "Blasts and promyelocytes in blood are together {percent}% on {on}; from 30% on this is no longer chronic phase.",
    Reason.BASOPHILS_IN_BLOOD: "Basophils in blood are {percent}% on {on}; from 20% on this is no longer chronic phase.",
    Reason.BLASTS_IN_MARROW: "Blasts in marrow are {percent}% on {on}; from 15% on this is no longer chronic phase.",
    Reason.BLASTS_AND_PROMYELOCYTES_IN_MARROW: "Blasts and promyelocytes in marrow are together {percent}% on {on}; from 30% on this is no longer chronic phase.",
    Reason.PHASE_CODED: "The chart records CML as {phase}.",
    Reason.ADVANCED_PHASE_NOT_EXCLUDED: "The {cells} of {on} are reported as {percent}%, which may be advanced phase.",
    # molecular-response
    Reason.LOW_TRANSCRIPTS_DESPITE_COUNTS: "BCR::ABL1 is {percent}% IS on {on}, a response that does not fit the blood counts. Ask about infection, corticosteroids, G-CSF and smoking; repeat BCR::ABL1.",
    Reason.NO_TRANSCRIPTS_DESPITE_COUNTS: "BCR::ABL1 was not detected on {on}, which does not fit the blood counts. Ask about infection, corticosteroids, G-CSF and smoking; repeat BCR::ABL1.",
    Reason.LOW_TRANSCRIPTS_DESPITE_KARYOTYPE: "BCR::ABL1 is {percent}% IS on {on}, a response that does not fit the karyotype. Repeat BCR::ABL1, and clarify before any step.",
    Reason.NO_TRANSCRIPTS_DESPITE_KARYOTYPE: "BCR::ABL1 was not detected on {on}, which does not fit the karyotype. Repeat BCR::ABL1, and clarify before any step.",
    # neutropenia, thrombocytopenia
    Reason.FEW_NEUTROPHILS: "Neutrophils are {amount} ×10⁹/L on {on}; below 1.0 the US label stops imatinib until they recover.",
    Reason.PERHAPS_FEW_NEUTROPHILS: "Neutrophils are reported as {amount} ×10⁹/L on {on}, which may be below 1.0.",
    Reason.FEW_PLATELETS: "Platelets are {amount} ×10⁹/L on {on}; below 50 the US label stops imatinib until they recover.",
    Reason.PERHAPS_FEW_PLATELETS: "Platelets are reported as {amount} ×10⁹/L on {on}, which may be below 50.",
    # counts-not-recent
    Reason.NO_RECENT_COUNTS: "Neither neutrophils nor platelets are known from the last {days} days.",
    Reason.NO_RECENT_NEUTROPHILS: "Neutrophils are not known from the last {days} days.",
    Reason.NO_RECENT_PLATELETS: "Platelets are not known from the last {days} days.",
    # hepatotoxicity
    Reason.LIVER_VALUE_HIGH: "The {what} of {on} is {amount} {unit}, more than {times} times its upper limit of {upper_limit}; the US label then withholds imatinib.",
    Reason.LIVER_VALUE_PERHAPS_HIGH: "The {what} of {on} is reported as {amount} {unit}, which may be more than {times} times its upper limit of {upper_limit}.",
    # renal-impairment
    Reason.STEP_ABOVE_RENAL_MAXIMUM: "eGFR is {egfr} mL/min on {on}; the US label then allows at most {maximum_mg} mg/day, and the step goes to {step_mg}.",
    Reason.STEP_PERHAPS_ABOVE_RENAL_MAXIMUM: "eGFR is reported as {egfr} mL/min on {on}; the step to {step_mg} mg/day may be above what the US label then allows.",
    Reason.NO_STEP_IN_RENAL_FAILURE: "eGFR is {egfr} mL/min on {on}; below 20 no dose step is offered.",
    # pregnancy
    Reason.PREGNANCY_CODED: "Pregnancy is recorded as active; imatinib can harm the unborn child.",
    Reason.PREGNANCY_REPORTED: "Pregnancy was reported on {on}; imatinib can harm the unborn child.",
    # resistant-mutation
    Reason.T315I: "T315I was reported on {on}; it makes the leukemia insensitive to imatinib.",
    Reason.KINASE_DOMAIN_MUTATION: "An ABL1 kinase-domain mutation was reported on {on} ({changes}); have its sensitivity to imatinib judged before any step.",
    # insufficient-exposure
    Reason.GAPS: "{days} days without documented imatinib in the {months} months before {until}: too little treatment to call it resistance.",
    # growth-factor, transplant
    Reason.GROWTH_FACTOR_GIVEN: "A growth factor was in use in the last 28 days ({drugs}); it moves the blood counts.",
    Reason.TRANSPLANT_CODED: "A stem cell transplant is recorded; the founding paper says nothing of patients after one.",
    # those that only warn
    Reason.POORLY_SUPPLIED: "Dispensed supplies cover {percent}% of the {days} days since {since}; below 90% a missing response may be missing tablets. Ask about adherence before any change of dose.",
    Reason.SUPPLY_DIFFERS: "What was dispensed on {on} comes to {given_mg} mg/day, while {dose_mg} mg/day is ordered; make clear which is taken.",
    Reason.STATEMENT_DIFFERS: "A statement of {on} gives {given_mg} mg/day, while {dose_mg} mg/day is ordered; make clear which is taken.",
    Reason.INTERACTING_DRUG: "In use: {drugs}. A strong CYP3A4 inducer can lower the level of imatinib and look like resistance; a strong inhibitor can raise it.",
    Reason.HEART_FAILURE_CODED: "Heart failure is recorded; the label warns of it, and of edema, which is more frequent at higher doses.",
    Reason.DOSE_REDUCED_BEFORE: "{dose_mg} mg/day was given before and reduced on {on}; find out why before going back to it.",
    # dose-unknown
    DoseUnknown.NOT_GIVEN: "The current daily dose could not be established: an order does not give it ({in_words}).",
    DoseUnknown.A_RANGE: "The current daily dose could not be established: an order gives a range.",
    DoseUnknown.ORDERS_DIFFER: "The current daily dose could not be established: active orders differ, and which one is taken cannot be told.",
    DoseUnknown.NAMED_ONLY_IN_TEXT: "The current daily dose could not be established: an active order names imatinib only in text.",
    DoseUnknown.CHANGE_ORDERED: "The current daily dose could not be established: another dose is ordered and has not begun.",
    DoseUnknown.PERHAPS_REPLACED: "The current daily dose could not be established: a newer order, of {on}, is not for the same dose, and whether it is in force is not known.",
    DoseUnknown.DATES_NOT_KNOWN: "The current daily dose could not be established: the dates of the orders are not known to the day.",
    DoseUnknown.NO_ORDER: "The current daily dose could not be established: no imatinib order is in force.",
}

UNCHECKED: Mapping[str, str] = {
    Unchecked.VALUE_MISSING: "No {what} was found.",
    Unchecked.VALUE_TOO_OLD: "The latest {what} is of {on}, older than {days} days.",
    Unchecked.SUPPLY_NOT_DOCUMENTED: "The last {months} months document no dispensed supply with the days that it lasts, so {what} could not be judged; ask about it.",
    Unchecked.UPPER_LIMIT_MISSING: "The {what} of {on} came without its upper limit and could not be judged.",
}
# fmt: on
