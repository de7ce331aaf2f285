"""Every sentence that a clinician can see, in tables that can be reviewed as one page of the handbook.

Placeholders in lower case are values of the patient, by the names under which the engine gives them. Placeholders in
capitals are limits of the rules; ``limits`` fills them in, so that a sentence never states another limit than the one
that decides.
"""
