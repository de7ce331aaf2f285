"""The demonstration EHR: synthetic patients, an embedded FHIR endpoint, and a page that acts as the EHR."""
