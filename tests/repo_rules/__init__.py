"""Rules about the repository itself. Every failure message says what to do."""
