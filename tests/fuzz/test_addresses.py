"""Whatever a link says: what is asked lies under the server that the call names, and nothing raises."""

from hypothesis import given
from hypothesis import strategies as st

from cds_service.fhir_client.base_url import FhirAddress, NotAnAddress
from tests.fuzz.examples_tried import TRIED

SERVER = FhirAddress.parse("https://ehr.example/tenant/r4")
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
_BEGUN = _LINKS | _LINKS.map(lambda rest: f"http://node7:8080/fhir{rest}")


@given(_BEGUN, st.sampled_from(["http://node7:8080/fhir", "http://node7", "http://ehr.example/tenant/r4"]) | _LINKS)
def test_whatever_a_link_says_what_is_asked_lies_under_the_server(link: str, known_as: str) -> None:
    TRIED["links by any name of a server"] += 1
    try:
        base = FhirAddress.parse(known_as)
    except NotAnAddress:
        return
    found = SERVER.translated(link, base)
    assert found is None or SERVER.under(found)
    assert found is None or found.startswith(str(SERVER))
