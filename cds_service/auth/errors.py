"""What can go wrong with authentication.

AuthenticationError      a call whose caller is not known; ``cause`` is for the log alone
TrustedClientsError      the file of trusted clients cannot be used
"""

from enum import StrEnum


class Cause(StrEnum):
    """Why a token is not accepted. For logs and metrics; every caller receives the same answer."""

    NO_TOKEN = "no-token"  # noqa: S105  (a name of a cause, no secret)
    TOO_LONG = "too-long"
    MALFORMED = "malformed"
    TYPE = "wrong-type"
    ALGORITHM = "algorithm-not-allowed"
    UNKNOWN_ISSUER = "unknown-issuer"
    FOREIGN_KEY_URL = "foreign-jku"
    NO_KEY_ID = "no-kid"
    UNKNOWN_KEY = "unknown-kid"
    KEYS_UNAVAILABLE = "keys-unavailable"
    SIGNATURE = "bad-signature"
    CLAIM_MISSING = "claim-missing"
    AUDIENCE = "wrong-audience"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    LIFETIME = "lifetime-too-long"
    TOKEN_ID = "bad-jti"  # noqa: S105
    REPLAYED = "replayed"
    TENANT = "tenant-not-listed"


class AuthenticationError(Exception):
    """A call whose caller is not known.

    Holds nothing of the token, but the web origin of an issuer that is not listed: who connects an EHR looks for it.
    """

    def __init__(self, cause: Cause, client: str = "", unlisted_issuer: str = "") -> None:
        super().__init__(cause.value)
        self.cause = cause
        self.client = client
        self.unlisted_issuer = unlisted_issuer


class TrustedClientsError(Exception):
    """The file of trusted clients cannot be used; ``faults`` name everything that is wrong with it."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults
