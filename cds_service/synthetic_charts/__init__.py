"""How the chart of an invented patient is written, as FHIR R4 resources.

The demonstration, the reproduction of the founding paper and the benchmarks write theirs with it.
"""
