"""A patient's results, prepared for the criteria: blood counts by day, cytogenetic analyses, BCR::ABL1, evidence."""
