"""The ledger: one row for each answered call, and one for each item of feedback, in SQLite or PostgreSQL.

It receives assessments as JSON, knows neither Flask nor the engine, and keeps no name, value or text of a chart.
"""

from cds_service.ledger.database import open_engine, parse_database_url
from cds_service.ledger.errors import LedgerError, PseudonymKeysError
from cds_service.ledger.ledger import Ledger, LedgerHealth, LedgerOptions
from cds_service.ledger.mover import LedgerCounters
from cds_service.ledger.pseudonyms import PseudonymKey, list_pseudonyms, read_pseudonym_keys
from cds_service.ledger.records import AnsweredCall, Caller, DeliveredAs, UnreadItem
from cds_service.ledger.schema import check_schema, is_empty, upgrade_database

__all__ = [
    "AnsweredCall",
    "Caller",
    "DeliveredAs",
    "Ledger",
    "LedgerCounters",
    "LedgerError",
    "LedgerHealth",
    "LedgerOptions",
    "PseudonymKey",
    "PseudonymKeysError",
    "UnreadItem",
    "check_schema",
    "is_empty",
    "list_pseudonyms",
    "open_engine",
    "parse_database_url",
    "read_pseudonym_keys",
    "upgrade_database",
]
