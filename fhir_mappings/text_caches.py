"""Caches for what the texts of a chart mean: they live as long as one call (decision 0187).

A chart repeats its units, dates and instructions, so each is read once. But they are a patient's, and none of them may
stay in memory longer than the call that brought it.
"""

from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import TypeVar

Result = TypeVar("Result")

_forget: list[Callable[[], None]] = []


def cache_for_call(maxsize: int) -> "Callable[[Callable[..., Result]], _lru_cache_wrapper[Result]]":
    """Cache the results of a function until ``forget_texts``."""

    def decorate(function: Callable[..., Result]) -> "_lru_cache_wrapper[Result]":
        cached = lru_cache(maxsize)(function)
        _forget.append(cached.cache_clear)
        return cached

    return decorate


def forget_texts() -> None:
    """Empty the caches of texts. Calls in other threads read theirs anew."""
    for forget in _forget:
        forget()
