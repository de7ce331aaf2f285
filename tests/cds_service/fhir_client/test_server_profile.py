"""What is known of a server: in which forms it is asked, and what it may not talk us out of."""

from cds_service.fhir_client.search_forms import FORMS, NAMINGS
from cds_service.fhir_client.server_profile import Capability, KnownServer

OBSERVATION_FORMS = tuple(each for each in FORMS if each.of == "Observation")


def test_a_server_that_says_nothing_is_asked_in_every_form_and_name() -> None:
    server = KnownServer()
    assert server.forms("Observation") == OBSERVATION_FORMS
    assert server.namings() == NAMINGS


def test_a_server_that_leaves_no_form_is_asked_in_all() -> None:
    server = KnownServer()
    server.said(Capability(named=frozenset({"Epic"}), parameters={"Observation": frozenset({"date"})}))
    assert server.forms("Observation") == OBSERVATION_FORMS


def test_a_server_that_leaves_no_name_is_asked_by_all() -> None:
    server = KnownServer()
    server.said(Capability(parameters={"Observation": frozenset({"date"})}))
    assert server.namings() == NAMINGS


def test_what_one_type_refuses_another_may_take() -> None:
    server, (first, second, *others) = KnownServer(), OBSERVATION_FORMS
    server.took(second, refused=[first])
    assert server.forms("Observation") == (second, *others, first)
    assert server.forms("Condition") == tuple(each for each in FORMS if each.of == "Condition")


def test_a_form_that_is_taken_after_all_comes_back_to_its_place() -> None:
    server, (first, second, *_) = KnownServer(), OBSERVATION_FORMS
    server.took(second, refused=[first])
    server.took(first, refused=[second])
    assert server.forms("Observation")[0] == first
    assert server.forms("Observation")[-1] == second
