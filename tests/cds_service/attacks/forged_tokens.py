"""Tokens as attackers write them: every part of them can be anything."""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.cds_service.auth.tokens import ISSUER, PATH, PUBLIC_URL, SigningKey, elliptic_key, key_set, rsa_key

TENANT = "hospital-1"
GOOD_KEY = elliptic_key("key-1")
RSA_KEY = rsa_key("key-rsa")
TWINS = (elliptic_key("twin"), SigningKey(elliptic_key("second twin").private, "ES384", "twin"))
STRANGER = SigningKey(elliptic_key("stranger").private, "ES384", "key-1")
REGISTERED_KEYS = key_set(GOOD_KEY, RSA_KEY, *TWINS)
_NUMBERS = count()


@dataclass(frozen=True)
class Forger:
    """Writes tokens at a moment, in Unix seconds. ``trap`` is an address that nobody listed."""

    now: int
    trap: str

    def write(
        self,
        key: SigningKey = GOOD_KEY,
        *,
        header: Mapping[str, Any] | None = None,
        algorithm: str = "",
        **claims: Any,
    ) -> str:
        """Write a token that is good but for what is given; a member given as None is left out."""
        algorithm = algorithm or key.algorithm
        head = {"alg": algorithm, "typ": "JWT", "kid": key.key_id, **(header or {})}
        signed = f"{encode(_present(head))}.{encode(_present(self.build_claims() | claims))}"
        signature = jwt.get_algorithm_by_name(algorithm).sign(signed.encode(), key.private)
        return f"{signed}.{encode(signature)}"

    def build_claims(self) -> dict[str, Any]:
        """Build the claims of a good token that was not used yet."""
        return {
            "iss": ISSUER,
            "aud": f"{PUBLIC_URL}{PATH}",
            "iat": self.now,
            "exp": self.now + 300,
            "jti": f"token-{next(_NUMBERS)}",
            "tenant": TENANT,
        }

    def write_unsigned(self, algorithm: str = "none", signature: bytes = b"") -> str:
        """Write a token without a signature, or with one that is none."""
        head = {"alg": algorithm, "typ": "JWT", "kid": GOOD_KEY.key_id}
        return f"{encode(head)}.{encode(self.build_claims())}.{encode(signature)}"

    def sign_with_secret(self, secret: bytes, digest: str) -> str:
        """Write a token that is signed by an HMAC."""
        head = {"alg": f"HS{digest.removeprefix('sha')}", "typ": "JWT", "kid": GOOD_KEY.key_id}
        signed = f"{encode(head)}.{encode(self.build_claims())}"
        return f"{signed}.{encode(hmac.digest(secret, signed.encode(), digest))}"

    def change_claims(self, **claims: Any) -> str:
        """Change the claims of a token that was signed."""
        head, _, signature = self.write().split(".")
        return f"{head}.{encode(self.build_claims() | claims)}.{signature}"


@cache
def public_pem() -> bytes:
    """The public key as a file has it."""
    return bytes(GOOD_KEY.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def encode(part: Mapping[str, Any] | bytes) -> str:
    """Encode a part of a token."""
    text = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
