"""Parse orders and uses of drugs, with their products and daily doses."""
