"""HTTP, the FHIR client, settings, the command line: all that stands around the assessment.

Knows no threshold, no code and no sentence of advice.
"""
