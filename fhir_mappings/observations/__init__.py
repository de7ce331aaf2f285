"""Read Observations and DiagnosticReports into facts.

``reader`` is the entrance; ``code_registry`` knows which codes are of interest.
"""
