"""What the publications say, over dated facts.

Pure: imports Python only, never asks the time, never logs, never raises about a patient.
Its only entrance is :func:`response_criteria.assessment.assess`.
"""
