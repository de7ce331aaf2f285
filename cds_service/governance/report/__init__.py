"""The report over the ledger: what was shown, answered and held back, and what could not be judged (decision 0165)."""
