"""Reading from FHIR servers: HTTP, searches, paging and batches, within the time budget of a call."""
