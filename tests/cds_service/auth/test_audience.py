"""The address a token is meant for, as clients write it."""

import pytest

from cds_service.auth import endpoint_address, normalize_address


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("https://cds.example.org/cds-services/x", "https://cds.example.org/cds-services/x"),
        ("HTTPS://CDS.Example.ORG/cds-services/x/", "https://cds.example.org/cds-services/x"),
        ("https://cds.example.org:443/x", "https://cds.example.org/x"),
        ("http://cds.example.org:80/x", "http://cds.example.org/x"),
        ("https://cds.example.org:8443/x", "https://cds.example.org:8443/x"),
        ("https://cds.example.org/X", "https://cds.example.org/X"),
        ("https://user@cds.example.org/x", ""),
        ("https://cds.example.org/x?y=1", ""),
        ("https://cds.example.org:port/x", ""),
        ("ftp://cds.example.org/x", ""),
        ("/cds-services/x", ""),
        ("", ""),
    ],
)
def test_an_address_is_compared_by_scheme_host_port_and_path(written: str, compared: str) -> None:
    assert normalize_address(written) == compared


def test_a_public_address_may_have_a_path_of_its_own() -> None:
    assert endpoint_address("https://example.org/cds/", "/cds-services") == "https://example.org/cds/cds-services"
