"""What is said of the drug label and of current guidance, beside the protocol: for each statement, by its status."""

from collections.abc import Mapping

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
_MILESTONE: Mapping[str, str] = {
    "optimal": "Milestone at {months} months: optimal (BCR::ABL1 {level} on {on}).",
    "warning": "Milestone at {months} months: warning (BCR::ABL1 {level} on {on}).",
    "failure": "Milestone at {months} months: failure (BCR::ABL1 {level} on {on}).",
    "not-due": "Milestone at {months} months: due on {due_on}.",
    "unknown": "Milestone at {months} months, due on {due_on}: not known; no BCR::ABL1 near that day decides it, or the start is uncertain.",
}

STATEMENTS: Mapping[str, Mapping[str, str]] = {
    "eln2020/milestone-3-months": _MILESTONE,
    "eln2020/milestone-6-months": _MILESTONE,
    "eln2020/milestone-12-months": _MILESTONE,
    "eln2020/milestone-any-time": {
        "optimal": "After {months} months: optimal (BCR::ABL1 {level} on {on}).",
        "warning": "After {months} months: warning (BCR::ABL1 {level} on {on}).",
        "failure": "After {months} months: failure (BCR::ABL1 {level} on {on}).",
        "not-due": "After {months} months: judged from {due_on}.",
        "unknown": "After {months} months: not known; no recent BCR::ABL1 decides it.",
    },
    "eln2020/loss-of-mmr": {
        "warning": "Warning: the major molecular response, last seen on {last_on}, is lost (BCR::ABL1 {level} on {on}).",
    },
    "eln2013/confirmed-loss-of-mmr": {
        "failure": "By the definition of 2013 the loss of the major molecular response is confirmed, a failure: {tests} tests in a row from {from_on} to {on}, one of them at 1% or more.",
    },
    "eln2020/complete-hematologic-response": {
        "stricter": "The blood count of {on} meets the list of study 110, which decides, but not the stricter list of ELN ({failing}).",
    },
    "eln2020/phase": {
        "accelerated": "By ELN this is accelerated phase: blasts 15 to 29%, blasts and promyelocytes 30% or more, or basophils 20% or more.",
        "blast": "By ELN this is blast phase: blasts 30% or more.",
        "accelerated-or-blast": "By ELN this is accelerated phase, or blast phase from 30% blasts on.",
    },
    "eln2020/low-platelets": {
        "mentioned": "Platelets are {amount} ×10⁹/L on {on}: below 100 they count as a sign of accelerated phase, unless the drug explains them.",
    },
    "eln2020/additional-abnormalities": {
        "reported": "Clonal changes beside the Philadelphia chromosome were reported on {on}: {abnormalities}. They can be a sign of accelerated phase, and ELN counts high-risk ones as failure.",
    },
    "eln2020/mutation": {
        "failure": "ELN counts a resistance mutation as failure at any time; reported, last on {on}: {changes}.",
    },
    "eln2020/change-of-tki": {
        "preferred": "A change of treatment is recommended where molecular milestones are not reached.",
    },
    "eln2020/pregnancy": {
        "withhold": "During pregnancy TKIs are to be withheld, imatinib as well as any other.",
    },
    "who2016/accelerated-phase": {
        "by-blasts": "By WHO blasts of 10 to 19% in blood or marrow are accelerated phase ({percent}% on {on}); ELN, whose line decides here, draws it at 15%.",
    },
    "who2016/blast-phase": {
        "by-blasts": "By WHO blasts of 20% or more in blood or marrow are blast phase ({percent}% on {on}); by ELN it begins at 30%.",
    },
    "who2016/resistance-to-first-tki": {
        "provisional": "WHO counts hematologic resistance to the first TKI, such as circumstance 1 of the protocol, as a provisional criterion of accelerated phase; the 5th edition no longer has that phase.",
    },
    "us-label/dose-increase": {
        "differs": "In chronic phase the US label raises {from_mg} mg/day to {label_mg} mg/day; {protocol_mg} mg/day is off-label in the US.",
        "no-step": "In chronic phase the US label has no dose increase from {from_mg} mg/day.",
    },
    "us-label/increase-circumstances": {
        "documented": "The label's own circumstances for an increase are documented: {circumstances}.",
        "excluded": "The label's own circumstances for an increase are documented ({circumstances}), but it raises the dose only without severe adverse reactions and cytopenia ({against}).",
        "other-phase": "The label's dose increase for chronic phase is not for an advanced phase; in accelerated phase and blast crisis it raises {from_mg} mg/day to {label_mg} mg/day.",
        "open": "Whether the label's own circumstances for an increase hold cannot be judged: {open}.",
        "protocol-alone": "None of the label's own circumstances for an increase is documented: the label raises the dose where there is no cytogenetic response of any degree, the protocol already where there is no major one.",
        "not-documented": "None of the label's own circumstances for an increase is documented (disease progression is not judged).",
    },
    "us-label/cytogenetic-response": {
        "major": "By the label, as by ELN, {percent}% Ph-positive metaphases on {on} are still a partial, and so a major, cytogenetic response; the paper asks for fewer than 35%, and its line decides here.",
    },
    "us-label/hold-for-counts": {
        "hold": "The US label stops imatinib, and resumes it once neutrophils are {neutrophils} and platelets {platelets} ×10⁹/L; it has no row for this dose.",
        "hold-and-resume": "The US label stops imatinib, and resumes it with {resume_mg} mg/day once neutrophils are {neutrophils} and platelets {platelets} ×10⁹/L; should they fall again, with {again_mg} mg/day.",
        "hold-again": "The US label stops imatinib until neutrophils are {neutrophils} and platelets {platelets} ×10⁹/L, and resumes it with {again_mg} in place of {from_mg} mg/day, since the counts had fallen before ({earlier_on}).",
        "not-recovered": "The counts had fallen on {since}; the US label resumes imatinib only once neutrophils are {neutrophils} and platelets {platelets} ×10⁹/L.",
        "advanced-phase": "In accelerated phase or blast crisis the US label looks at the marrow first, from neutrophils {neutrophils} or platelets {platelets} ×10⁹/L on, before it reduces the dose.",
    },
    "us-label/hold-for-liver": {
        "hold": "The US label withholds imatinib until bilirubin is below {bilirubin} and ALT and AST below {transaminases} times the upper limit.",
        "hold-and-reduce": "The US label withholds imatinib until bilirubin is below {bilirubin} and ALT and AST below {transaminases} times the upper limit, and resumes it with {reduced_mg} in place of {from_mg} mg/day.",
    },
}
# fmt: on
