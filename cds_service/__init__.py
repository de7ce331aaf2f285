"""Everything around the assessment: HTTP, the FHIR client, settings and the command line.

It contains no clinical threshold, no terminology code and no clinical text.
"""
