"""Validate what an assessment cites as FHIR R4, and list what the mappings read."""
