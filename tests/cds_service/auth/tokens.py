"""Keys and tokens as an EHR would make them, all of them made up for the tests."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.conftest import FROZEN

ISSUER = "https://ehr.example.org"
PUBLIC_URL = "https://cds.example.org"
PATH = "/cds-services/imatinib-response"
NOW = FROZEN.timestamp()


@dataclass(frozen=True)
class SigningKey:
    """A private key, the algorithm that it signs with, and its id."""

    private: Any
    algorithm: str
    key_id: str

    @property
    def public_jwk(self) -> dict[str, Any]:
        """The public key as an entry of a key set."""
        to_jwk = jwt.algorithms.ECAlgorithm.to_jwk if self.algorithm == "ES384" else jwt.algorithms.RSAAlgorithm.to_jwk
        return {**json.loads(to_jwk(self.private.public_key())), "kid": self.key_id, "use": "sig"}


@cache
def elliptic_key(key_id: str = "key-1") -> SigningKey:
    """A key on P-384."""
    return SigningKey(ec.generate_private_key(ec.SECP384R1()), "ES384", key_id)


@cache
def rsa_key(key_id: str = "key-rsa", bits: int = 2048) -> SigningKey:
    """An RSA key."""
    return SigningKey(rsa.generate_private_key(65537, bits), "RS384", key_id)


def key_set(*keys: SigningKey) -> bytes:
    """A JSON Web Key Set."""
    return json.dumps({"keys": [key.public_jwk for key in keys]}).encode()


def claims(**changed: Any) -> dict[str, Any]:
    """The claims of a good token, some changed; a claim given as None is left out."""
    good = {
        "iss": ISSUER,
        "aud": f"{PUBLIC_URL}{PATH}",
        "iat": int(NOW),
        "exp": int(NOW) + 300,
        "jti": "6f3c4b52-2d4b-4f3e-9f52-9d6c5c1f0b11",
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


@dataclass(frozen=True)
class Token:
    """A token to be signed, as parts that a test may change."""

    claims: dict[str, Any] = field(default_factory=claims)
    key: SigningKey = field(default_factory=elliptic_key)
    headers: dict[str, Any] = field(default_factory=dict)
    algorithm: str = ""
    secret: Any = None

    def __str__(self) -> str:
        headers = {"kid": self.key.key_id, **self.headers}
        shown = {name: value for name, value in headers.items() if value is not None}
        return jwt.encode(self.claims, self.secret or self.key.private, self.algorithm or self.key.algorithm, shown)
