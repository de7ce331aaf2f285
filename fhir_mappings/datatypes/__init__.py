"""FHIR R4 datatypes: what the elements of a resource mean, each parsed by one module."""
