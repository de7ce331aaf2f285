"""The prefetch keys, and parsing what was sent under them."""
