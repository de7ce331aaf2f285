"""A whole population: one assessment per patient with a sign of CML, from FHIR Bulk Data (NDJSON).

``patient.py`` holds the one function that judges a patient, from the lines of the patient's resources; it is the same
assessment as the hook's. The other modules bring it those lines: ``batch`` on one machine with DuckDB, ``spark.py`` on
a cluster. ``header.py`` and ``signs.py`` tell, line by line, whose a resource is and who has to be judged at all.
"""
