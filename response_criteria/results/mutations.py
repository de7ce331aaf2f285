"""ABL1 kinase-domain changes that may make the leukemia resistant."""

from collections.abc import Iterable

from response_criteria.model.results import KinaseDomainMutation

POLYMORPHISMS = ("K247R", "Lys247Arg")
"""A change that healthy people have as well and that causes no resistance, in both notations (decision 0113)."""


def select_resistance_mutations(mutations: Iterable[KinaseDomainMutation]) -> tuple[KinaseDomainMutation, ...]:
    """Return the mutations that are not known to be a polymorphism, in the same order."""
    return tuple(mutation for mutation in mutations if not any(name in mutation.change for name in POLYMORPHISMS))
