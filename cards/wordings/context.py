"""Label and guidelines: one sentence for each statement and status."""

from collections.abc import Mapping

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
_MILESTONE: Mapping[str, str] = {
    "optimal": "Milestone at {months} months: optimal (BCR::ABL1 {level} on {on}).",
    "warning": "Milestone at {months} months: warning (BCR::ABL1 {level} on {on}).",
    "failure": "Milestone at {months} months: failure (BCR::ABL1 {level} on {on}).",
    "not-due": "Milestone at {months} months: due on {due_on}.",
    "unknown": "Milestone at {months} months, due on {due_on}: unknown; no BCR::ABL1 near that date decides, or the start of imatinib is uncertain.",
}

STATEMENTS: Mapping[str, Mapping[str, str]] = {
    "eln2020/milestone-3-months": _MILESTONE,
    "eln2020/milestone-6-months": _MILESTONE,
    "eln2020/milestone-12-months": _MILESTONE,
    "eln2020/milestone-any-time": {
        "optimal": "After {months} months: optimal (BCR::ABL1 {level} on {on}).",
        "warning": "After {months} months: warning (BCR::ABL1 {level} on {on}).",
        "failure": "After {months} months: failure (BCR::ABL1 {level} on {on}).",
        "not-due": "After {months} months: assessed from {due_on}.",
        "unknown": "After {months} months: unknown; no recent BCR::ABL1 decides.",
    },
    "eln2020/loss-of-mmr": {
        "warning": "Warning: the major molecular response, last documented on {last_on}, is lost (BCR::ABL1 {level} on {on}).",
    },
    "eln2013/confirmed-loss-of-mmr": {
        "failure": "By the definition of 2013, the loss of the major molecular response is confirmed, which is failure: {tests} consecutive tests from {from_on} to {on}, at least one of them {CONFIRMED_LOSS}%.",
    },
    "eln2020/complete-hematologic-response": {
        "stricter": "The blood count of {on} meets the criteria of study 110, which decide, but not the stricter ones of ELN ({failing}).",
    },
    "eln2020/phase": {
        "accelerated": "By ELN this is accelerated phase: blasts {BLASTS}% and below blast phase, blasts plus promyelocytes {BLASTS_AND_PROMYELOCYTES}%, or basophils {BASOPHILS}%.",
        "blast": "By ELN this is blast phase: blasts {BLAST_PHASE}%.",
        "accelerated-or-blast": "By ELN this is accelerated phase, or blast phase if blasts are {BLAST_PHASE}%.",
    },
    "eln2020/low-platelets": {
        "mentioned": "Platelets were {amount} ×10⁹/L on {on}: {PLATELETS_SIGN} is a sign of accelerated phase unless caused by the drug.",
    },
    "eln2020/additional-abnormalities": {
        "reported": "Additional chromosomal abnormalities in Ph-positive cells were reported on {on}: {abnormalities}. They can be a sign of accelerated phase, and ELN counts high-risk ones as failure.",
    },
    "eln2020/mutation": {
        "failure": "ELN counts a resistance mutation as failure at any time; reported, most recently on {on}: {changes}.",
    },
    "eln2020/change-of-tki": {
        "preferred": "A change of treatment is recommended if molecular milestones are not reached.",
    },
    "eln2020/pregnancy": {
        "withhold": "During pregnancy, imatinib and all other TKIs are to be withheld.",
    },
    "who2016/accelerated-phase": {
        "by-blasts": "By WHO, blasts of {WHO_ACCELERATED}% in blood or marrow are accelerated phase ({percent}% on {on}); by ELN, {BLASTS}%.",
    },
    "who2016/blast-phase": {
        "by-blasts": "By WHO, blasts of {WHO_BLAST_PHASE}% in blood or marrow are blast phase ({percent}% on {on}); by ELN, {BLAST_PHASE}%.",
    },
    "who2016/resistance-to-first-tki": {
        "provisional": "WHO counts hematologic resistance to the first TKI, such as criterion 1 of the protocol, as a provisional criterion of accelerated phase; the 5th edition no longer has that phase.",
    },
    "us-label/dose-increase": {
        "differs": "In chronic phase the US label increases {from_mg} mg/day to {label_mg} mg/day; {protocol_mg} mg/day is off-label in the US.",
        "no-step": "In chronic phase the US label defines no dose increase from {from_mg} mg/day.",
    },
    "us-label/increase-circumstances": {
        "documented": "The label's own criteria for a dose increase are met: {circumstances}.",
        "excluded": "The label's own criteria for a dose increase are met ({circumstances}), but it increases the dose only in the absence of severe adverse reactions and cytopenia ({against}).",
        "other-phase": "The label's dose increase for chronic phase does not apply to an advanced phase; in accelerated phase and blast crisis it increases {from_mg} mg/day to {label_mg} mg/day.",
        "open": "The label's own criteria for a dose increase cannot be assessed: {open}.",
        "protocol-alone": "None of the label's own criteria for a dose increase is met: the label requires the absence of any cytogenetic response, the protocol only that of a major one.",
        "not-documented": "None of the label's own criteria for a dose increase is met (disease progression is not assessed).",
    },
    "us-label/cytogenetic-response": {
        "major": "By the label, as by ELN, {percent}% Ph-positive metaphases on {on} are still a partial, and therefore a major, cytogenetic response; the paper requires {MAJOR_RESPONSE}%, and its limit decides here.",
    },
    "us-label/hold-for-counts": {
        "hold": "The US label stops imatinib, and resumes it once neutrophils are {neutrophils} and platelets {platelets} ×10⁹/L; it gives no dose for resuming from this one.",
        "hold-and-resume": "The US label stops imatinib, and resumes it at {resume_mg} mg/day once neutrophils are {neutrophils} and platelets {platelets} ×10⁹/L; after a recurrence, at {again_mg} mg/day.",
        "hold-again": "The US label stops imatinib until neutrophils are {neutrophils} and platelets {platelets} ×10⁹/L, and resumes it at {again_mg} instead of {from_mg} mg/day, because this is a recurrence (first on {earlier_on}).",
        "not-recovered": "Counts have been low since {since}; the US label resumes imatinib only once neutrophils are {neutrophils} and platelets {platelets} ×10⁹/L.",
        "advanced-phase": "In accelerated phase or blast crisis, at neutrophils {neutrophils} or platelets {platelets} ×10⁹/L, the US label examines the marrow before it reduces the dose.",
    },
    "us-label/hold-for-liver": {
        "hold": "The US label withholds imatinib until bilirubin is below {bilirubin} × and ALT and AST are below {transaminases} × the upper limit of normal.",
        "hold-and-reduce": "The US label withholds imatinib until bilirubin is below {bilirubin} × and ALT and AST are below {transaminases} × the upper limit of normal, and resumes it at {reduced_mg} instead of {from_mg} mg/day.",
    },
}
# fmt: on
