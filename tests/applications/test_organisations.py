"""One organisation, kept once. Needs the database."""

import pytest

from applications.organisations import likely_duplicates, of_one_home, organisation_for
from tests.factories import make_application, make_organisation, make_pre_session, make_series, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return make_application(
        make_pre_session(make_series(), "TLS"),
        organisation_name="Réseau Égalité",
        organisation=None,
        status="draft",
    )


def test_new_name_makes_an_organisation_at_home_in_the_state(application):
    organisation, stands = organisation_for(application)
    assert (organisation.name, organisation.state_id, organisation.owner, stands) == (
        "Réseau Égalité",
        "TLS",
        application.owner,
        False,
    )


@pytest.mark.parametrize("name", ["reseau egalite", "RÉSEAU-ÉGALITÉ", " Réseau  Égalité. "])
def test_same_name_from_the_same_state_is_the_same(application, name):
    known = make_organisation(name, state=application.pre_session.state_under_review)
    assert organisation_for(application)[0] == known


def test_same_name_from_another_state_is_another(application):
    other = make_pre_session(application.pre_session.series, "WSM").state_under_review
    known = make_organisation("Réseau Égalité", state=other)
    assert organisation_for(application)[0] != known


def test_own_organisation_is_found_wherever_it_is_at_home(application):
    other = make_pre_session(application.pre_session.series, "WSM").state_under_review
    known = make_organisation("Réseau Égalité", state=other, owner=application.owner)
    assert organisation_for(application)[0] == known


def test_international_organisation_is_at_home_nowhere(application):
    application.kind = "international"
    assert organisation_for(application)[0].state is None


def test_somebody_elses_application_changes_nothing_of_an_organisation(application):
    state = application.pre_session.state_under_review
    known = make_organisation("Réseau Égalité", state=state, owner=make_user(), about="Ours.")
    organisation_for(application)
    known.refresh_from_db()
    assert known.about == "Ours."


def test_likely_duplicates_are_of_the_same_name(application):
    state = application.pre_session.state_under_review
    first, second = (make_organisation(name, state=state) for name in ("Rede Feto", "REDE-FETO"))
    make_organisation("Other", state=state)
    assert likely_duplicates(first, of_one_home(first)) == [second]
