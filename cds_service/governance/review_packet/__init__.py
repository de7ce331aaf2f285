"""The packet for review: each criterion with charts, cards, questions and a form to sign (decision 0167)."""
