"""Decisions looked at, then released, for one State or all. Needs the database."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from applications.models import Application
from panels import transitions
from panels.enums import PanelStatus
from panels.models import Seat
from presessions.accounts.grants import recuse
from presessions.lifecycle.models import AuditEvent, AuditKind
from presessions.mail.models import OutgoingMail
from presessions.series.enums import SeriesStatus
from presessions.series.models import Series
from presessions.series.transitions import Words, mark_not_held
from tests.applications.staff import long_since_proved, staff_client
from tests.factories import make_officer
from tests.panels.houses import make_pool

pytestmark = pytest.mark.django_db


def approved(count=8, **series):
    panel, officer = make_pool(count, **series), make_officer()
    transitions.propose(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Balanced.")
    panel.refresh_from_db()
    return panel


def seen(*panels):
    """What the page of all States sends for each that is ticked."""
    return [f"{panel.pk}:{panel.version}" for panel in panels]


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


@pytest.mark.parametrize("where", [decide, all_states])
def test_nothing_leaves_without_a_recent_second_factor(where):
    panel, client = approved(), long_since_proved(staff_client())
    for act in ("offer", "answer"):
        answer = client.post(where(panel), {"do": act, "panel": seen(panel)})
        assert answer["Location"] == f"/sign-in/staff/again/?next={where(panel)}"
    assert OutgoingMail.objects.count() == 0


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
    with django_assert_num_queries(9):
        assert len(client.get(all_states(panels[0])).context["lines"]) == len(states)


def test_all_states_together_only_those_ticked():
    one, other = approved(8), approved(9, iso3="MLT")
    client = staff_client()
    client.post(all_states(one), {"panel": seen(other), "do": "offer"})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == (PanelStatus.APPROVED, PanelStatus.OFFERED)
    client.post(all_states(one), {"panel": seen(one, other), "do": "answer"})
    assert OutgoingMail.objects.filter(message="reserve_notice").count() == 5


def test_a_panel_that_changed_since_the_page_of_all_states_was_opened_gets_no_offers():
    panel, client, officer = approved(9), staff_client(), make_officer()
    opened = seen(panel)
    transitions.reopen(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Looked at again.")
    for do in ("offer", "answer"):
        answer = client.post(all_states(panel), {"panel": opened, "do": do}, follow=True)
        assert "Somebody changed this panel meanwhile" in answer.content.decode()
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("sent", ["", "x", "{key}", "{key}:", "{key}:x", "{key}:1:1", "٣:١", "999999:1"])
def test_what_is_no_panel_as_it_was_seen_is_refused(sent):
    panel = approved()
    data = {"panel": [sent.format(key=panel.pk)], "do": "offer"}
    answer = staff_client().post(all_states(panel), data, follow=True)
    assert "Tick at least one State." in answer.content.decode()
    assert OutgoingMail.objects.count() == 0


def call_open(panel):
    later = {"status": SeriesStatus.CALL_OPEN, "closes_at": timezone.now() + timedelta(days=2)}
    Series.objects.filter(pk=panel.pre_session.series_id).update(**later)


def test_no_seat_is_offered_and_nobody_is_refused_while_the_call_is_open_for_their_state():
    panel, client = approved(12), staff_client()
    call_open(panel)
    page = client.get(decide(panel)).content.decode()
    assert "The call is open for this State until" in page
    assert '<input type="hidden" name="do"' not in page
    for do, said in (("offer", "Offer the seats after it."), ("answer", "Answer the others after it.")):
        answer = client.post(decide(panel), {"do": do}, follow=True)
        assert said in answer.content.decode()
        answer = client.post(all_states(panel), {"panel": seen(panel), "do": do}, follow=True)
        assert said in answer.content.decode()
    assert OutgoingMail.objects.count() == 0
    assert not panel.seats.exclude(status="proposed").exists()

    Series.objects.filter(pk=panel.pre_session.series_id).update(status=SeriesStatus.CALL_CLOSED)
    client.post(decide(panel), {"do": "offer"})
    client.post(decide(panel), {"do": "answer"})
    assert OutgoingMail.objects.count() == 12


def test_seats_given_before_a_call_is_opened_again_are_kept_and_the_rest_wait():
    panel, client = approved(12), staff_client()
    client.post(decide(panel), {"do": "offer"})
    first = panel.seats.order_by("number").first()
    transitions.decline_seat(first, by=first.panelist)
    call_open(panel)
    answer = client.post(decide(panel), {"do": "offer"}, follow=True)
    assert "Offer the seats after it." in answer.content.decode()
    assert panel.seats.filter(status="offered").count() == 5


def test_nothing_of_a_panel_leaves_where_the_pre_session_is_not_held():
    panel, client = approved(12), staff_client()
    mark_not_held(panel.pre_session, reasons=Words("a", "b", "c"), by=None)
    OutgoingMail.objects.all().delete()
    for do in ("offer", "answer"):
        answer = client.post(decide(panel), {"do": do}, follow=True)
        assert "This Pre-session is not held" in answer.content.decode()
    assert client.get(all_states(panel)).context["lines"] == []
    assert OutgoingMail.objects.count() == 0


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
    client.post(all_states(one), {"panel": seen(other), "do": "offer"})
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("how", ["released", "lapsed"])
def test_who_lost_a_seat_has_no_standard_answer_and_reads_where_it_stands(how, client):
    panel, officer = approved(12), make_officer()
    transitions.offer_seats(panel, by=officer)
    seat = panel.seats.active().first()
    if how == "released":
        transitions.confirm_seat(seat, by=seat.panelist)
        transitions.release_seat(seat, by=officer, reason="Asked by phone to step back")
    else:
        Seat.objects.filter(pk=seat.pk).update(answer_by=timezone.now() - timedelta(minutes=1))
        transitions.lapse(seat)
    row = Application.objects.get(pk=seat.application_id)
    looked_at = [letter["row"].pk for letter in staff_client().get(decide(panel)).context["answers"]]
    assert row.pk not in looked_at
    transitions.answer_others(panel, by=officer)
    letters = OutgoingMail.objects.filter(message__in=["not_selected", "reserve_notice"])
    assert row.pk not in {mail.ids["application"] for mail in letters}
    client.force_login(row.owner, backend="presessions.accounts.backends.RoleBackend")
    for language, stands, told in (
        ("en", "Seat no longer yours", "The seat offered to you is no longer yours."),
        ("fr", "Place qui n’est plus la vôtre", "La place qui vous était proposée n’est plus la vôtre."),
        ("es", "El lugar ya no es suyo", "El lugar que se le ofreció ya no es suyo."),
    ):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = client.get(reverse("applications:status", args=[row.public_id])).text
        assert page.count(told) == 2  # above, and among the steps
        assert "Why there was no seat" not in page
        assert stands in client.get(reverse("desk:my")).text


def test_what_was_sent_already_is_said_not_to_be_sent_again():
    panel, client = approved(7), staff_client()

    def said(do):
        answer = client.post(decide(panel), {"do": do}, follow=True)
        return [str(message) for message in answer.context["messages"]]

    assert said("offer") == ["Samoa: 6 seats offered."]
    assert said("offer") == ["Samoa: every seat was offered already, so nothing was sent."]
    assert said("answer") == ["Samoa: 1 told that they are in reserve, 0 answered."]
    assert said("answer") == ["Samoa: everyone has an answer already, so nothing was sent."]
