"""Reasons to override a card.

Codes and displays of the HL7 code system of CDS Hooks 3.0 (trial use), which clients of earlier versions can show too,
the most likely ones first, and one of our own. The displays are without the asterisk of the code system, which refers to
a footnote there.
"""

from cards.card import Coding

OWN_CODE_SYSTEM = "urn:org.imatinib-cds:override-reasons"
CODE_SYSTEM = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"

# ruff: noqa: E501 -- a sentence stays on one line
# fmt: off
OVERRIDE_REASONS = tuple(
    Coding(code, system, display)
    for code, system, display in (
        ("does-not-align-latest-evidence", CODE_SYSTEM, "Recommended action does not align with the latest evidence"),
        ("action-completed", CODE_SYSTEM, "Recommended action was already completed"),
        ("need-more-info", CODE_SYSTEM, "Could not address recommended action due to need for more information/pending results/pending consult"),
        ("patient-contraindication", CODE_SYSTEM, "Patient has contraindication to recommended action"),
        ("patient-ineligible", CODE_SYSTEM, "Patient does not meet eligibility for recommended action"),
        ("patient-refuses", CODE_SYSTEM, "Patient refuses/declines (no context given)"),
        ("other-tki-planned", OWN_CODE_SYSTEM, "Another tyrosine kinase inhibitor is planned"),
    )
)
# fmt: on
