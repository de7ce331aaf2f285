"""Precautions: a short name for each, and one sentence for each reason.

The short names are those of the registry. A new precaution needs only its sentences here.
"""

from collections.abc import Mapping

from response_criteria.precautions import CODES
from response_criteria.precautions import PRECAUTIONS as RULES
from response_criteria.precautions.codes import MissingInput, Reason
from response_criteria.treatment.imatinib_orders import DoseUnknownReason

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
# A code of the contract without a rule is named by its code: cards list it as not checked.
NAMES: Mapping[str, str] = {code: code.replace("-", " ") for code in CODES} | {rule.code: rule.name for rule in RULES}

PRECAUTIONS: Mapping[str, str] = {
    # unread-result
    Reason.RESULT_NOT_READ: "The chart holds results that could not be read and may argue against an escalation ({subjects}): {why}. Look at them first.",
    # advanced-phase
    Reason.BLASTS_IN_BLOOD: "Blasts in blood were {percent}% on {on} (advanced phase: {BLASTS}%).",
    Reason.BLASTS_AND_PROMYELOCYTES_IN_BLOOD: "Blasts plus promyelocytes in blood were {percent}% on {on} (advanced phase: {BLASTS_AND_PROMYELOCYTES}%).",
    Reason.BASOPHILS_IN_BLOOD: "Basophils in blood were {percent}% on {on} (advanced phase: {BASOPHILS}%).",
    Reason.BLASTS_IN_MARROW: "Blasts in marrow were {percent}% on {on} (advanced phase: {BLASTS}%).",
    Reason.BLASTS_AND_PROMYELOCYTES_IN_MARROW: "Blasts plus promyelocytes in marrow were {percent}% on {on} (advanced phase: {BLASTS_AND_PROMYELOCYTES}%).",
    Reason.RAISED_BLASTS_IN_BLOOD: "Blood of {on} shows {percent}% blasts: at {BLASTS_AGAINST_ESCALATION}% the phase is established before any dose escalation (advanced phase by ELN: {BLASTS}%).",
    Reason.RAISED_BLASTS_IN_MARROW: "Marrow of {on} shows {percent}% blasts: at {BLASTS_AGAINST_ESCALATION}% the phase is established before any dose escalation (advanced phase by ELN: {BLASTS}%).",
    Reason.PHASE_CODED: "The chart records CML as {phase}.",
    Reason.ADVANCED_PHASE_NOT_EXCLUDED: "The {cells} of {on} are reported as {percent}%; advanced phase cannot be excluded.",
    # molecular-response
    Reason.BCR_ABL1_DISCORDANT_WITH_COUNTS: "BCR::ABL1 was {percent}% IS on {on}, a response that is discordant with the blood counts. Ask about infection, corticosteroids, G-CSF and smoking; repeat BCR::ABL1.",
    Reason.BCR_ABL1_NOT_DETECTED_DISCORDANT_WITH_COUNTS: "BCR::ABL1 was not detected on {on}, which is discordant with the blood counts. Ask about infection, corticosteroids, G-CSF and smoking; repeat BCR::ABL1.",
    Reason.BCR_ABL1_DISCORDANT_WITH_KARYOTYPE: "BCR::ABL1 was {percent}% IS on {on}, a response that is discordant with the karyotype. Repeat BCR::ABL1, and resolve the discordance before any dose escalation.",
    Reason.BCR_ABL1_NOT_DETECTED_DISCORDANT_WITH_KARYOTYPE: "BCR::ABL1 was not detected on {on}, which is discordant with the karyotype. Repeat BCR::ABL1, and resolve the discordance before any dose escalation.",
    Reason.BCR_ABL1_POSSIBLY_DISCORDANT: "BCR::ABL1 was reported as {percent}% IS on {on}, which may be a response that is discordant with the criterion. Repeat BCR::ABL1 before any dose escalation.",
    # counts-alone
    Reason.COUNTS_ALONE: "In the blood count of {on} only these are raised, and mildly: {failing}. No recent BCR::ABL1 or cytogenetic analysis shows that the leukemia is the cause: consider infection, corticosteroids, smoking and iron deficiency, and measure BCR::ABL1 first.",
    # low-counts
    Reason.COUNT_NOT_RECOVERED: "The latest {cells} were {amount} ×10⁹/L, on {on}; the US label resumes imatinib only at {recovered}, so a higher dose waits for recovery.",
    Reason.COUNT_POSSIBLY_NOT_RECOVERED: "The latest {cells} were reported as {amount} ×10⁹/L, on {on}, which may not be {recovered}, the US label's limit for resuming imatinib.",
    Reason.COUNT_RECENTLY_BELOW_STOP: "The {cells} were {amount} ×10⁹/L on {on}, in the last {AFTER_LOW_COUNT_DAYS} days; at {stop} the US label stops imatinib.",
    Reason.COUNT_POSSIBLY_RECENTLY_BELOW_STOP: "The {cells} were reported as {amount} ×10⁹/L on {on}, in the last {AFTER_LOW_COUNT_DAYS} days, which may be {stop}; the US label then stops imatinib.",
    # neutropenia, thrombocytopenia
    Reason.LOW_NEUTROPHILS: "Neutrophils were {amount} ×10⁹/L on {on}; at {NEUTROPHILS_HOLD} the US label stops imatinib until recovery.",
    Reason.POSSIBLY_LOW_NEUTROPHILS: "Neutrophils were reported as {amount} ×10⁹/L on {on}, which may be {NEUTROPHILS_HOLD}.",
    Reason.LOW_PLATELETS: "Platelets were {amount} ×10⁹/L on {on}; at {PLATELETS_HOLD} the US label stops imatinib until recovery.",
    Reason.POSSIBLY_LOW_PLATELETS: "Platelets were reported as {amount} ×10⁹/L on {on}, which may be {PLATELETS_HOLD}.",
    # counts-not-recent
    Reason.NO_RECENT_COUNTS: "No neutrophil count and no platelet count in the last {days} days.",
    Reason.NO_RECENT_NEUTROPHILS: "No neutrophil count in the last {days} days.",
    Reason.NO_RECENT_PLATELETS: "No platelet count in the last {days} days.",
    # hepatotoxicity
    Reason.LIVER_VALUE_HIGH: "The {what} of {on} was {amount} {unit}, more than {times} × the upper limit of normal ({upper_limit}); the US label then withholds imatinib.",
    Reason.LIVER_VALUE_POSSIBLY_HIGH: "The {what} of {on} was reported as {amount} {unit}, which may be more than {times} × the upper limit of normal ({upper_limit}).",
    Reason.LIVER_VALUE_WITHOUT_LIMIT: "The {what} of {on} was {amount} {unit} and came without an upper limit of normal: compare it with {times} × that of the laboratory.",
    # renal-impairment
    Reason.DOSE_ABOVE_RENAL_MAXIMUM: "eGFR was {egfr} mL/min on {on}; the US label then allows at most {maximum_mg} mg/day, and the escalated dose is {step_mg} mg/day.",
    Reason.DOSE_POSSIBLY_ABOVE_RENAL_MAXIMUM: "eGFR was reported as {egfr} mL/min on {on}; the escalated dose of {step_mg} mg/day may exceed what the US label then allows.",
    Reason.NO_ESCALATION_IN_RENAL_FAILURE: "eGFR was {egfr} mL/min on {on}; at {RENAL_FAILURE} mL/min no dose escalation is offered.",
    # pregnancy
    Reason.PREGNANCY_CODED: "An active pregnancy is recorded; imatinib can harm the fetus.",
    Reason.PREGNANCY_REPORTED: "Pregnancy was reported on {on}; imatinib can harm the fetus.",
    Reason.PREGNANCY_UNCLEAR: "Of {on} there are a positive and a negative result on pregnancy; imatinib can harm the fetus.",
    # resistant-mutation
    Reason.T315I: "T315I was reported on {on}; it makes the leukemia resistant to imatinib.",
    Reason.KINASE_DOMAIN_MUTATION: "An ABL1 kinase-domain mutation was reported on {on} ({changes}); assess its sensitivity to imatinib before any dose escalation.",
    # insufficient-exposure
    Reason.GAPS: "{days} days without documented imatinib in the {months} months before {until}: too little exposure to conclude resistance.",
    # growth-factor, transplant
    Reason.GROWTH_FACTOR_GIVEN: "A growth factor was used in the last {GROWTH_FACTOR_DAYS} days ({drugs}); it affects blood counts.",
    Reason.TRANSPLANT_CODED: "A stem cell transplant is recorded; the founding paper does not cover patients after transplant.",
    # adherence, dose-disagreement, interaction, heart-failure, earlier-reduction
    Reason.LOW_DISPENSED_COVERAGE: "Dispensed supplies cover {percent}% of the {days} days since {since}. At {LOW_COVERAGE}%, an inadequate response may be due to missed doses: ask about adherence before any dose change.",
    Reason.SUPPLY_DIFFERS: "The supply dispensed on {on} corresponds to {given_mg} mg/day, but {dose_mg} mg/day is ordered; clarify which dose is taken.",
    Reason.STATEMENT_DIFFERS: "A medication statement of {on} gives {given_mg} mg/day, but {dose_mg} mg/day is ordered; clarify which dose is taken.",
    Reason.INTERACTING_DRUG: "In use: {drugs}. A strong CYP3A4 inducer can lower imatinib exposure and mimic resistance; a strong inhibitor can raise it.",
    Reason.HEART_FAILURE_CODED: "Heart failure is recorded; the label warns of heart failure and of edema, which is more frequent at higher doses.",
    Reason.EARLIER_DOSE_REDUCTION: "{dose_mg} mg/day was given before and reduced on {on}; clarify the reason before returning to it.",
    Reason.RECENT_DOSE_REDUCTION: "The dose was reduced from {from_mg} to {to_mg} mg/day on {on}; clarify the reason before raising it.",
    Reason.COUNT_BELOW_STOP: "The count of {cells} was {amount} ×10⁹/L on {on}, and the label stops imatinib at {stop}; it may fall again at a higher dose.",
    # dose-unknown
    DoseUnknownReason.NOT_GIVEN: "The current daily dose is unknown: an order does not state it ({in_words}).",
    DoseUnknownReason.A_RANGE: "The current daily dose is unknown: an order gives a range.",
    DoseUnknownReason.ORDERS_DIFFER: "The current daily dose is unknown: active orders differ, and it is unclear which one is taken.",
    DoseUnknownReason.NAMED_ONLY_IN_TEXT: "The current daily dose is unknown: an active order names imatinib only in text.",
    DoseUnknownReason.CHANGE_ORDERED: "The current daily dose is unknown: a different dose is ordered and has not started.",
    DoseUnknownReason.POSSIBLY_REPLACED: "The current daily dose is unknown: a newer order, of {on}, is for a different dose, and it is unclear whether it is active.",
    DoseUnknownReason.DATES_NOT_KNOWN: "The current daily dose is unknown: the dates of the orders are incomplete.",
    DoseUnknownReason.NO_ORDER: "The current daily dose is unknown: no imatinib order is active.",
}

MISSING_INPUTS: Mapping[str, str] = {
    MissingInput.VALUE_MISSING: "No {what} result was found.",
    MissingInput.VALUE_TOO_OLD: "The latest {what} result, of {on}, is more than {days} days old.",
    MissingInput.SUPPLY_NOT_DOCUMENTED: "No dispense with days' supply in the last {months} months; {what} cannot be assessed. Ask the patient.",
}
# fmt: on
