"""The brief: what a clinician reads on a card in 20 to 40 seconds (decision 0130)."""
