"""A State's page is the hub: who was heard, what they share, the UN's documents, the calendar."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from presessions.series.models import Review
from tests.publications.sharing import delegate, meeting, share, statement, unshare

pytestmark = [pytest.mark.django_db]


def page(client=None):
    return (client or Client()).get("/states/samoa/").content.decode()


def test_state_page_shows_names_recommendations_and_statements_as_agreed():
    row = meeting()
    named = share(statement(row, number=1, mark="one"))
    share(statement(row, number=2, mark="two"), ["recommendation"], to=["missions"])
    statement(row, number=3, mark="three")

    public = page()
    assert "Org one" in public
    assert "Ask 1 one" in public
    assert "1 statement<" in public
    assert "2 recommendations" in public
    assert "two" not in public.replace("/two", "")
    assert "three" not in public
    seen = page(delegate("TLS"))
    assert "Ask 1 two" in seen
    assert "4 recommendations" in seen
    assert "Ask 1 two" not in page(delegate("WSM"))

    unshare(named)
    assert "one" not in page().replace("none", "").replace("Zone", "").replace("zone", "").split("<main")[1]


def test_state_page_links_the_un_documents_when_they_may_be_out():
    row = meeting()
    session = row.series.session
    session.starts_on = date(2027, 5, 3)
    session.save()
    Review.objects.get_or_create(session=session, state=row.state_under_review, defaults={"order": 1})

    with time_machine.travel("2027-03-01T12:00:00Z", tick=False):
        assert "undocs.org" not in page()
    with time_machine.travel("2027-04-01T12:00:00Z", tick=False):
        later = page()
    for number in (1, 2, 3):
        assert f"https://undocs.org/A/HRC/WG.6/54/WSM/{number}" in later


def test_state_has_a_calendar_of_its_own():
    meeting()

    assert b"BEGIN:VEVENT" in Client().get("/states/samoa/calendar.ics").content
    assert Client().get("/states/malta/calendar.ics").status_code == 404
