"""Which tokens are accepted, and for which cause the others are not (CDS Hooks 2.0, S3 to S12)."""

import base64
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cds_service.auth import (
    AuthenticationError,
    Authenticator,
    Cause,
    Client,
    KeyRing,
    KeySetUnavailable,
    TrustedClients,
)
from cds_service.auth.authenticator import (
    LATEST_TIME,
    LONGEST_JTI,
    LONGEST_LIFE_S,
    LONGEST_TENANT,
    LONGEST_TOKEN,
    SKEW_S,
)
from cds_service.auth.replay import MemoryReplayStore
from tests.cds_service.auth.tokens import (
    ISSUER,
    NOW,
    PATH,
    PUBLIC_URL,
    SigningKey,
    Token,
    claims,
    elliptic_key,
    key_set,
    rsa_key,
)

STRANGER = elliptic_key("key-of-a-stranger")


def authenticator(*keys: SigningKey, **members: Any) -> Authenticator:
    client = Client(name="Example", issuer=ISSUER, jwks_url="https://ehr.example.org/jwks.json", **members)
    listed = keys or (elliptic_key(), rsa_key())
    ring = KeyRing(lambda: key_set(*listed), lambda: NOW, lambda _faults: None, renews=False)
    return Authenticator(TrustedClients([client]), {client.name: ring}, [PUBLIC_URL], MemoryReplayStore(), lambda: NOW)


def cause_of(token: object, checked_by: Authenticator | None = None, path: str = PATH) -> Cause | None:
    """Why the token is not accepted; None where it is."""
    try:
        (checked_by or authenticator()).authenticate(f"Bearer {token}", path)
    except AuthenticationError as fault:
        return fault.cause
    return None


@pytest.mark.parametrize("key", [elliptic_key(), rsa_key()], ids=["ES384", "RS384"])
def test_a_good_token_names_its_client(key: SigningKey) -> None:
    client, tenant = authenticator().authenticate(f"bearer {Token(key=key)}", PATH)
    assert (client.name, tenant) == ("Example", "")


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", str(Token())])
def test_no_bearer_token_is_no_caller(authorization: str | None) -> None:
    with pytest.raises(AuthenticationError) as fault:
        authenticator().authenticate(authorization, PATH)
    assert fault.value.cause is Cause.NO_TOKEN


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "e30.e30.", f"{'A' * 40}.{'B' * 40}.{'C' * 40}"])
def test_what_is_no_token_is_malformed_or_of_nobody(token: str) -> None:
    assert cause_of(token) in (Cause.MALFORMED, Cause.UNKNOWN_ISSUER)


def test_a_token_of_the_longest_length_is_looked_at_and_a_longer_one_is_not() -> None:
    assert cause_of("A" * LONGEST_TOKEN) is Cause.MALFORMED
    assert cause_of("A" * (LONGEST_TOKEN + 1)) is Cause.TOO_LONG


HEADERS = [
    ("typ of another kind", {"typ": "at+jwt"}, Cause.TYPE),
    ("typ missing", {"typ": None}, Cause.TYPE),
    ("jku that nobody listed", {"jku": "https://attacker.example/jwks.json"}, Cause.FOREIGN_KEY_URL),
    ("kid missing", {"kid": None}, Cause.NO_KEY_ID),
    ("kid unknown", {"kid": "another"}, Cause.UNKNOWN_KEY),
    ("typ in lower case", {"typ": "jwt"}, None),
    ("jku that is listed", {"jku": "https://ehr.example.org/jwks.json"}, None),
]


@pytest.mark.parametrize(("headers", "cause"), [row[1:] for row in HEADERS], ids=[row[0] for row in HEADERS])
def test_every_member_of_the_header_is_checked(headers: dict[str, Any], cause: Cause | None) -> None:
    if "typ" in headers and headers["typ"] is None:
        assert cause_of(_without_type()) is cause
    else:
        assert cause_of(Token(headers=headers)) is cause


def _without_type() -> str:
    """A token without ``typ``, which PyJWT always writes: the type is refused before the signature is looked at."""
    header = {"alg": "ES384", "kid": elliptic_key().key_id}
    return ".".join((_encoded(header), _encoded(claims()), "c2lnbmF0dXJl"))


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_a_token_without_a_signature_is_not_accepted() -> None:
    unsigned = ".".join((_encoded({"alg": "none", "typ": "JWT", "kid": "key-1"}), _encoded(claims()), ""))
    assert cause_of(unsigned) is Cause.ALGORITHM


def test_a_token_signed_with_the_public_key_as_a_secret_is_not_accepted() -> None:
    public = elliptic_key().private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{_encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': 'key-1'})}.{_encoded(claims())}"
    signature = base64.urlsafe_b64encode(hmac.digest(public, signed.encode(), "sha256")).decode().rstrip("=")
    assert cause_of(f"{signed}.{signature}") is Cause.ALGORITHM


def test_the_algorithm_is_that_of_the_key() -> None:
    token = Token(key=rsa_key(), headers={"kid": elliptic_key().key_id})
    assert cause_of(token) is Cause.ALGORITHM


def test_a_signature_by_another_key_under_a_known_kid_is_not_accepted() -> None:
    assert cause_of(Token(key=STRANGER, headers={"kid": elliptic_key().key_id})) is Cause.SIGNATURE


def test_changed_claims_break_the_signature() -> None:
    header, _, signature = str(Token()).split(".")
    assert cause_of(f"{header}.{_encoded(claims(tenant='other'))}.{signature}") is Cause.SIGNATURE


CLAIMS = [
    ("aud missing", {"aud": None}, Cause.CLAIM_MISSING),
    ("exp missing", {"exp": None}, Cause.CLAIM_MISSING),
    ("iat missing", {"iat": None}, Cause.CLAIM_MISSING),
    ("jti missing", {"jti": None}, Cause.CLAIM_MISSING),
    ("iss missing", {"iss": None}, Cause.UNKNOWN_ISSUER),
    ("iss of nobody here", {"iss": "https://other.example.org"}, Cause.UNKNOWN_ISSUER),
    ("iss with a slash more", {"iss": f"{ISSUER}/"}, Cause.UNKNOWN_ISSUER),
    ("aud of another service", {"aud": f"{PUBLIC_URL}/cds-services/another"}, Cause.AUDIENCE),
    ("aud of another host", {"aud": f"https://other.example.org{PATH}"}, Cause.AUDIENCE),
    ("aud is the host alone", {"aud": PUBLIC_URL}, Cause.AUDIENCE),
    ("aud over http", {"aud": f"http://cds.example.org{PATH}"}, Cause.AUDIENCE),
    ("aud in a list", {"aud": ["https://other.example.org", f"{PUBLIC_URL}{PATH}"]}, None),
    ("aud as others write it", {"aud": f"HTTPS://CDS.Example.org:443{PATH}/"}, None),
    ("exp as text", {"exp": str(int(NOW) + 300)}, Cause.CLAIM_MISSING),
    ("iat as text", {"iat": str(int(NOW))}, Cause.CLAIM_MISSING),
    ("exp as truth", {"exp": True}, Cause.CLAIM_MISSING),
    ("exp beyond any number", {"exp": 10**400}, Cause.CLAIM_MISSING),
    ("exp after the last year", {"exp": LATEST_TIME + 1}, Cause.CLAIM_MISSING),
    ("exp in the last year", {"exp": LATEST_TIME}, Cause.LIFETIME),
    ("exp infinite", {"exp": float("inf")}, Cause.CLAIM_MISSING),
    ("iat none", {"iat": float("nan")}, Cause.CLAIM_MISSING),
    ("iat before time began", {"iat": -1}, Cause.CLAIM_MISSING),
    ("iat and exp with fractions", {"iat": NOW - 0.5, "exp": NOW + 60.5}, None),
    ("expired within the skew", {"iat": int(NOW) - 300, "exp": int(NOW) - SKEW_S + 1}, None),
    ("expired", {"iat": int(NOW) - 300, "exp": int(NOW) - SKEW_S}, Cause.EXPIRED),
    ("issued within the skew", {"iat": int(NOW) + SKEW_S}, None),
    ("issued in the future", {"iat": int(NOW) + SKEW_S + 1}, Cause.NOT_YET_VALID),
    ("not before a later time", {"nbf": int(NOW) + 400}, Cause.NOT_YET_VALID),
    ("a life of the longest length", {"exp": int(NOW) + LONGEST_LIFE_S}, None),
    ("a longer life", {"exp": int(NOW) + LONGEST_LIFE_S + 1}, Cause.LIFETIME),
    ("a life of ten days", {"exp": int(NOW) + 864000}, Cause.LIFETIME),
    ("expires when it was issued", {"exp": int(NOW)}, Cause.LIFETIME),
    ("jti empty", {"jti": ""}, Cause.TOKEN_ID),
    ("jti a number", {"jti": 7}, Cause.TOKEN_ID),
    ("jti of the longest length", {"jti": "j" * LONGEST_JTI}, None),
    ("jti with half of a surrogate pair", {"jti": "\ud83d"}, None),
    ("jti too long", {"jti": "j" * (LONGEST_JTI + 1)}, Cause.TOKEN_ID),
    ("further claims", {"sub": "client", "nbf": int(NOW)}, None),
]


@pytest.mark.parametrize(("changed", "cause"), [row[1:] for row in CLAIMS], ids=[row[0] for row in CLAIMS])
def test_every_claim_is_checked_on_both_sides(changed: dict[str, Any], cause: Cause | None) -> None:
    assert cause_of(Token(claims(**changed))) is cause


def test_a_token_is_used_once() -> None:
    checked_by = authenticator()
    assert cause_of(Token(), checked_by) is None
    assert cause_of(Token(), checked_by) is Cause.REPLAYED


def test_a_token_that_fails_otherwise_does_not_use_up_its_jti() -> None:
    checked_by = authenticator()
    assert cause_of(Token(claims(aud="https://other.example.org")), checked_by) is Cause.AUDIENCE
    assert cause_of(Token(), checked_by) is None


@pytest.mark.parametrize(
    ("tenants", "tenant", "cause"),
    [
        (("hospital-1",), "hospital-1", None),
        (("hospital-1",), "hospital-2", Cause.TENANT),
        (("hospital-1",), None, Cause.TENANT),
        ((), None, None),
        ((), "any", None),
        ((), "t" * LONGEST_TENANT, None),
        ((), "t" * (LONGEST_TENANT + 1), Cause.TENANT),
        ((), 7, Cause.TENANT),
        ((), "half of \ud83d", Cause.TENANT),
    ],
)
def test_where_tenants_are_listed_a_token_names_one_of_them(
    tenants: tuple[str, ...], tenant: object, cause: Cause | None
) -> None:
    assert cause_of(Token(claims(tenant=tenant)), authenticator(tenants=tenants)) is cause


@pytest.mark.parametrize(
    ("aud", "cause"),
    [
        (f"{PATH}/feedback", None),
        (PATH, None),
        ("/cds-services", Cause.AUDIENCE),
        ("/cds-services/x/feedback", Cause.AUDIENCE),
    ],
)
def test_feedback_is_accepted_under_its_own_address_and_under_that_of_the_service(
    aud: str, cause: Cause | None
) -> None:
    assert cause_of(Token(claims(aud=f"{PUBLIC_URL}{aud}")), path=f"{PATH}/feedback") is cause


def test_a_call_of_the_service_is_not_accepted_under_the_address_of_its_feedback() -> None:
    assert cause_of(Token(claims(aud=f"{PUBLIC_URL}{PATH}/feedback"))) is Cause.AUDIENCE


def test_a_further_audience_of_the_client_is_accepted() -> None:
    token = Token(claims(aud="https://old.example.org/hooks"))
    assert cause_of(token) is Cause.AUDIENCE
    assert cause_of(token, authenticator(audiences=("https://old.example.org/hooks/",))) is None


def test_two_keys_of_one_kid_are_none() -> None:
    twin = SigningKey(STRANGER.private, "ES384", elliptic_key().key_id)
    assert cause_of(Token(), authenticator(elliptic_key(), twin)) is Cause.UNKNOWN_KEY


def test_a_short_rsa_key_is_none() -> None:
    signer = SigningKey(rsa_key().private, "RS384", "short")
    assert cause_of(Token(key=signer), authenticator(rsa_key("short", 1024))) is Cause.UNKNOWN_KEY


def test_where_no_keys_can_be_had_nobody_is_let_in() -> None:
    def unavailable() -> bytes:
        raise KeySetUnavailable("its URL cannot be read")

    client = Client(name="Example", issuer=ISSUER, jwks_url="https://ehr.example.org/jwks.json")
    ring = KeyRing(unavailable, lambda: NOW, lambda _faults: None, renews=True)
    checked_by = Authenticator(
        TrustedClients([client]), {"Example": ring}, [PUBLIC_URL], MemoryReplayStore(), lambda: NOW
    )
    assert cause_of(Token(), checked_by) is Cause.KEYS_UNAVAILABLE


def test_the_error_names_the_client_only_where_it_is_known_and_never_the_token() -> None:
    with pytest.raises(AuthenticationError) as known:
        authenticator().authenticate(f"Bearer {Token(claims(jti=''))}", PATH)
    with pytest.raises(AuthenticationError) as unknown:
        authenticator().authenticate(f"Bearer {Token(claims(iss='https://other.example.org'))}", PATH)
    assert (known.value.client, unknown.value.client) == ("Example", "")
    assert str(known.value) == "bad-jti"
    assert (known.value.unlisted_issuer, unknown.value.unlisted_issuer) == ("", "https://other.example.org")


@pytest.mark.parametrize(
    ("issuer", "named"),
    [
        ("https://EHR.example.org:8443/patients/7", "https://ehr.example.org:8443"),
        ("https://ehr.example.org?patient=7", ""),
        ("https://user@ehr.example.org/", ""),
        (f"https://{'a' * 101}", ""),
        ("urn:patient:7", ""),
    ],
)
def test_of_an_issuer_that_is_not_listed_only_the_origin_is_named(issuer: str, named: str) -> None:
    with pytest.raises(AuthenticationError) as unknown:
        authenticator().authenticate(f"Bearer {Token(claims(iss=issuer))}", PATH)
    assert unknown.value.unlisted_issuer == named
