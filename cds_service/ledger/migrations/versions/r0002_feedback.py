"""Feedback, the cards that it refers to, and what was held back because of it."""

from alembic import op
from sqlalchemy import JSON, Boolean, Column, DateTime, ForeignKey, Index, MetaData, String, Table, Text, select
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

Document = JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = DateTime(timezone=True)
ROWS_AT_ONCE = 1_000


def upgrade() -> None:
    """Add the columns and tables, and list the cards of the decisions that are there."""
    with op.batch_alter_table("decision") as decision:
        decision.add_column(Column("held_back_reason", String(80)))
        decision.add_column(Column("held_back_since", Moment))
        decision.add_column(Column("held_back_until", Moment))
    card = op.create_table(
        "card",
        Column("uuid", String(36), primary_key=True),
        Column("decision", String(36), ForeignKey("decision.id", ondelete="CASCADE"), nullable=False, index=True),
    )
    _list_cards(card)
    _create_feedback()


def _list_cards(card: Table) -> None:
    decision = Table("decision", MetaData(), Column("id", String(36)), Column("cards", Document))
    connection = op.get_bind()
    rows = connection.execute(select(decision.c.id, decision.c.cards)).yield_per(ROWS_AT_ONCE)
    for partition in rows.partitions():
        cards = [{"uuid": shown["uuid"], "decision": row.id} for row in partition for shown in row.cards]
        if cards:
            connection.execute(card.insert(), cards)


def _create_feedback() -> None:
    op.create_table(
        "feedback",
        Column("id", String(32), primary_key=True),
        Column("received_at", Moment, nullable=False),
        Column("client", String(80), nullable=False),
        Column("tenant", Text, nullable=False),
        Column("card", String(36), nullable=False, index=True),
        Column("status", String(10), nullable=False),
        Column("decision", String(36), ForeignKey("decision.id", ondelete="CASCADE"), index=True),
        Column("outcome", String(12), nullable=False),
        Column("outcome_at", Moment, nullable=False),
        Column("suggestions", Document, nullable=False),
        Column("reason_system", Text),
        Column("reason_code", String(80)),
        Column("has_comment", Boolean, nullable=False),
        Column("comment", Text),
        Index("feedback_by_time", "received_at"),
    )


def downgrade() -> None:
    """Drop what was added."""
    op.drop_table("feedback")
    op.drop_table("card")
    with op.batch_alter_table("decision") as decision:
        decision.drop_column("held_back_until")
        decision.drop_column("held_back_since")
        decision.drop_column("held_back_reason")
