"""What can go wrong with the ledger.

LedgerError              the database, its schema or the journal cannot be used; the message says what to do
  PseudonymKeysError     the keys cannot be used
"""


class LedgerError(Exception):
    """The ledger cannot be used. Its message never holds a URL, a key or data of a patient."""


class PseudonymKeysError(LedgerError):
    """The pseudonym keys cannot be used."""
