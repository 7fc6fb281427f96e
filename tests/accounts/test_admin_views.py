"""Giving and taking roles in the staff site; needs the database."""

import pytest
import time_machine
from django.test import Client

from presessions.accounts.grants import grant
from presessions.accounts.models import User
from presessions.lifecycle.models import AuditEvent
from presessions.permissions import Role


@pytest.fixture
def administrator(staff_client: Client, enrolled: User) -> Client:
    grant(enrolled, Role.ADMINISTRATOR, by=None)
    return staff_client


@pytest.fixture
def ada(db) -> User:
    return User.objects.create_user("ada@example.org")


def page(person: User) -> str:
    return f"/staff/accounts/user/{person.pk}/roles/"


def held(person: User) -> set[str]:
    return {str(one) for one in person.grants.all()}


def test_an_administrator_gives_and_takes_roles(administrator, ada, enrolled):
    administrator.post(page(ada), {"do": "give", "role": "recused", "iso3": "ken"})
    administrator.post(page(ada), {"do": "give", "role": "officer", "iso3": ""})
    assert held(ada) == {"recused KEN", "officer"}
    assert {one.granted_by for one in ada.grants.all()} == {enrolled}
    administrator.post(page(ada), {"do": "take", "grant": ada.grants.get(role="officer").pk})
    assert held(ada) == {"recused KEN"}
    assert AuditEvent.objects.order_by("number").last().detail == {
        "role": "officer",
        "iso3": "",
        "given": False,
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"role": "delegate", "iso3": ""}, "Say for which State."),
        ({"role": "officer", "iso3": "KEN"}, "leave this empty"),
        ({"role": "delegate", "iso3": "K1"}, "three letters"),
        ({"role": "king", "iso3": ""}, "not one of the available choices"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(administrator, ada, fields, words):
    answer = administrator.post(page(ada), {"do": "give", **fields})
    assert (answer.status_code, words in answer.content.decode(), held(ada)) == (422, True, set())


def test_an_account_is_disabled_and_enabled_again(administrator, ada):
    for do, active in (("disable", False), ("enable", True)):
        administrator.post(page(ada), {"do": do})
        ada.refresh_from_db()
        assert ada.is_active is active


def test_nobody_locks_themselves_out(administrator, enrolled):
    administrator.post(page(enrolled), {"do": "disable"})
    administrator.post(page(enrolled), {"do": "take", "grant": enrolled.grants.get(role="administrator").pk})
    enrolled.refresh_from_db()
    assert (enrolled.is_active, held(enrolled)) == (True, {"administrator", "officer"})


def test_an_officer_finds_no_such_page(staff_client, ada):
    assert staff_client.get(page(ada)).status_code == 404
    assert staff_client.post(page(ada), {"do": "give", "role": "officer"}).status_code == 404
    assert held(ada) == set()


def test_a_grant_of_somebody_else_is_not_found(administrator, ada, enrolled):
    answer = administrator.post(page(ada), {"do": "take", "grant": enrolled.grants.first().pk})
    assert answer.status_code == 404
    assert administrator.post(page(ada), {"do": "take", "grant": "x"}).status_code == 404


def test_the_second_factor_is_asked_again_after_a_quarter_of_an_hour(administrator, ada):
    from datetime import UTC, datetime, timedelta

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert (
            "/sign-in/staff/again/"
            in administrator.post(page(ada), {"do": "give", "role": "officer"})["Location"]
        )
    assert held(ada) == set()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_as_many_queries_for_few_rows_as_for_many(
    administrator, ada, rows, django_assert_num_queries
):
    for iso3 in ("KEN", "FRA", "TUN")[:rows]:
        grant(ada, "recused", by=None, iso3=iso3)
    with django_assert_num_queries(QUERIES_OF_ROLES):
        administrator.get(page(ada))
    with django_assert_num_queries(QUERIES_OF_PEOPLE):
        administrator.get("/staff/accounts/user/")


QUERIES_OF_ROLES = 5
QUERIES_OF_PEOPLE = 7
