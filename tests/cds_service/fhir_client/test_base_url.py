"""URLs from outside: which are base URLs, and which belong to a server."""

import pytest

from cds_service.fhir_client.base_url import FhirBaseUrl, InvalidUrlError

SERVER = FhirBaseUrl.parse("https://ehr.example/tenant/r4")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://ehr.example/r4", "https://ehr.example/r4"),
        ("https://ehr.example/r4/", "https://ehr.example/r4"),
        ("HTTPS://EHR.example:443/r4", "https://ehr.example/r4"),
        ("http://ehr.example:80", "http://ehr.example"),
        ("https://ehr.example:8443/a/../r4", "https://ehr.example:8443/r4"),
        ("http://[::1]:8000/fhir", "http://[::1]:8000/fhir"),
    ],
)
def test_equal_urls_are_written_the_same_way(written: str, read: str) -> None:
    assert str(FhirBaseUrl.parse(written)) == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ehr.example/r4",
        "/r4",
        "ftp://ehr.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://user:secret@ehr.example/r4",
        "https://trusted.example@evil.example/r4",
        "https://ehr.example/r4?tenant=1",
        "https://ehr.example:port/r4",
        "http://[::1/r4",
    ],
)
def test_an_invalid_base_url_is_rejected(written: str) -> None:
    with pytest.raises(InvalidUrlError) as refused:
        FhirBaseUrl.parse(written)
    assert not written or written not in str(refused.value)


@pytest.mark.parametrize(
    ("written", "loopback"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.8.9.10", True),
        ("http://localhost:8000/fhir", True),
        ("http://[::1]:8000", True),
        ("http://0.0.0.0", False),
        ("http://169.254.169.254", False),
        ("http://localhost.example", False),
        ("http://127.0.0.1.example", False),
        ("http://2130706433", False),
        ("https://ehr.example", False),
    ],
)
def test_loopback_is_recognized_without_resolving_names(written: str, loopback: bool) -> None:
    assert FhirBaseUrl.parse(written).is_loopback is loopback


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("Observation?patient=p1", "https://ehr.example/tenant/r4/Observation?patient=p1"),
        ("https://ehr.example/tenant/r4/Observation?page=2", "https://ehr.example/tenant/r4/Observation?page=2"),
        ("https://ehr.example:443/tenant/r4?_getpages=abc", "https://ehr.example/tenant/r4?_getpages=abc"),
        ("/tenant/r4/Medication/m1", "https://ehr.example/tenant/r4/Medication/m1"),
        (
            "Observation?code=http://loinc.org|69380-4,http://loinc.org|21821-4",
            "https://ehr.example/tenant/r4/Observation?code=http://loinc.org%7C69380-4,http://loinc.org%7C21821-4",
        ),
    ],
)
def test_a_link_under_the_base_url_is_resolved(link: str, address: str) -> None:
    found = SERVER.resolve(link)
    assert found is not None
    assert found.replace(":443", "") == address


@pytest.mark.parametrize(
    "link",
    [
        "http://ehr.example/tenant/r4/Observation",
        "https://evil.example/tenant/r4/Observation",
        "https://ehr.example:8443/tenant/r4/Observation",
        "https://ehr.example/other/r4/Observation",
        "https://ehr.example/tenant/r4x/Observation",
        "https://ehr.example/tenant/r4/../../other",
        "https://ehr.example/tenant/r4/%2e%2e/%2e%2e/other",
        "../Observation",
        "//evil.example/tenant/r4",
        "https://ehr.example@evil.example/tenant/r4/",
        "https://evil.example\\@ehr.example/tenant/r4/",
        "https://ehr.example\\@evil.example/tenant/r4/",
        "urn:uuid:0a0b",
        "ftp://ehr.example/tenant/r4/x",
        "https://[/",
    ],
)
def test_a_link_outside_the_base_url_is_not_resolved(link: str) -> None:
    assert SERVER.resolve(link) is None


def test_a_relative_redirect_is_resolved_against_the_redirecting_url() -> None:
    seen_at = "https://ehr.example/tenant/r4/Observation?page=1"
    assert SERVER.resolve("?page=2", seen_at=seen_at) == "https://ehr.example/tenant/r4/Observation?page=2"


@pytest.mark.parametrize(
    ("known_as", "link", "address"),
    [
        ("http://ehr.example/tenant/r4", "http://ehr.example/tenant/r4/Observation?page=2", "/Observation?page=2"),
        ("http://node7:8080/hapi/fhir", "http://node7:8080/hapi/fhir?_getpages=a%7Cb", "?_getpages=a%7Cb"),
        ("http://node7:8080/hapi/fhir", "http://node7:8080/hapi/fhir/?_getpages=a", "/?_getpages=a"),
        ("http://node7:8080/hapi/fhir", "/hapi/fhir/page/2", "/page/2"),
        ("http://node7", "http://node7:80/Observation?page=2", "/Observation?page=2"),
    ],
)
def test_a_link_under_another_base_url_is_translated(known_as: str, link: str, address: str) -> None:
    assert SERVER.translate(link, FhirBaseUrl.parse(known_as)) == f"https://ehr.example/tenant/r4{address}"


@pytest.mark.parametrize(
    "link",
    [
        "http://node8:8080/hapi/fhir?_getpages=a",
        "https://node7:8080/hapi/fhir?_getpages=a",
        "http://node7:8080/hapi/fhirs?_getpages=a",
        "http://node7:8080/hapi/fhir/../other",
        "http://node7:8080@evil.example/hapi/fhir",
        "http://[/",
    ],
)
def test_a_link_under_no_known_base_url_is_not_translated(link: str) -> None:
    assert SERVER.translate(link, FhirBaseUrl.parse("http://node7:8080/hapi/fhir")) is None
