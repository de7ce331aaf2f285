"""The ledger: one row for each answered call, and one for each item of feedback, in SQLite or PostgreSQL.

It receives assessments as JSON, knows neither Flask nor the engine, and keeps no name, value or text of a chart.
"""
