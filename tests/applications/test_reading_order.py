"""Next and previous go through the list staff came from. Needs the database."""

import re

import pytest
from django.urls import reverse

from applications import reading_order
from applications.admin import ApplicationAdmin
from applications.enums import ApplicationStatus
from applications.reading_order import KEPT, LISTS
from tests.applications.staff import staff_client
from tests.factories import make_application, make_pre_session, make_series

pytestmark = pytest.mark.django_db
LIST = reverse("admin:applications_application_changelist")


@pytest.fixture
def rows():
    """Two States; of each an application of every letter, every other one of a coalition."""
    series = make_series()
    made = []
    for iso3 in ("TLS", "WSM"):
        meeting = make_pre_session(series, iso3)
        made += [
            make_application(meeting, organisation_name=f"Org {letter} {iso3}", is_coalition=letter in "ac")
            for letter in "abc"
        ]
    return made


def links(page):
    return re.findall(r'href="(/staff/applications/application/\d+/change/[^"]*)"', page.text)


def test_next_and_previous_follow_the_filter_and_its_order_over_states(rows):
    client = staff_client()
    shown = links(client.get(LIST, {"is_coalition__exact": "1", "o": "2"}))
    assert len(shown) == 4
    page = client.get(shown[0])
    walked = [page.context["application"].organisation_name]
    while page.context["after"]:
        page = client.get(page.context["after"])
        walked.append(page.context["application"].organisation_name)
    assert walked == ["Org a TLS", "Org a WSM", "Org c TLS", "Org c WSM"]
    assert "4 of 4 in" in page.text
    assert "is_coalition__exact=1&amp;o=2" in page.text  # the way back
    back = client.get(page.context["before"])
    assert back.context["application"].organisation_name == "Org c TLS"


def test_an_act_that_takes_it_out_of_the_filter_leaves_the_order(rows):
    client = staff_client()
    shown = links(client.get(LIST, {"status__exact": "submitted", "o": "2"}))
    page = client.get(shown[1])
    after = page.context["after"]
    address = re.search(r'action="([^"]+/move/[^"]*)"', page.text)[1]
    page = client.post(address, {"to": ApplicationStatus.SHORTLISTED}, follow=True)
    assert page.context["application"].status == ApplicationStatus.SHORTLISTED
    assert page.context["after"] == after
    assert page.context["place"].number == 2


@pytest.mark.parametrize("form", ["confirm", "note", "move", "correction", "reopen", "verdict"])
def test_every_form_of_the_page_keeps_the_list(rows, form):
    client = staff_client()
    page = client.get(links(client.get(LIST))[0])
    action = reverse(f"admin:applications_application_{form}", args=[page.context["application"].pk])
    asked = (
        page
        if form != "correction"
        else client.get(page.request["PATH_INFO"], {"list": page.context["place"].key, "ask": 1})
    )
    assert f'action="{action}?list={page.context["place"].key}"' in asked.text


def test_two_lists_do_not_mix_and_few_are_kept(rows):
    client = staff_client()
    first = links(client.get(LIST, {"is_coalition__exact": "1"}))
    second = links(client.get(LIST, {"q": '"Org b"'}))
    assert client.get(first[0]).context["place"].count == 4
    assert client.get(second[0]).context["place"].count == 2
    for number in range(LISTS):
        client.get(LIST, {"q": f"Org {number}"})
    assert len(client.session[KEPT]) == LISTS
    assert client.get(first[0]).context["place"] is None  # then the State's order again
    assert client.get(first[0]).status_code == 200


@pytest.mark.parametrize("key", ["", "nonsense", "x" * 5000])
def test_an_unknown_list_is_the_order_of_the_state(rows, key):
    page = staff_client().get(
        reverse("admin:applications_application_change", args=[rows[1].pk]), {"list": key}
    )
    assert page.context["place"] is None
    assert page.context["after"].startswith(
        reverse("admin:applications_application_change", args=[rows[2].pk])
    )


def test_pages_of_a_long_list_are_one_order(rows):
    client = staff_client()
    one = links(client.get(LIST, {"o": "2", "p": "1"}))[0].split("list=")[1]
    assert links(client.get(LIST, {"o": "2"}))[0].split("list=")[1] == one


@pytest.mark.parametrize(("pages", "asked"), [(2, {}), (2, {"o": "-2"}), (1, {"all": ""}), (2, {"q": "Org"})])
def test_pages_of_the_list_hold_its_rows_in_its_order(rows, monkeypatch, pages, asked):
    monkeypatch.setattr(ApplicationAdmin, "list_per_page", 4)
    client = staff_client()
    names = [row.organisation_name for row in rows]
    wanted = sorted(names, reverse=True) if asked.get("o") else names
    shown = []
    for number in range(1, pages + 1):
        page = client.get(LIST, {**asked, "p": number}, follow=True)
        shown += [row.organisation_name for row in page.context["cl"].result_list]
    assert shown == (wanted if "all" not in asked else wanted[:4])


def test_a_page_far_down_a_long_list_is_shown_too(rows, monkeypatch):
    monkeypatch.setattr(ApplicationAdmin, "list_per_page", 2)
    monkeypatch.setattr(reading_order, "LENGTH", 3)
    page = staff_client().get(LIST, {"p": 3})
    assert [row.organisation_name for row in page.context["cl"].result_list] == ["Org b WSM", "Org c WSM"]
