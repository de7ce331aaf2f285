"""Build FHIR R4 resources: draft orders and the ValueSets of the code tables."""
