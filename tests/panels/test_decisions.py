"""Decisions looked at, then released, for one State or all. Needs the database."""

import pytest
from django.urls import reverse

from panels import transitions
from panels.enums import PanelStatus
from presessions.accounts.grants import recuse
from presessions.lifecycle.models import AuditEvent, AuditKind
from presessions.mail.models import OutgoingMail
from tests.applications.staff import staff_client
from tests.factories import make_officer
from tests.panels.houses import make_pool

pytestmark = pytest.mark.django_db


def approved(count=8, **series):
    panel, officer = make_pool(count, **series), make_officer()
    transitions.propose(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Balanced.")
    panel.refresh_from_db()
    return panel


def decide(panel):
    return reverse("admin:panels_decide", args=[panel.pre_session_id])


def all_states(panel):
    return reverse("admin:panels_decide_series", args=[panel.pre_session.series.number])


def test_every_mail_is_read_before_it_leaves():
    panel = approved(12)
    page = staff_client().get(decide(panel))
    assert (len(page.context["offers"]), len(page.context["answers"])) == (6, 6)
    assert [letter["is_reserve"] for letter in page.context["answers"]].count(True) == 4
    text = page.content.decode()
    assert text.count("A seat is offered to you.") == 6
    assert text.count("Your application is held in reserve.") == 4
    assert OutgoingMail.objects.count() == 0


def test_offers_and_answers_leave_once():
    panel, client = approved(12), staff_client()
    for _ in range(2):
        client.post(decide(panel), {"do": "offer"})
        client.post(decide(panel), {"do": "answer"})
    panel.refresh_from_db()
    assert panel.status == PanelStatus.OFFERED
    assert OutgoingMail.objects.filter(message="seat_offer").count() == 6
    assert OutgoingMail.objects.exclude(message="seat_offer").count() == 6
    assert AuditEvent.objects.filter(kind=AuditKind.MAILING).count() == 4


def test_offers_of_a_panel_that_changed_meanwhile_do_not_leave():
    panel, client = approved(), staff_client()
    officer = make_officer()
    transitions.reopen(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Looked at again.")
    answer = client.post(decide(panel), {"do": "offer", "version": panel.version}, follow=True)
    assert "Somebody changed this panel meanwhile" in answer.content.decode()
    assert OutgoingMail.objects.count() == 0


def test_who_has_no_address_is_named():
    panel = approved(7)
    row = panel.pre_session.applications.first()
    panel.pre_session.applications.filter(pk=row.pk).update(owner=None)
    assert "no address" in staff_client().get(decide(panel)).content.decode()


def test_nothing_is_sent_for_a_panel_not_approved():
    panel, client = make_pool(7), staff_client()
    transitions.propose(panel, by=make_officer())
    for do in ("offer", "answer"):
        client.post(decide(panel), {"do": do})
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("states", [("WSM",), ("WSM", "MLT", "CPV")])
def test_all_states_ask_the_same_number_of_queries(states, django_assert_num_queries):
    panels = [approved(8, iso3=iso3) for iso3 in states]
    client = staff_client()
    client.get(all_states(panels[0]))
    with django_assert_num_queries(8):
        assert len(client.get(all_states(panels[0])).context["lines"]) == len(states)


def test_all_states_together_only_those_ticked():
    one, other = approved(8), approved(9, iso3="MLT")
    client = staff_client()
    client.post(all_states(one), {"panel": [other.pk], "do": "offer"})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == (PanelStatus.APPROVED, PanelStatus.OFFERED)
    client.post(all_states(one), {"panel": [one.pk, other.pk], "do": "answer"})
    assert OutgoingMail.objects.filter(message="reserve_notice").count() == 5


def test_nothing_ticked_is_said():
    panel = approved()
    answer = staff_client().post(all_states(panel), {"do": "offer"}, follow=True)
    assert "Tick at least one State." in answer.content.decode()


def test_a_state_one_is_recused_from_is_not_among_them():
    one, other = approved(8), approved(9, iso3="MLT")
    officer = make_officer()
    recuse(officer, "MLT", by=None)
    client = staff_client(officer)
    assert [line["panel"].pk for line in client.get(all_states(one)).context["lines"]] == [one.pk]
    client.post(all_states(one), {"panel": [other.pk], "do": "offer"})
    assert OutgoingMail.objects.count() == 0
