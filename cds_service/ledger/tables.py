"""The tables of the ledger. Others may rely on ``decision``, ``feedback`` and ``change`` (contract section 6).

No column holds a name, a value or a text of a chart. Patients, users and encounters are pseudonyms (decision 0160).
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect

PSEUDONYM_LENGTH = 32
UUID_LENGTH = 36

Document = JSON().with_variant(postgresql.JSONB(), "postgresql")
"""A list or an object of codes."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Written and read with its offset, kept as UTC: SQLite has no type for offsets."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC."""
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Attach the offset that SQLite does not keep."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


METADATA = MetaData()

DECISION = Table(
    "decision",
    METADATA,
    Column("id", String(UUID_LENGTH), primary_key=True),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("client", String(80), nullable=False),
    Column("tenant", Text, nullable=False),
    Column("service", String(80), nullable=False),
    Column("hook_instance", String(80), nullable=False),
    # Which pseudonym key made the pseudonyms of this row.
    Column("key_id", String(80), nullable=False),
    Column("patient", String(PSEUDONYM_LENGTH), nullable=False),
    Column("user_type", String(40), nullable=False),
    Column("user", String(PSEUDONYM_LENGTH), nullable=False),
    Column("encounter", String(PSEUDONYM_LENGTH)),
    Column("rule_set", String(80), nullable=False),
    Column("rule_set_version", String(40), nullable=False),
    Column("code_version", String(40), nullable=False),
    Column("applicability", String(40), nullable=False),
    Column("applicability_reasons", Document, nullable=False),  # codes
    Column("criteria", Document, nullable=False),  # status by id
    Column("precautions", Document, nullable=False),  # whether it blocks, by code
    Column("action", String(40), nullable=False),
    Column("because", Document, nullable=False),  # ids of criteria, or codes of review facts
    Column("finding_key", String(128)),
    Column("evidence_key", String(128)),
    Column("evidence", Document, nullable=False),  # pseudonyms of references, or the references themselves
    Column("doubts", Document, nullable=False),  # subject, kind, code and unit of what could not be read
    Column("unread", Document, nullable=False),  # key and kind
    Column("cards", Document, nullable=False),  # uuid, indicator and suggestions, shown or not
    Column("phases", Document, nullable=False),  # milliseconds from the receipt of the call to the end of each phase
    Column("mode", String(10), nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("held_back_reason", String(80)),
    Column("held_back_since", UtcDateTime),
    Column("held_back_until", UtcDateTime),
    Index("decision_by_time", "answered_at"),
    Index("decision_by_patient", "patient", "answered_at"),
    Index("decision_by_finding", "finding_key", "answered_at"),
    Index("decision_by_instance", "hook_instance"),
)
"""One row per answered call."""

CARD = Table(
    "card",
    METADATA,
    Column("uuid", String(UUID_LENGTH), primary_key=True),
    Column("decision", String(UUID_LENGTH), ForeignKey("decision.id", ondelete="CASCADE"), nullable=False, index=True),
)
"""Which decision a card belongs to; feedback names the card."""

FEEDBACK = Table(
    "feedback",
    METADATA,
    # Derived from the content of the item: an item that is sent again is the same row.
    Column("id", String(PSEUDONYM_LENGTH), primary_key=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("client", String(80), nullable=False),
    Column("tenant", Text, nullable=False),
    Column("card", String(UUID_LENGTH), nullable=False, index=True),
    # "matched" or "unmatched": the card is unknown, or was shown to another client or tenant.
    Column("status", String(10), nullable=False),
    Column("decision", String(UUID_LENGTH), ForeignKey("decision.id", ondelete="CASCADE"), index=True),
    Column("outcome", String(12), nullable=False),
    Column("outcome_at", UtcDateTime, nullable=False),
    Column("suggestions", Document, nullable=False),  # uuids
    Column("reason_system", Text),
    Column("reason_code", String(80)),
    Column("has_comment", Boolean, nullable=False),
    Column("comment", Text),
    Index("feedback_by_time", "received_at"),
)
"""One row per item of feedback."""

CHANGE = Table(
    "change",
    METADATA,
    Column("id", String(UUID_LENGTH), primary_key=True),
    Column("changed_at", UtcDateTime, nullable=False, index=True),
    Column("kind", String(40), nullable=False),  # "mode", "purge", "clients-file"
    Column("client", String(80)),
    Column("criterion", String(120)),
    Column("action", String(40)),
    Column("value", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("why", Text, nullable=False),
)
"""Changes of modes and settings: what, when, by whom and why."""
