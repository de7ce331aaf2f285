"""Reasons to override a card.

Codes and displays of the HL7 code system of CDS Hooks 3.0 (trial use), which clients of earlier versions can show too,
the most likely ones first.
"""

from cards.card import Coding

CODE_SYSTEM = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
OVERRIDE_REASONS = tuple(
    Coding(code, CODE_SYSTEM, display)
    for code, display in (
        ("does-not-align-latest-evidence", "Recommended action does not align with the latest evidence"),
        ("action-completed", "Recommended action was already completed"),
        ("need-more-info", "Could not address recommended action due to need for more information/pending results/pending consult"),
        ("patient-contraindication", "Patient has contraindication to recommended action"),
        ("patient-ineligible", "Patient does not meet eligibility for recommended action"),
        ("patient-refuses", "Patient refuses/declines (no context given)*"),
    )
)
# fmt: on
