"""What is said of the drug label and of current guidance, beside the protocol: for each statement, by its status."""

from collections.abc import Mapping

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
_MILESTONE: Mapping[str, str] = {
    "optimal": "Milestone at {months} months: optimal (BCR::ABL1 {level} on {on}).",
    "warning": "Milestone at {months} months: warning (BCR::ABL1 {level} on {on}).",
    "failure": "Milestone at {months} months: failure (BCR::ABL1 {level} on {on}).",
    "not-due": "Milestone at {months} months: due on {due_on}.",
    "unknown": "Milestone at {months} months, due on {due_on}: no BCR::ABL1 tells.",
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
        "unknown": "After {months} months: no recent BCR::ABL1 tells.",
    },
    "eln2020/complete-hematologic-response": {
        "stricter": "The blood count of {on} meets the list of study 110, which decides, but not the stricter list of ELN ({failing}).",
    },
    "eln2020/low-platelets": {
        "mentioned": "Platelets are {amount} ×10⁹/L on {on}: below 100 they count as a sign of accelerated phase, unless the drug explains them.",
    },
    "eln2020/additional-abnormalities": {
        "reported": "Clonal changes beside the Philadelphia chromosome were reported on {on}: {abnormalities}. They can be a sign of accelerated phase.",
    },
    "eln2020/change-of-tki": {
        "preferred": "After resistance or failure a change of the TKI is preferred.",
    },
    "us-label/dose-increase": {
        "differs": "In chronic phase the US label raises {from_mg} mg/day to {label_mg} mg/day; {protocol_mg} mg/day is off-label in the US.",
        "no-step": "In chronic phase the US label has no dose increase from {from_mg} mg/day.",
    },
    "us-label/hold-for-counts": {
        "hold": "The US label stops imatinib, and resumes it once neutrophils are {neutrophils} and platelets {platelets} ×10⁹/L.",
    },
    "us-label/hold-for-liver": {
        "hold": "The US label withholds imatinib until bilirubin is below {bilirubin} and ALT and AST below {transaminases} times the upper limit.",
        "hold-and-reduce": "The US label withholds imatinib until bilirubin is below {bilirubin} and ALT and AST below {transaminases} times the upper limit, and resumes it with {reduced_mg} in place of {from_mg} mg/day.",
    },
}
# fmt: on
