"""Labels, verdicts, acts on many with a look before and an undo after; filters remembered. Needs the database."""

import re

import pytest
from django.urls import reverse

from applications import bulk
from applications.enums import ApplicationStatus
from applications.models import BulkAct, Label, Verdict
from presessions.accounts.grants import recuse
from tests.applications.staff import staff_client
from tests.factories import make_application, make_officer, make_pre_session, make_series

pytestmark = pytest.mark.django_db
LIST = "/staff/applications/application/"


def chosen(client, act, *rows):
    """The look at what would happen."""
    return client.post(LIST, {"action": f"bulk_{act}", "_selected_action": [row.pk for row in rows]})


def go(client, page, **data):
    held = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page.content.decode()).group(1)
        for name in ("act", "keys", "ticket")
    }
    return client.post(f"{LIST}bulk/", {**held, **data})


def test_a_label_is_looked_at_put_on_once_found_and_undone(django_assert_max_num_queries):
    rows = [make_application() for _ in range(3)]
    client = staff_client()
    page = chosen(client, "label", *rows[:2])
    assert page.status_code == 200
    assert Label.objects.count() == 0
    assert go(client, page, label=" ").status_code == 422
    for _ in range(2):
        answer = go(client, page, label="call back")
    assert BulkAct.objects.get().changed == [rows[0].pk, rows[1].pk]
    listed = client.get(f"{LIST}?label={Label.objects.get().pk}").content.decode()
    assert [row.reference_code in listed for row in rows] == [True, True, False]
    again = go(client, chosen(client, "label", *rows), label="call back")
    assert BulkAct.objects.first().changed == [rows[2].pk]
    assert client.post(answer.url).status_code == 302
    assert [row.labelled.count() for row in rows] == [0, 0, 1]
    client.post(answer.url)
    with django_assert_max_num_queries(15):
        assert client.get(again.url).status_code == 200


def test_a_verdict_given_again_since_outlives_the_undo_of_the_act_that_gave_it_first():
    row, other = make_application(), make_application()
    client = staff_client()
    marked = go(client, chosen(client, "incomplete", row, other), reason="No report.")
    bulk.judge(row, "complete", holds=False, reason="The report is of another State.", by=make_officer())
    client.post(marked.url)
    assert [verdict.reason for verdict in Verdict.objects.all()] == ["The report is of another State."]


def test_incomplete_and_considering_are_undone_where_nothing_happened_since():
    one, two = make_application(), make_application()
    client = staff_client()
    assert go(client, chosen(client, "incomplete", one)).status_code == 422
    marked = go(client, chosen(client, "incomplete", one), reason="No report.")
    assert Verdict.objects.get().reason == "No report."
    client.post(marked.url)
    assert Verdict.objects.count() == 0
    two.status = ApplicationStatus.WITHDRAWN
    two.save()
    page = chosen(client, "consider", one, two)
    assert "nothing: is withdrawn" in page.content.decode()
    done = go(client, page)
    one.refresh_from_db()
    assert one.status == ApplicationStatus.SHORTLISTED
    client.post(done.url)
    one.refresh_from_db()
    assert one.status == ApplicationStatus.SUBMITTED


def test_the_recused_act_on_nothing_of_that_state():
    series = make_series()
    row = make_application(make_pre_session(series, "WSM"))
    officer = make_officer()
    page = chosen(staff_client(officer), "label", row)
    recuse(officer, "WSM", by=None)
    assert go(staff_client(officer), page, label="x").status_code == 302
    assert row.labelled.count() == 0


def test_a_verdict_stands_above_what_is_computed():
    row = make_application(submission_reference="", submitted="own")
    client = staff_client()
    address = reverse("admin:applications_application_verdict", args=[row.pk])
    page = reverse("admin:applications_application_change", args=[row.pk])
    assert "claimed, and neither file nor reference" in client.get(page).content.decode()
    assert client.post(address, {"check": "file", "holds": "yes"}).status_code == 422
    client.post(address, {"check": "file", "holds": "yes", "why": "JS7 names it."})
    assert "JS7 names it." in client.get(page).content.decode()
    client.post(address, {"check": "file", "do": "forget"})
    assert Verdict.objects.count() == 0


def test_the_list_remembers_its_filters_until_told_otherwise():
    client = staff_client()
    client.get(f"{LIST}?confirmed=no")
    assert client.get(LIST).url == f"{LIST}?confirmed=no"
    assert client.get(f"{LIST}?all=1").url == LIST
    assert client.get(LIST).status_code == 200
