"""Which FHIR server a call may be completed from, in each profile."""

from pathlib import Path

import pytest

from cds_service.auth import Client
from cds_service.fhir_client.access import FhirAccess, NoAccess
from cds_service.hooks.fhir_authorization import authorize_fhir_access
from cds_service.hooks.request import HookCall
from cds_service.settings import Profile, Settings
from tests.cds_service.calls import TOKEN

LISTED = "https://ehr.example/r4"
NOT_LISTED = "this service is not allowed to read from fhirServer"


def _authorize(server: str, token: str, profile: Profile) -> FhirAccess | NoAccess:
    call = HookCall(
        hook="patient-view",
        instance="i",
        patient_id="p",
        user_id="Practitioner/d",
        prefetch={},
        fhir_server=server,
        access_token=token,
    )
    if profile is Profile.PRODUCTION:
        client = Client(name="EHR", issuer="https://ehr.example", jwks_file=Path("keys.json"), fhir_servers=(LISTED,))
        return authorize_fhir_access(call, client, Settings(profile=profile))
    return authorize_fhir_access(call, None, Settings(profile=profile, fhir_servers=(LISTED,)))


@pytest.mark.parametrize(
    ("server", "token", "in_development", "in_production"),
    [
        (LISTED, TOKEN, "", ""),
        (f"{LISTED}/", TOKEN, "", ""),
        (LISTED, "", "", "the call has no usable access token"),
        ("http://127.0.0.1:8000/fhir", TOKEN, "", "fhirServer is not https"),
        ("https://127.0.0.1:8000/fhir", TOKEN, "", NOT_LISTED),
        ("http://ehr.example/r4", TOKEN, NOT_LISTED, "fhirServer is not https"),
        ("https://ehr.example/r4/other", TOKEN, NOT_LISTED, NOT_LISTED),
        ("https://ehr.example", TOKEN, NOT_LISTED, NOT_LISTED),
        ("https://ehr.example:8443/r4", TOKEN, NOT_LISTED, NOT_LISTED),
        ("https://other.example/r4", TOKEN, NOT_LISTED, NOT_LISTED),
        ("", TOKEN, "the call names no FHIR server", "the call names no FHIR server"),
        ("r4", TOKEN, "fhirServer is not a valid URL", "fhirServer is not a valid URL"),
    ],
)
def test_only_servers_that_the_profile_allows_are_read(
    server: str, token: str, in_development: str, in_production: str
) -> None:
    for profile, reason in ((Profile.DEVELOPMENT, in_development), (Profile.PRODUCTION, in_production)):
        access = _authorize(server, token, profile)
        if reason:
            assert access == NoAccess(reason)
        else:
            assert isinstance(access, FhirAccess)
            assert access.token == token


def test_the_token_is_hidden_in_the_repr_of_the_access() -> None:
    assert TOKEN not in repr(_authorize(LISTED, TOKEN, Profile.PRODUCTION))
