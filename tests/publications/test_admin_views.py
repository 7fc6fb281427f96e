"""Staff read, ask back, check and publish. Needs the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from presessions.accounts.models import RECUSED, Grant
from presessions.permissions import Role
from publications import transitions
from publications.models import Statement
from tests.applications.staff import staff_client
from tests.factories import make_officer, make_seat, make_statement
from tests.publications.speakers import make_spoken
from tests.publications.test_transitions import give, publish, rows, wish_all

pytestmark = pytest.mark.django_db

LIST = "admin:publications_statement_changelist"


def page(statement: Statement, name: str = "change") -> str:
    return reverse(f"admin:publications_statement_{name}", args=[statement.pk])


def test_list_asks_the_same_for_one_and_three_rows():
    client = staff_client()
    first = make_spoken()
    client.get(reverse(LIST))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse(LIST))
    for number in (2, 3):
        make_statement(make_seat(first.seat.panel, number=number))
    with CaptureQueriesContext(connection) as three:
        assert client.get(reverse(LIST)).context["cl"].result_count == 3

    assert len(one) == len(three) <= 15


def test_reading_page_asks_a_bounded_number_of_questions(django_assert_max_num_queries):
    statement = make_spoken(recommendations=3)
    give(statement, wish_all(statement))
    publish(statement)
    client = staff_client()
    client.get(page(statement))

    with django_assert_max_num_queries(15):
        assert client.get(page(statement)).status_code == 200


@pytest.mark.parametrize("due", ["late", "soon", "odd"])
def test_due_filter_works(due):
    make_spoken()

    assert staff_client().get(reverse(LIST), {"due": due}).status_code == 200


def test_recused_staff_find_nothing():
    statement, officer = make_spoken(), make_officer()
    Grant.objects.create(user=officer, role=RECUSED, iso3="TLS")
    client = staff_client(officer)

    assert client.get(page(statement)).status_code == 404
    assert client.get(page(statement, "publish")).status_code == 404
    assert client.post(page(statement, "check"), {"version": 1}).status_code == 404
    assert client.get(reverse(LIST)).context["cl"].result_count == 0


def test_moderator_reads_no_statement():
    statement = make_spoken()
    client = staff_client(make_officer(role=Role.MODERATOR))

    assert client.get(page(statement)).status_code == 404


def test_question_goes_back_and_an_empty_one_does_not():
    statement = make_spoken()
    transitions.receive(statement, by=statement.seat.panelist)
    client = staff_client()
    assert client.post(page(statement, "ask"), {"question": " "}).status_code == 422
    client.post(page(statement, "ask"), {"question": "Which year do you mean?"})
    statement.refresh_from_db()

    assert (statement.status, statement.staff_question) == ("returned", "Which year do you mean?")


def test_check_of_a_version_nobody_read_changes_nothing():
    statement = make_spoken()
    transitions.receive(statement, by=statement.seat.panelist)
    staff_client().post(page(statement, "check"), {"version": "1"})
    statement.refresh_from_db()

    assert statement.status == "received"


def test_publishing_shows_first_and_writes_on_post():
    statement = make_spoken()
    give(statement, wish_all(statement))
    transitions.receive(statement, by=statement.seat.panelist)
    transitions.check(statement, by=make_officer())
    client = staff_client()
    shown = client.get(page(statement, "publish")).context["previews"]
    assert (len(shown[1].keys), rows()) == (5, 0)
    client.post(page(statement, "publish"))
    client.post(page(statement, "publish"))

    assert rows() == 5


def test_publishing_what_nobody_checked_is_refused_in_words():
    statement = make_spoken()
    answer = staff_client().post(page(statement, "publish"), follow=True)

    assert rows() == 0
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
