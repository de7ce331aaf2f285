"""Exceptions of this package.

InvalidCardError(ValueError)    a card, or a part of one, that CDS Hooks does not allow
    CardTooLongError            a summary of 140 characters or more
"""


class InvalidCardError(ValueError):
    """A card, or a part of one, that CDS Hooks does not allow."""


class CardTooLongError(InvalidCardError):
    """A summary of 140 characters or more."""
