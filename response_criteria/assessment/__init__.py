"""Assessment of one patient: eligibility, date variants, evaluation, recommendation and options.

The entry point is :func:`response_criteria.assessment.assess.assess`.
"""
