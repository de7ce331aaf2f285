"""Which forms of search and patient parameters a server gets, by what is known about it."""

from cds_service.fhir_client.search_forms import FORMS, PATIENT_PARAMETERS
from cds_service.fhir_client.server_profile import Capability, ServerProfile

OBSERVATION_FORMS = tuple(form for form in FORMS if form.resource_type == "Observation")


def test_an_unknown_server_is_searched_in_every_form_and_patient_parameter() -> None:
    server = ServerProfile()
    assert server.list_forms("Observation") == OBSERVATION_FORMS
    assert server.list_patient_parameters() == PATIENT_PARAMETERS


def test_a_server_that_allows_no_form_is_searched_in_all() -> None:
    server = ServerProfile()
    server.set_capability(
        Capability(software_names=frozenset({"Epic"}), parameters={"Observation": frozenset({"date"})})
    )
    assert server.list_forms("Observation") == OBSERVATION_FORMS


def test_a_server_that_allows_no_patient_parameter_is_searched_by_all() -> None:
    server = ServerProfile()
    server.set_capability(Capability(parameters={"Observation": frozenset({"date"})}))
    assert server.list_patient_parameters() == PATIENT_PARAMETERS


def test_a_refused_form_is_tried_last_for_its_resource_type_only() -> None:
    server, (first, second, *others) = ServerProfile(), OBSERVATION_FORMS
    server.record_accepted_form(second, refused=[first])
    assert server.list_forms("Observation") == (second, *others, first)
    assert server.list_forms("Condition") == tuple(form for form in FORMS if form.resource_type == "Condition")


def test_a_form_that_is_accepted_later_returns_to_its_place() -> None:
    server, (first, second, *_) = ServerProfile(), OBSERVATION_FORMS
    server.record_accepted_form(second, refused=[first])
    server.record_accepted_form(first, refused=[second])
    assert server.list_forms("Observation")[0] == first
    assert server.list_forms("Observation")[-1] == second
