"""The rules of the publications, applied to dated facts of one patient.

Imports Python only, has no clock and no log, and raises nothing because of a patient's data. The only entry point is
:func:`response_criteria.assessment.assess.assess`.
"""
