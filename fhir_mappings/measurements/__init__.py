"""Laboratory and clinical results as facts, one module per kind of measurement."""
