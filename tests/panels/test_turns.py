"""The speaking order by hand, the length that follows, policies side by side, closing short. Needs the database."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import transitions as applications
from panels import transitions, turns
from panels.enums import PanelStatus, SeatStatus
from panels.locks import NotPossible, Outpaced
from panels.models import Seat
from panels.turns import Turn
from presessions.series.duration import meeting_minutes
from tests.applications.staff import staff_client
from tests.factories import make_officer
from tests.panels.houses import make_offered, make_pool

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def url(name, panel):
    return reverse(f"admin:panels_{name}", args=[panel.pre_session_id])


def turned(panel, **changes):
    """The form as it stands, with these fields changed."""
    data = {"version": panel.version}
    for place, seat in enumerate(turns.in_order(panel.seats.active()), start=1):
        data |= {f"place_{seat.pk}": place, f"minutes_{seat.pk}": "", f"language_{seat.pk}": "en"}
    return data | changes


def test_order_page_keeps_place_minutes_and_language_and_says_the_length(django_assert_max_num_queries):
    panel, client = make_offered(), staff_client()
    first, second, *_ = turns.in_order(panel.seats.active())
    with django_assert_max_num_queries(15):
        shown = client.get(url("order", panel)).content.decode()
    assert "have 42 minutes together" in shown
    assert "<b>60 minutes</b>" in shown
    changes = {
        f"place_{first.pk}": 2,
        f"place_{second.pk}": 1,
        f"minutes_{first.pk}": 3,
        f"language_{first.pk}": "fr",
    }
    assert client.post(url("order", panel), turned(panel, **changes)).status_code == 302
    assert [seat.pk for seat in turns.in_order(panel.seats.active())][:2] == [second.pk, first.pk]
    first.refresh_from_db()
    assert (first.order, first.speaking_minutes, first.language) == (2, 3, "fr")
    assert "have 38 minutes together" in client.get(url("order", panel)).content.decode()


def test_order_page_says_where_two_have_one_place_and_keeps_what_was_typed():
    panel, client = make_offered(), staff_client()
    first, second, *_ = panel.seats.active()
    answer = client.post(
        url("order", panel), turned(panel, **{f"place_{first.pk}": 2, f"minutes_{second.pk}": 4})
    )
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Two speakers have place 2. Give each their own." in shown
    assert 'value="4"' in shown
    assert not Seat.objects.filter(speaking_minutes=4).exists()


def test_set_floor_twice_is_once_and_an_old_page_is_told_what_happened():
    panel, officer = make_offered(), make_officer()
    seats = turns.in_order(panel.seats.active())
    asked = [Turn(seat.pk, place, 5, "en") for place, seat in enumerate(reversed(seats), start=1)]
    seen = panel.version
    after = transitions.set_floor(panel, asked, by=officer, version=seen)
    assert transitions.set_floor(panel, asked, by=officer, version=seen).version == after.version
    other = [Turn(turn.seat, turn.place, 6, "en") for turn in asked]
    with pytest.raises(Outpaced):
        transitions.set_floor(panel, other, by=officer, version=seen)
    with pytest.raises(NotPossible, match="place of their own"):
        transitions.set_floor(panel, [*other[:-1], Turn(other[-1].seat, 1, 6, "en")], by=officer)
    with pytest.raises(NotPossible, match="The seats changed"):
        transitions.set_floor(panel, other[:-1], by=officer)


@pytest.mark.parametrize(("spoken", "minutes"), [(0, 30), (35, 55), (36, 55), (42, 60), (90, 60)])
def test_meeting_minutes_are_rounded_to_five_between_half_an_hour_and_an_hour(spoken, minutes):
    assert meeting_minutes(spoken) == minutes


def test_policies_page_says_what_each_costs_and_changes_nothing(django_assert_max_num_queries):
    panel, client = make_pool(12), staff_client()
    transitions.propose(panel, by=make_officer())
    panel.refresh_from_db()
    before = (panel.version, panel.proposals.count())
    with django_assert_max_num_queries(15):
        shown = client.get(url("policies", panel)).content.decode()
    for name in ("faq-2024", "gender-last", "parity-first", "coalition-at-least-one", "nhri-competes"):
        assert name in shown
    assert "The same panel." in shown
    panel.refresh_from_db()
    assert (panel.version, panel.proposals.count()) == before


def compared():
    """The page of policies for a pool in which parity, a coalition and the NHRI's seat each cost something."""
    panel, client = make_pool(12, iso3="WSM"), staff_client()
    rows = list(panel.pre_session.applications.order_by("pk"))
    rows[-1].confirmed_kind = "nhri"
    rows[-1].save()
    transitions.propose(panel, by=make_officer())
    return rows, client.get(url("policies", panel)).context


def test_policies_stand_side_by_side_with_every_criterion_and_every_seat():
    _rows, context = compared()
    assert context["columns"][0]["name"] == "faq-2024"
    assert [row.name for row in context["criteria"]] == [
        "Panelists", "Gender perspective", "National or grassroots", "Gap between women and men",
        "National coalitions", "With a UPR report", "Themes",
    ]  # fmt: skip
    assert {len(row.cells) for row in (*context["criteria"], *context["seats"])} == {5}
    for place in range(5):
        assert sum(row.cells[place].said == "Seat" for row in context["seats"]) == 6


def test_what_differs_from_the_policy_in_force_is_said_in_words():
    rows, context = compared()
    names = [column["name"] for column in context["columns"]]
    without = names.index("nhri-competes")
    institution = next(row for row in context["seats"] if row.name == rows[-1].organisation_name)
    voices = next(row for row in context["criteria"] if row.name == "National or grassroots")
    assert (institution.cells[0].said, institution.cells[0].differs) == ("Seat", "")
    assert (institution.cells[without].said, institution.cells[without].differs) == ("–", "goes off")
    assert (voices.cells[0].said, voices.cells[without].said, voices.cells[without].differs) == (
        "5", "6", "+1, better",
    )  # fmt: skip
    comes = [row for row in context["seats"] if row.cells[without].differs == "comes on"]
    goes = [row for row in context["seats"] if row.cells[without].differs == "goes off"]
    assert {row.cells[without].said for row in comes} == {"Seat"}
    assert len(comes) == len(goes) == context["columns"][without]["others"]
    assert context["columns"][without]["cost"].startswith("the NHRI’s seat")
    assert "NHRI" not in context["columns"][names.index("gender-last")]["cost"]
    assert all(row.cells[0].differs == "" for row in (*context["criteria"], *context["seats"]))


def short_of(count):
    """A panel with all but ``count`` of its six seats confirmed and the rest proposed to others."""
    panel, officer = make_offered(10), make_officer()
    seats = list(panel.seats.active())
    for seat in seats[count:]:
        transitions.confirm_seat(seat, by=None)
    for seat in seats[:count]:
        transitions.decline_seat(seat, by=None)
    panel.refresh_from_db()
    return panel, officer


def test_close_short_leaves_the_confirmed_with_a_reason_and_can_be_opened_again():
    panel, officer = short_of(2)
    client = staff_client()
    assert client.post(url("close_short", panel), {"reason": "", "version": panel.version}).status_code == 422
    answer = client.post(
        url("close_short", panel), {"reason": "Nobody can travel.", "version": panel.version}
    )
    assert answer.status_code == 302
    panel.refresh_from_db()
    assert panel.status == PanelStatus.SHORT
    assert {seat.status for seat in panel.seats.active()} == {SeatStatus.CONFIRMED}
    assert panel.seats.active().count() == 4
    assert transitions.close_short(panel, by=officer, reason="again").version == panel.version
    with pytest.raises(NotPossible, match="closed short"):
        transitions.propose(panel, by=officer)
    transitions.reopen(panel, by=officer)
    panel.refresh_from_db()
    assert (panel.status, panel.seats.active().count()) == (PanelStatus.OFFERED, 6)


def test_a_panel_closed_short_takes_nobody_new_when_one_more_gives_the_seat_back():
    panel, officer = short_of(1)
    transitions.close_short(panel, by=officer, reason="Too late for another.")
    transitions.decline_seat(panel.seats.confirmed().first(), by=None)
    panel.refresh_from_db()
    assert (panel.status, panel.seats.active().count()) == (PanelStatus.SHORT, 4)


def test_close_short_waits_for_open_offers_and_needs_somebody():
    officer = make_officer()
    panel = make_offered(10)
    seats = list(panel.seats.active())
    with pytest.raises(NotPossible, match="free again"):
        transitions.close_short(panel, by=officer, reason="x")
    transitions.decline_seat(seats[0], by=None)
    with pytest.raises(NotPossible, match="still waits"):
        transitions.close_short(panel, by=officer, reason="x")
    for seat in seats[1:]:
        transitions.decline_seat(seat, by=None)
    with pytest.raises(NotPossible, match="Nobody is confirmed"):
        transitions.close_short(panel, by=officer, reason="x")


def reversed_floor(panel, officer):
    seats = turns.in_order(panel.seats.active())
    asked = [Turn(seat.pk, place, None, seat.language) for place, seat in enumerate(reversed(seats), start=1)]
    transitions.set_floor(panel, asked, by=officer)


def places(panel):
    return {seat.number: seat.order for seat in panel.seats.active()}


@pytest.mark.parametrize("how", ["declined", "lapsed", "released", "withdrawn"])
def test_who_follows_on_a_seat_takes_its_place_in_the_speaking_order(how):
    officer = make_officer()
    panel = make_offered(8, by=officer)
    reversed_floor(panel, officer)
    before = places(panel)
    seat = panel.seats.active().get(number=3)
    if how == "declined":
        transitions.decline_seat(seat, by=seat.panelist)
    elif how == "lapsed":
        Seat.objects.filter(pk=seat.pk).update(answer_by=timezone.now() - timedelta(minutes=1))
        transitions.lapse(seat)
    elif how == "released":
        transitions.release_seat(seat, by=officer, reason="Asked by phone to step back")
    else:
        applications.withdraw(seat.application, by=seat.panelist)
    assert panel.seats.active().get(number=3).application_id != seat.application_id
    assert places(panel) == before == {1: 6, 2: 5, 3: 4, 4: 3, 5: 2, 6: 1}


def test_a_swap_and_a_new_proposal_keep_the_places_of_the_speaking_order():
    panel, officer = make_pool(8), make_officer()
    transitions.propose(panel, by=officer)
    reversed_floor(panel, officer)
    before = places(panel)
    out, also_out, *_ = [seat.application for seat in panel.seats.active()]
    into = panel.pre_session.applications.exclude(
        pk__in=panel.seats.active().values("application_id")
    ).first()
    transitions.swap(panel, out, into, by=officer, reason="Region")
    assert places(panel) == before
    transitions.wish(panel, also_out, "exclude", by=officer)
    assert places(panel) == before


def test_a_place_given_away_meanwhile_is_not_given_twice():
    officer = make_officer()
    panel = make_offered(6, by=officer)
    seat = panel.seats.active().get(number=3)
    transitions.decline_seat(seat, by=seat.panelist)  # nobody is left to follow
    reversed_floor(panel, officer)
    assert sorted(places(panel).values()) == [1, 2, 3, 4, 5]
    transitions.wish(panel, seat.application, "pin", by=officer, reason="Can come after all")
    assert places(panel) == {1: 5, 2: 4, 4: 3, 5: 2, 6: 1, 3: 6}
