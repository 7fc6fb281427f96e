"""All States of a series on one page. Needs the database."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from panels import transitions
from panels.models import SeriesRun
from panels.overview import Overview
from presessions.accounts.grants import recuse
from presessions.permissions import Role
from presessions.series.enums import SeriesStatus
from presessions.series.models import PreSession, Series
from presessions.series.transitions import Words, mark_held, mark_not_held
from tests.applications.staff import staff_client
from tests.factories import make_confirmed_application, make_officer, make_panel, make_pre_session
from tests.panels.houses import make_offered, make_pool

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def page_of(series):
    return reverse("admin:panels_overview", args=[series.number])


def lines(series, **hidden):
    return {line.meeting.state_under_review_id: line for line in Overview.of(series, **hidden).lines}


@pytest.mark.parametrize("states", [("WSM",), ("WSM", "MLT", "CPV")])
def test_overview_asks_the_same_number_of_queries(states, django_assert_num_queries):
    for iso3 in states:
        panel = make_pool(7, iso3=iso3)
        transitions.propose(panel, by=make_officer())
    client, url = staff_client(), page_of(panel.pre_session.series)
    client.get(url)
    with django_assert_num_queries(10):
        assert len(client.get(url).context["overview"].lines) == len(states)


def test_each_state_says_what_is_next():
    officer = make_officer()
    panel = make_offered(8, by=officer)
    series = panel.pre_session.series
    make_pre_session(series, "CPV")
    make_pool(7, iso3="MLT")
    assert {iso3: line.next_step for iso3, line in lines(series).items()} == {
        "WSM": "Wait for answers",
        "CPV": "No applications",
        "MLT": "Ask for a proposal",
    }
    seat = panel.seats.active().first()
    transitions.decline_seat(seat, by=seat.panelist)
    assert lines(series)["WSM"].next_step == "Offer the free seat"


def test_complete_panel_still_owes_the_others_an_answer():
    officer = make_officer()
    panel = make_offered(8, by=officer)
    for seat in panel.seats.active():
        transitions.confirm_seat(seat, by=seat.panelist)
    series = panel.pre_session.series
    assert lines(series)["WSM"].next_step == "Answer the others"
    transitions.answer_others(panel, by=officer)
    assert lines(series)["WSM"].next_step == "Complete"


def test_proposed_panel_waits_for_approval_and_then_for_the_offers():
    panel, officer = make_pool(7), make_officer()
    transitions.propose(panel, by=officer)
    assert lines(panel.pre_session.series)["WSM"].next_step == "Approve"
    transitions.approve(panel, by=officer, reason="Balanced.")
    assert lines(panel.pre_session.series)["WSM"].next_step == "Send the offers"


def closed(series):
    series.status = SeriesStatus.CALL_CLOSED
    series.save()
    return series


def told(series, client=None):
    page = (client or staff_client()).get(page_of(series)).content.decode()
    return " ".join(page.split())


def test_what_waits_for_staff_is_told_by_step_with_the_way_to_each_state():
    officer = make_officer()
    first = make_pool(7)
    transitions.propose(first, by=officer)
    series = closed(first.pre_session.series)
    for iso3 in ("MLT", "CPV"):
        make_pool(7, iso3=iso3)
    make_pre_session(series, "TLS")
    links = {
        row.state_under_review_id: f'<a href="{reverse("admin:panels_workbench", args=[row.pk])}">'
        for row in series.pre_sessions.all()
    }
    page = told(series)
    assert "Waiting for you; the series begins on 30 March</h2>" in page
    assert (
        f"<b>Ask for a proposal:</b> {links['MLT']}Malta</a>, {links['CPV']}Cabo Verde</a></li>"
        f"<li><b>Approve the proposal:</b> {links['WSM']}Samoa</a></li></ul>"
    ) in page


def test_nothing_waits_for_staff_while_the_call_is_open_nor_where_all_is_done():
    panel, officer = make_pool(7), make_officer()
    transitions.propose(panel, by=officer)
    series = panel.pre_session.series
    Series.objects.filter(pk=series.pk).update(
        status=SeriesStatus.CALL_OPEN, closes_at=timezone.now() + timedelta(days=1)
    )
    series.refresh_from_db()
    assert Overview.of(series).to_decide == []
    assert "Waiting for you" not in told(series)
    transitions.approve(panel, by=officer, reason="Balanced.")
    assert Overview.of(closed(series)).to_decide == [("send the offers", [panel.pre_session])]
    transitions.offer_seats(panel, by=officer)
    assert Overview.of(series).to_decide == []


def test_nobody_is_reminded_of_a_state_they_are_recused_from():
    panel, officer = make_pool(7), make_officer()
    series = closed(panel.pre_session.series)
    assert "Waiting for you" in told(series)
    recuse(officer, "WSM", by=None)
    assert "Waiting for you" not in told(series, staff_client(officer))


def test_a_speaker_on_two_panels_is_named():
    first = make_pool(1)
    series = first.pre_session.series
    owner = first.pre_session.applications.get().owner
    second = make_panel(make_pre_session(series, "MLT"))
    make_confirmed_application(second.pre_session, owner=owner, organisation_name="Both Places")
    for panel in (first, second):
        transitions.propose(panel, by=make_officer())
    assert [set(who["states"]) for who in Overview.of(series).twice] == [{"Samoa", "Malta"}]


def test_states_one_is_recused_from_are_not_shown():
    panel, officer = make_pool(7), make_officer()
    recuse(officer, "WSM", by=None)
    page = staff_client(officer).get(page_of(panel.pre_session.series))
    assert page.context["overview"].lines == []


def test_the_list_leads_to_the_newest_series_with_applications():
    panel = make_pool(1)
    answer = staff_client().get(reverse("admin:panels_panel_changelist"))
    assert answer["Location"] == page_of(panel.pre_session.series)


def test_all_states_asked_at_once_by_a_button():
    panel = make_pool(7)
    series = panel.pre_session.series
    client = staff_client()
    assert client.post(reverse("admin:panels_solve", args=[series.number])).status_code == 302
    assert SeriesRun.objects.get().total == 1
    assert "0 of 1 States solved." in client.get(page_of(series)).content.decode()


def test_moderators_find_nothing():
    panel = make_pool(1)
    client = staff_client(make_officer(role=Role.MODERATOR))
    assert client.get(page_of(panel.pre_session.series)).status_code == 404
    assert client.post(reverse("admin:panels_solve", args=[54])).status_code == 404


def test_who_is_recused_is_not_told_why_a_state_has_no_proposal():
    series = make_pool(2, iso3="WSM").pre_session.series
    make_pool(2, iso3="MLT")
    SeriesRun.objects.create(
        series=series,
        total=2,
        failed={"WSM": "The wishes can’t all be met.", "MLT": "Too late."},
        finished_at=timezone.now(),
    )
    officer = make_officer()
    recuse(officer, "WSM", by=None)
    everybody, recused = (staff_client(each).get(page_of(series)).text for each in (make_officer(), officer))
    assert "No proposal for 2 States.</b>" in everybody
    assert "WSM: The wishes" in everybody
    assert "No proposal for 1 State.</b> MLT: Too late." in recused
    assert "WSM" not in recused


def test_states_not_held_count_nowhere_and_those_that_were_held_do():
    panel, other = make_offered(8), make_offered(7, iso3="MLT")
    meetings = [PreSession.objects.get(pk=each.pre_session_id) for each in (panel, other)]
    mark_not_held(meetings[0], reasons=Words("Too few.", "Trop peu.", "Muy pocos."), by=None)
    found = Overview.of(panel.pre_session.series)
    assert found.figures | {"lacking": 0} == {
        "states": 1, "with_panel": 1, "lacking": 0, "confirmed": 0, "offered": 6, "proposed": 0,
    }  # fmt: skip
    assert (found.balance.people, sum(count for _, count in found.kinds)) == (6, 6)
    mark_held(meetings[1], by=None)
    figures = Overview.of(panel.pre_session.series).figures
    assert (figures["states"], figures["with_panel"], figures["offered"]) == (1, 1, 6)


def test_all_states_are_asked_at_once_only_where_one_is_open():
    panel, client, button = make_pool(8), staff_client(), "Propose for all open States"
    address = page_of(panel.pre_session.series)
    assert button in client.get(address).content.decode()
    transitions.propose(panel, by=make_officer())
    transitions.approve(panel, by=make_officer(), reason="Balanced.")
    assert button not in client.get(address).content.decode()
    transitions.reopen(panel, by=make_officer())
    mark_held(PreSession.objects.get(pk=panel.pre_session_id), by=None)
    assert button not in client.get(address).content.decode()
