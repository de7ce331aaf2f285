"""Whatever a link contains, only the server of the call is queried, and nothing raises."""

from hypothesis import given
from hypothesis import strategies as st

from cds_service.fhir_client.base_url import FhirBaseUrl, InvalidUrlError
from tests.fuzz.examples_tried import TRIED

SERVER = FhirBaseUrl.parse("https://ehr.example/tenant/r4")
_PIECES = st.sampled_from(
    [
        *("https:", "http:", "//", "/", "\\", "@", ":", "?", "#", "..", ".", "%2e", "%2f", ";", "[", "]", " ", "\t"),
        *(
            "ehr.example",
            "evil.example",
            "node7",
            ":8080",
            ":443",
            "tenant",
            "r4",
            "fhir",
            "Observation",
            "_getpages=a",
        ),
    ]
)
_LINKS = st.lists(_PIECES, max_size=12).map("".join) | st.text(max_size=40)
_FULL_LINKS = _LINKS | _LINKS.map(lambda rest: f"http://node7:8080/fhir{rest}")


@given(
    _FULL_LINKS, st.sampled_from(["http://node7:8080/fhir", "http://node7", "http://ehr.example/tenant/r4"]) | _LINKS
)
def test_a_link_never_leads_outside_the_server(link: str, known_as: str) -> None:
    TRIED["links by any name of a server"] += 1
    try:
        base = FhirBaseUrl.parse(known_as)
    except InvalidUrlError:
        return
    found = SERVER.translate(link, base)
    assert found is None or SERVER.resolve(found)
    assert found is None or found.startswith(str(SERVER))
