"""One verification of a signature that is bound to fail, so that every refusal takes about as long."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA384

_KEY = ec.generate_private_key(ec.SECP384R1())
_SIGNATURE = _KEY.sign(b"a token", ec.ECDSA(SHA384()))
_PUBLIC = _KEY.public_key()


def verify_decoy() -> None:
    """Spend the time that the verification of an ES384 signature takes."""
    try:
        _PUBLIC.verify(_SIGNATURE, b"another token", ec.ECDSA(SHA384()))
    except InvalidSignature:
        return
