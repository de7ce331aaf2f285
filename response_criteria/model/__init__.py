"""The input and output of the engine: facts about a patient, findings, responses and the assessment."""
