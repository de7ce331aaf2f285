"""The founding paper's patients, reproduced."""
