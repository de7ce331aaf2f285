"""The service together with third-party systems: a FHIR server and CDS Hooks clients."""
