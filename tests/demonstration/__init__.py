"""The demonstration EHR and its synthetic patients."""
