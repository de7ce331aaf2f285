"""The public keys of a client: JSON Web Key Sets (RFC 7517), from a file or from the one URL that the site lists."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

ALGORITHMS = {"EC": "ES384", "RSA": "RS384"}
"""The algorithms that CDS Hooks recommends, by type of key; no other is ever accepted (decision 0090)."""
SMALLEST_RSA_BITS = 2048
CURVE = "secp384r1"

REFRESH_S = 3600
"""A set from a URL is fetched anew after so long, so that a withdrawn key does not live on."""
REFETCH_S = 60
"""An unknown ``kid`` makes us fetch at most once in so long: a flood of them must not become a flood of fetches."""
STALE_S = 24 * 3600
"""Keys last fetched stay in use for so long while their URL is down (contract section 6)."""


class KeySetUnavailable(Exception):
    """The keys of a client cannot be had, or not one of them can be used."""


@dataclass(frozen=True, slots=True)
class KeySet:
    """The usable keys of a client by ``kid``, and what is wrong with the others."""

    keys: Mapping[str, jwt.PyJWK]
    faults: tuple[str, ...] = ()


def parse_key_set(text: bytes) -> KeySet:
    """Parse a JSON Web Key Set. Raises KeySetUnavailable where it is none."""
    try:
        listed = json.loads(text)["keys"]
        entries = [entry for entry in listed if isinstance(entry, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise KeySetUnavailable("it is not a JSON Web Key Set") from None
    faults: list[str] = []
    keys: dict[str, jwt.PyJWK] = {}
    seen: set[str] = set()
    for entry in entries:
        key_id = entry.get("kid")
        if not isinstance(key_id, str) or not key_id:
            faults.append("a key has no kid")
        elif key_id in seen:
            # Which of the two signed is not to be guessed, so neither is used.
            keys.pop(key_id, None)
            faults.append(f"the kid {key_id[:40]!r} is not unique")
        elif fault := _fault_of(entry):
            faults.append(f"the key {key_id[:40]!r} {fault}")
        else:
            keys[key_id] = jwt.PyJWK(entry, algorithm=ALGORITHMS[entry["kty"]])
        seen.add(key_id if isinstance(key_id, str) else "")
    return KeySet(keys, tuple(faults))


def _fault_of(entry: dict[str, Any]) -> str:
    """Why a key is not used; empty where it is."""
    algorithm = ALGORITHMS.get(str(entry.get("kty")))
    if algorithm is None:
        return "is neither RSA nor EC"
    if entry.get("use", "sig") != "sig" or entry.get("alg", algorithm) != algorithm:
        return f"is not for signing with {algorithm}"
    try:
        key = jwt.PyJWK(entry, algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError):
        return "cannot be read"
    if isinstance(key, RSAPublicKey):
        return "" if key.key_size >= SMALLEST_RSA_BITS else f"is shorter than {SMALLEST_RSA_BITS} bits"
    if isinstance(key, EllipticCurvePublicKey):
        return "" if key.curve.name == CURVE else "is not on the curve P-384"
    return "is not a public key"


class KeyRing:
    """The keys of one client, kept and renewed.

    ``load`` returns the text of the set, or raises KeySetUnavailable. ``report_faults`` learns of faulty keys.
    A file never changes under us, so ``renews`` is False for it: a change of keys is a change of settings.
    """

    def __init__(
        self,
        load: Callable[[], bytes],
        clock: Callable[[], float],
        report_faults: Callable[[Sequence[str]], None],
        *,
        renews: bool,
    ) -> None:
        self._load = load
        self._clock = clock
        self._report_faults = report_faults
        self._renews = renews
        self._loading = Lock()
        self._set: KeySet | None = None
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")

    def key(self, key_id: str) -> jwt.PyJWK | None:
        """Return the key of that id; None where the client has none. Raises KeySetUnavailable."""
        known = self._set is not None and key_id in self._set.keys
        # Only a call that needs the new set waits for it: one with a known key goes on while another call fetches.
        if self._is_due(known=known) and self._loading.acquire(blocking=not known):
            try:
                if self._is_due(known=known):
                    self._renew()
            finally:
                self._loading.release()
        if self._set is None or (self._renews and self._clock() - self._fetched_at > STALE_S):
            raise KeySetUnavailable("the key set could not be fetched")
        return self._set.keys.get(key_id)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The ids of the usable keys that are held now."""
        return tuple(self._set.keys) if self._set else ()

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with keys of the set. Loads it where that was not done yet; raises KeySetUnavailable."""
        self.key("")
        return self._set.faults if self._set else ()

    def _is_due(self, *, known: bool) -> bool:
        is_old = self._clock() - self._fetched_at >= REFRESH_S
        is_wanted = self._set is None or (self._renews and (is_old or not known))
        return is_wanted and self._clock() - self._tried_at >= REFETCH_S

    def _renew(self) -> None:
        self._tried_at = self._clock()
        try:
            self._set = parse_key_set(self._load())
            self._fetched_at = self._clock()
            if self._set.faults:
                self._report_faults(self._set.faults)
        except KeySetUnavailable:
            # The keys last fetched stay in use for a while: an outage there must not become an outage here.
            if not self._renews:
                raise
