"""Check a call's JSON Web Token, claim by claim (CDS Hooks 2.0, S3 to S12; contract section 6).

PyJWT checks the signature and the form. What it lets pass is checked here: another ``typ``, a life of days, an empty
``jti``, times as text, several keys of one ``kid``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jwt
from jwt.types import Options

from cds_service.auth.audience import accepted_audiences, names_audience
from cds_service.auth.errors import AuthenticationError, Cause
from cds_service.auth.key_sets import ALGORITHMS, KeyRing, KeySetUnavailable
from cds_service.auth.replay import ReplayStore
from cds_service.auth.trusted_clients import Client, TrustedClients

LONGEST_TOKEN = 16 * 1024
"""Characters. Tokens of known EHRs have less than 2,000."""
LONGEST_LIFE_S = 900
SKEW_S = 60
LONGEST_JTI = 255
LONGEST_TENANT = 255
LATEST_TIME = 253_402_300_799
"""Unix seconds of the last moment of the year 9999."""
_ORIGIN = re.compile(r"https?://[a-z0-9.-]{1,100}(?::\d{1,5})?(?![^/])", re.ASCII | re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_REQUIRED = ("iss", "aud", "exp", "iat", "jti")
_FORM_ONLY = Options(verify_aud=False, verify_exp=False, verify_iat=False, verify_jti=False, verify_sub=False)
"""What PyJWT leaves to us; the signature and ``nbf`` it checks itself."""


class Authenticator:
    """Tells which client a call comes from."""

    def __init__(
        self,
        clients: TrustedClients,
        key_rings: Mapping[str, KeyRing],
        public_urls: Sequence[str],
        replay: ReplayStore,
        now: Callable[[], float],
    ) -> None:
        self._clients = clients
        self._key_rings = key_rings
        self._public_urls = public_urls
        self._replay = replay
        self._now = now

    def authenticate(self, authorization: str | None, path: str) -> tuple[Client, str]:
        """Return the client that calls ``path`` and its tenant, empty for none. Raises AuthenticationError.

        How long a refusal takes depends on its cause; the front answers all of them equally late.
        """
        token = _bearer_token(authorization)
        client, key = self._signer(token)
        claims = self._signed_claims(token, key, client)
        self._check_times(claims, client)
        accepted = accepted_audiences(self._public_urls, path, client.audiences)
        _require(names_audience(claims["aud"], accepted), Cause.AUDIENCE, client)
        tenant = _tenant_of(claims, client)
        self._use_once(claims, client)
        return client, tenant

    def _signer(self, token: str) -> tuple[Client, jwt.PyJWK]:
        """The client that the token names, and the key that it says it is signed with."""
        header, claims = _unverified(token)
        issuer = claims.get("iss")
        client = self._clients.of_issuer(issuer) if isinstance(issuer, str) else None
        if client is None:
            raise AuthenticationError(Cause.UNKNOWN_ISSUER, unlisted_issuer=_find_origin(issuer))
        _require(str(header.get("typ")).upper() == "JWT", Cause.TYPE, client)
        _require(header.get("alg") in ALGORITHMS.values(), Cause.ALGORITHM, client)
        # The key URL of a token is only compared, never fetched: it is the caller's own word.
        _require("jku" not in header or header["jku"] == client.jwks_url, Cause.FOREIGN_KEY_URL, client)
        return client, self._key(header, client)

    def _key(self, header: Mapping[str, Any], client: Client) -> jwt.PyJWK:
        key_id = header.get("kid")
        if not isinstance(key_id, str) or not key_id:
            raise AuthenticationError(Cause.NO_KEY_ID, client.name)
        try:
            key = self._key_rings[client.name].key(key_id)
        except KeySetUnavailable:
            raise AuthenticationError(Cause.KEYS_UNAVAILABLE, client.name) from None
        if key is None:
            raise AuthenticationError(Cause.UNKNOWN_KEY, client.name)
        _require(key.algorithm_name == header["alg"], Cause.ALGORITHM, client)
        return key

    def _signed_claims(self, token: str, key: jwt.PyJWK, client: Client) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token, key, algorithms=[key.algorithm_name], options=_FORM_ONLY, leeway=SKEW_S
            )
        except jwt.ImmatureSignatureError:
            raise AuthenticationError(Cause.NOT_YET_VALID, client.name) from None
        except jwt.PyJWTError:
            raise AuthenticationError(Cause.SIGNATURE, client.name) from None
        _require(all(claims.get(name) is not None for name in _REQUIRED), Cause.CLAIM_MISSING, client)
        return claims

    def _check_times(self, claims: Mapping[str, Any], client: Client) -> None:
        issued, expires, now = claims["iat"], claims["exp"], self._now()
        _require(_is_time(issued) and _is_time(expires), Cause.CLAIM_MISSING, client)
        _require(now < expires + SKEW_S, Cause.EXPIRED, client)
        _require(issued <= now + SKEW_S, Cause.NOT_YET_VALID, client)
        _require(0 < expires - issued <= LONGEST_LIFE_S, Cause.LIFETIME, client)

    def _use_once(self, claims: Mapping[str, Any], client: Client) -> None:
        # Last of all: a token that fails otherwise must not use up the one that is right.
        jti = claims["jti"]
        _require(isinstance(jti, str) and 0 < len(jti) <= LONGEST_JTI, Cause.TOKEN_ID, client)
        is_first = self._replay.use(client.issuer, jti, claims["exp"] + SKEW_S, self._now())
        _require(is_first, Cause.REPLAYED, client)


def _bearer_token(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise AuthenticationError(Cause.NO_TOKEN)
    if len(token) > LONGEST_TOKEN:
        raise AuthenticationError(Cause.TOO_LONG)
    return token.strip()


def _unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims as the caller states them: only good for finding out which key has to confirm them."""
    try:
        read = jwt.decode_complete(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise AuthenticationError(Cause.MALFORMED) from None
    return read["header"], read["payload"]


def _find_origin(issuer: object) -> str:
    """Return the web origin of an issuer; empty where it has none. What follows it could be anything."""
    found = _ORIGIN.match(issuer) if isinstance(issuer, str) else None
    return found[0].lower() if found else ""


def _is_time(value: object) -> bool:
    """Whether a claim is a moment that a clock can show; JSON has larger numbers, and Python reads even Infinity."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LATEST_TIME


def _tenant_of(claims: Mapping[str, Any], client: Client) -> str:
    tenant = claims.get("tenant")
    if tenant is None and not client.tenants:
        return ""
    # Half a surrogate pair, which JSON can escape, could not be written anywhere.
    is_name = isinstance(tenant, str) and len(tenant) <= LONGEST_TENANT and not _SURROGATE.search(tenant)
    _require(is_name and (not client.tenants or tenant in client.tenants), Cause.TENANT, client)
    return str(tenant)


def _require(holds: bool, cause: Cause, client: Client) -> None:
    if not holds:
        raise AuthenticationError(cause, client.name)
