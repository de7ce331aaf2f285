"""Hematologic response as the label defines it for study 110, the founding paper's study."""
