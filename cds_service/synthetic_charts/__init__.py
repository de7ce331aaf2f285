"""Builders for the charts of invented patients, as FHIR R4 resources.

The demonstration, the reproduction of the founding paper and the benchmarks use them.
"""
