"""Every sentence that a clinician can see, in tables that can be reviewed as one page.

Placeholders in braces are the values of the engine, by the names under which it gives them.
"""
