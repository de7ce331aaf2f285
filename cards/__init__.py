"""How an assessment is told: as a CDS Hooks card, as a document, as a page of text.

Every sentence that a clinician sees stands in ``cards.wordings``. Knows findings, not FHIR and not HTTP.
"""
