"""Decisions and changes."""

from alembic import op
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, String, Text
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

Document = JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "decision",
        Column("id", String(36), primary_key=True),
        Column("answered_at", Moment, nullable=False),
        Column("as_of", Date, nullable=False),
        *(Column(name, String(80), nullable=False) for name in ("client", "service", "hook_instance", "key_id")),
        Column("tenant", Text, nullable=False),
        Column("patient", String(32), nullable=False),
        Column("user_type", String(40), nullable=False),
        Column("user", String(32), nullable=False),
        Column("encounter", String(32)),
        Column("rule_set", String(80), nullable=False),
        *(Column(name, String(40), nullable=False) for name in ("rule_set_version", "code_version", "applicability")),
        *(Column(name, Document, nullable=False) for name in ("applicability_reasons", "criteria", "precautions")),
        Column("action", String(40), nullable=False),
        Column("because", Document, nullable=False),
        Column("finding_key", String(128)),
        Column("evidence_key", String(128)),
        *(Column(name, Document, nullable=False) for name in ("evidence", "doubts", "unread", "cards", "phases")),
        Column("mode", String(10), nullable=False),
        Column("shown", Boolean, nullable=False),
    )
    op.create_index("decision_by_time", "decision", ["answered_at"])
    op.create_index("decision_by_patient", "decision", ["patient", "answered_at"])
    op.create_index("decision_by_finding", "decision", ["finding_key", "answered_at"])
    op.create_index("decision_by_instance", "decision", ["hook_instance"])
    _create_change()


def _create_change() -> None:
    op.create_table(
        "change",
        Column("id", String(36), primary_key=True),
        Column("changed_at", Moment, nullable=False, index=True),
        Column("kind", String(40), nullable=False),
        Column("client", String(80)),
        Column("criterion", String(120)),
        Column("action", String(40)),
        *(Column(name, Text, nullable=False) for name in ("value", "changed_by", "why")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("change")
    op.drop_table("decision")
