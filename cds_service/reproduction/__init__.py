"""The founding paper's patients, rebuilt as synthetic charts and judged, beside its printed tables (decision 0030).

    printed tables ──► cohort ──► charts (FHIR Bundles) ──► assessments ──► differences ──► report, document

The charts hold what the paper prints of a patient or of its group. What it concludes is read only afterwards, to be
laid beside what the program concludes.
"""
