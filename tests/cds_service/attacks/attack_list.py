"""Every kind of call that must be refused for its token: a row each, with the cause that the log names.

``benchmarks/refusals.py`` times the same rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cds_service.auth import Cause
from tests.cds_service.attacks.forged_tokens import RSA_KEY, STRANGER, TWINS, Forger, encode, public_pem
from tests.cds_service.auth.tokens import ISSUER, PATH, PUBLIC_URL, SigningKey, elliptic_key, rsa_key

KIB = 1024
STRANGER_AS_JWK = {"jwk": STRANGER.public_jwk}
RSA_STRANGER = SigningKey(rsa_key("stranger").private, "RS384", "key-rsa")
Row = tuple[str, Cause, Callable[[Forger], str]]


@dataclass(frozen=True)
class Attack:
    """One attack. ``write`` returns the token, or the whole Authorization header if ``is_header``."""

    name: str
    cause: Cause
    write: Callable[[Forger], str]
    is_header: bool = False
    used_before: bool = False
    """Whether the token is good, and somebody has used it already."""

    def authorize(self, forger: Forger) -> dict[str, str]:
        """Return the header of the attack."""
        text = self.write(forger)
        if self.is_header:
            return {"Authorization": text} if text else {}
        return {"Authorization": f"Bearer {text}"}


def _wrap(claims: bytes) -> str:
    """Write a token with the bytes as its claims."""
    return f"{encode({'alg': 'ES384'})}.{encode(claims)}.AA"


# fmt: off
_HEADERS: tuple[Row, ...] = (
    ("no Authorization header",        Cause.NO_TOKEN,        lambda _f: ""),
    ("another scheme",                 Cause.NO_TOKEN,        lambda _f: "Basic dXNlcjpwYXNz"),
    ("scheme without a token",         Cause.NO_TOKEN,        lambda _f: "Bearer "),
    ("a token without a scheme",       Cause.NO_TOKEN,        lambda f: f.write()),
    ("two good tokens",                Cause.MALFORMED,       lambda f: f"Bearer {f.write()}, Bearer {f.write()}"),
)
_TOKENS: tuple[Row, ...] = (
    ("nonsense",                       Cause.MALFORMED,       lambda _f: "nonsense"),
    ("three empty parts",              Cause.MALFORMED,       lambda _f: ".."),
    ("claims that are a list",         Cause.MALFORMED,       lambda _f: _wrap(b"[]")),
    ("claims nested 5,000 deep",       Cause.MALFORMED,       lambda _f: _wrap(b"[" * 5_000)),
    ("a number of 5,000 digits",       Cause.MALFORMED,       lambda _f: _wrap(b"9" * 5_000)),
    ("24 KiB, well signed",            Cause.TOO_LONG,        lambda f: f.write(padding="p" * 17 * KIB)),
    ("24 KiB of one letter",           Cause.TOO_LONG,        lambda _f: "A" * 24 * KIB),
    # Signature and algorithm
    ("alg none",                       Cause.ALGORITHM,       lambda f: f.write_unsigned("none")),
    ("alg None",                       Cause.ALGORITHM,       lambda f: f.write_unsigned("None")),
    ("ES384 without a signature",      Cause.SIGNATURE,       lambda f: f.write_unsigned("ES384")),
    ("a signature of zeros",           Cause.SIGNATURE,       lambda f: f.write_unsigned("ES384", bytes(96))),
    ("HS256 with the public key",      Cause.ALGORITHM,       lambda f: f.sign_with_secret(public_pem(), "sha256")),
    ("HS384 with the public key",      Cause.ALGORITHM,       lambda f: f.sign_with_secret(public_pem(), "sha384")),
    ("another algorithm of RSA",       Cause.ALGORITHM,       lambda f: f.write(RSA_KEY, algorithm="RS256")),
    ("the algorithm of another key",   Cause.ALGORITHM,       lambda f: f.write(RSA_KEY, header={"kid": "key-1"})),
    ("a stranger's signature",         Cause.SIGNATURE,       lambda f: f.write(STRANGER)),
    ("a stranger's key as jwk",        Cause.SIGNATURE,       lambda f: f.write(STRANGER, header=STRANGER_AS_JWK)),
    ("a stranger's RSA signature",     Cause.SIGNATURE,       lambda f: f.write(RSA_STRANGER)),
    ("claims changed after signing",   Cause.SIGNATURE,       lambda f: f.change_claims(tenant="hospital-2")),
    ("an unknown critical extension",  Cause.MALFORMED,       lambda f: f.write(header={"crit": ["exp"], "exp": 1})),
    # Header
    ("typ of another kind",            Cause.TYPE,            lambda f: f.write(header={"typ": "at+jwt"})),
    ("typ missing",                    Cause.TYPE,            lambda f: f.write(header={"typ": None})),
    ("alg missing",                    Cause.ALGORITHM,       lambda f: f.write(header={"alg": None})),
    ("kid missing",                    Cause.NO_KEY_ID,       lambda f: f.write(header={"kid": None})),
    ("kid empty",                      Cause.NO_KEY_ID,       lambda f: f.write(header={"kid": ""})),
    ("kid unknown",                    Cause.UNKNOWN_KEY,     lambda f: f.write(elliptic_key("unknown"))),
    ("kid is a file",                  Cause.UNKNOWN_KEY,     lambda f: f.write(header={"kid": "../../dev/null"})),
    ("kid of two keys, by the first",  Cause.UNKNOWN_KEY,     lambda f: f.write(TWINS[0])),
    ("kid of two keys, by the second", Cause.UNKNOWN_KEY,     lambda f: f.write(TWINS[1])),
    ("jku of the attacker",            Cause.FOREIGN_KEY_URL, lambda f: f.write(header={"jku": f.trap})),
    ("jku in a list",                  Cause.FOREIGN_KEY_URL, lambda f: f.write(header={"jku": [f.trap]})),
    ("x5u of the attacker",            Cause.SIGNATURE,       lambda f: f.write(STRANGER, header={"x5u": f.trap})),
    # Claims
    ("iss missing",                    Cause.UNKNOWN_ISSUER,  lambda f: f.write(iss=None)),
    ("iss unknown",                    Cause.UNKNOWN_ISSUER,  lambda f: f.write(iss="https://attacker.example")),
    ("iss with a slash more",          Cause.UNKNOWN_ISSUER,  lambda f: f.write(iss=f"{ISSUER}/")),
    ("iss in a list",                  Cause.UNKNOWN_ISSUER,  lambda f: f.write(iss=[ISSUER])),
    ("aud missing",                    Cause.CLAIM_MISSING,   lambda f: f.write(aud=None)),
    ("aud of another host",            Cause.AUDIENCE,        lambda f: f.write(aud=f"https://example.org{PATH}")),
    ("aud of another service",         Cause.AUDIENCE,        lambda f: f.write(aud=f"{PUBLIC_URL}/cds-services/x")),
    ("aud of the feedback",            Cause.AUDIENCE,        lambda f: f.write(aud=f"{PUBLIC_URL}{PATH}/feedback")),
    ("aud of the host alone",          Cause.AUDIENCE,        lambda f: f.write(aud=PUBLIC_URL)),
    ("aud before an @",                Cause.AUDIENCE,        lambda f: f.write(aud=f"{PUBLIC_URL}@example.org")),
    ("exp missing",                    Cause.CLAIM_MISSING,   lambda f: f.write(exp=None)),
    ("expired",                        Cause.EXPIRED,         lambda f: f.write(iat=f.now - 600, exp=f.now - 300)),
    ("exp as text",                    Cause.CLAIM_MISSING,   lambda f: f.write(exp=str(f.now + 300))),
    ("exp beyond any number",          Cause.CLAIM_MISSING,   lambda f: f.write(exp=10**400, iat=f.now + 0.5)),
    ("a life of ten days",             Cause.LIFETIME,        lambda f: f.write(exp=f.now + 864_000)),
    ("iat missing",                    Cause.CLAIM_MISSING,   lambda f: f.write(iat=None)),
    ("iat in the future",              Cause.NOT_YET_VALID,   lambda f: f.write(iat=f.now + 600, exp=f.now + 900)),
    ("nbf in the future",              Cause.NOT_YET_VALID,   lambda f: f.write(nbf=f.now + 600)),
    ("jti missing",                    Cause.CLAIM_MISSING,   lambda f: f.write(jti=None)),
    ("jti empty",                      Cause.TOKEN_ID,        lambda f: f.write(jti="")),
    ("jti of 256 characters",          Cause.TOKEN_ID,        lambda f: f.write(jti="j" * 256)),
    ("tenant missing",                 Cause.TENANT,          lambda f: f.write(tenant=None)),
    ("tenant not listed",              Cause.TENANT,          lambda f: f.write(tenant="hospital-2")),
)
# fmt: on
ATTACKS = (
    *(Attack(*row, is_header=True) for row in _HEADERS),
    *(Attack(*row) for row in _TOKENS),
    Attack("jti used before, elsewhere", Cause.REPLAYED, Forger.write, used_before=True),
)
