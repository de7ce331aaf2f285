"""Commands for those who govern the service: the ledger, and what is shown."""
