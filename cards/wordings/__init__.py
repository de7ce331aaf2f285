"""Every sentence that a clinician can see."""
