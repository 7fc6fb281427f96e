"""Joint questions for several States: entered, placed, judged, published. Needs the database."""

import json
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from presessions.accounts.models import User
from presessions.mail import registry
from presessions.mail.models import OutgoingMail
from presessions.scheduling import drafts, planning, tasks, transitions
from presessions.scheduling.board import Board
from presessions.scheduling.errors import NotPossible, Outpaced
from presessions.scheduling.joint import remove_joint, save_joint
from presessions.scheduling.models import EntryByMail, JointQuestions, JointSitting
from presessions.scheduling.timetable import Code
from presessions.series.enums import PreSessionStatus
from presessions.series.transitions import Words, mark_not_held, mark_planned, move_review
from tests.factories import make_officer, make_series, make_user
from tests.scheduling.halls import (
    TUESDAY,
    WEDNESDAY,
    make_draft,
    make_hall,
    make_moderator,
    make_panelists,
    meeting_on,
    the_room,
)
from tests.series.conftest import sign_in_staff

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STAFF = "/staff/scheduling/timetable"


def ask(series, *iso3s, minutes=45):
    rows = [meeting_on(series, iso3) for iso3 in iso3s]
    return save_joint(series, pre_sessions=rows, minutes=minutes, by=None)


def put_joint(draft, joint, hour, *, day=TUESDAY, room="Room XXI", version=None):
    hours, minutes = hour.split(":")
    start = int(hours) * 60 + int(minutes)
    place = the_room(draft.series, room)
    return transitions.place(draft, joint, date=day, start=start, room=place, by=None, version=version)


def codes(draft):
    return {one.code for one in Board.of(draft).problems if one.code != Code.MODERATOR}


def hours(draft):
    return [f"{row.starts_at:%a %H:%M}" for row in draft.joint_sittings.all()]


@pytest.fixture
def draft():
    """Three meetings on Tuesday, and questions to the first two."""
    draft = make_draft(make_hall(rooms=("Room XXI", "Room XXII")))
    ask(draft.series, "WSM", "TLS")
    return draft


@pytest.fixture
def joint(draft):
    return draft.series.joint_questions.get()


def test_they_wait_for_a_place_under_the_names_of_their_states(draft):
    assert [one["name"] for one in Board.of(draft).unplaced] == ["Joint questions on Samoa, Timor-Leste"]


def test_questions_come_after_the_panels_they_are_put_to(draft, joint):
    put_joint(draft, joint, "09:00", room="Room XXII")
    assert Code.ORDER in codes(draft)
    put_joint(draft, joint, "12:30")
    assert Code.ORDER not in codes(draft)


def test_the_people_of_all_its_states_must_be_there(draft, joint):
    make_panelists(meeting_on(draft.series, "WSM"))
    make_panelists(meeting_on(draft.series, "TLS"))
    given = drafts.given_for(draft)
    meeting = given.input.meeting("Q01")
    of_both = {*given.input.meeting("M01").panelists, *given.input.meeting("M02").panelists}
    assert set(meeting.panelists) == of_both
    assert len(of_both) == 2
    put_joint(draft, joint, "10:10", room="Room XXII")
    assert Code.PERSON in codes(draft)


def test_a_room_that_is_taken_is_refused_both_ways(draft, joint):
    with pytest.raises(NotPossible, match="taken then by Samoa"):
        put_joint(draft, joint, "09:30")
    put_joint(draft, joint, "12:30")
    with pytest.raises(NotPossible, match="taken then by Joint questions on Samoa, Timor-Leste"):
        transitions.place(
            draft,
            meeting_on(draft.series, "MLT"),
            date=TUESDAY,
            start=765,
            room=the_room(draft.series),
            by=None,
        )


def test_in_their_block_stand_codes_that_are_read_out_and_explained_in_full(draft, joint):
    put_joint(draft, joint, "12:30")
    client = Client()
    sign_in_staff(client, make_officer())
    page = client.get(f"{STAFF}/{draft.pk}/board/").content.decode()
    full = "Joint questions on Samoa, Timor-Leste"
    name = f'<span aria-hidden="true">Joint: WSM, TLS</span><span class="visually-hidden">{full}</span>'
    assert name in page
    assert f'title="{full}"' in page
    assert "TLS: Timor-Leste, WSM: Samoa." in page
    transitions.unplace(draft, joint, by=None)
    assert Board.of(draft).legend == []


def test_every_act_can_be_taken_back(draft, joint):
    put_joint(draft, joint, "12:30")
    put_joint(draft, joint, "09:00", day=WEDNESDAY)
    transitions.lock(draft, joint, locked=True, by=None)
    with pytest.raises(NotPossible, match="is locked"):
        put_joint(draft, joint, "12:30")
    transitions.undo(draft, by=None)
    transitions.undo(draft, by=None)
    assert hours(draft) == ["Tue 10:30"]
    transitions.swap(draft, joint, meeting_on(draft.series, "MLT"), by=None)
    assert hours(draft) == ["Tue 09:20"]
    transitions.undo(draft, by=None)
    transitions.unplace(draft, joint, by=None)
    assert hours(draft) == []
    transitions.undo(draft, by=None)
    assert hours(draft) == ["Tue 10:30"]


def test_of_two_editors_one_is_told(draft, joint):
    draft.refresh_from_db()
    put_joint(draft, joint, "12:30", version=draft.version)
    with pytest.raises(Outpaced):
        put_joint(draft, joint, "09:00", day=WEDNESDAY, version=draft.version)
    assert hours(draft) == ["Tue 10:30"]


def test_the_planner_places_them_and_leaves_a_lock_alone(draft, joint):
    make_moderator()
    put_joint(draft, joint, "09:00", day=WEDNESDAY)
    transitions.lock(draft, joint, locked=True, by=None)
    planning.ask_for_plan(draft, by=None)
    tasks.plan(draft.pk)
    draft.refresh_from_db()
    assert draft.outcome["state"] == "planned"
    assert hours(draft) == ["Wed 07:00"]
    assert Board.of(draft).problems == []


def publish(draft):
    return transitions.publish_timetable(draft, by=None, reason="nobody moderates yet")


def test_the_programme_shows_them_in_every_form(draft, joint):
    row = put_joint(draft, joint, "12:30")
    publish(draft)
    draft.series.status = "announced"
    draft.series.save()
    reader = Client()
    page = reader.get("/programme/54/").content.decode()
    assert "Joint questions" in page
    assert "Samoa, Timor-Leste" in page
    told = json.loads(reader.get("/programme/54/programme.json").content)["joint_questions"]
    assert [[state["iso3"] for state in told[0]["states"]], told[0]["starts_at"]] == [
        ["WSM", "TLS"],
        "2027-03-30T12:30:00+02:00",
    ]
    for address in ("/programme/54/calendar.ics", "/programme/54/2027-03-30.ics"):
        found = [
            str(one["SUMMARY"]) for one in Calendar.from_ical(reader.get(address).content).walk("VEVENT")
        ]
        assert found[-1] == "Joint questions: Samoa, Timor-Leste"
    own = Calendar.from_ical(reader.get(reverse("publications:entry", args=[row.uid])).content)
    assert str(own.walk("VEVENT")[0]["UID"]).startswith(str(row.uid))
    assert (
        "Preguntas conjuntas"
        in reader.get("/programme/54/", headers={"accept-language": "es"}).content.decode()
    )
    for paper in ("booklet.pdf", "2027-03-30.pdf"):
        assert reader.get(f"/programme/54/{paper}").status_code == 200


def test_a_draft_of_them_is_nobody_elses(draft, joint):
    row = put_joint(draft, joint, "12:30")
    draft.series.status = "announced"
    draft.series.save()
    assert "Joint questions" not in Client().get("/programme/54/").content.decode()
    assert Client().get(reverse("publications:entry", args=[row.uid])).status_code == 404


def test_people_of_several_are_told_once_and_keep_one_calendar_entry(draft, joint):
    for iso3 in ("WSM", "TLS"):
        (seat,) = make_panelists(meeting_on(draft.series, iso3))
        seat.panelist = make_user(f"{iso3.lower()}@example.org")
        seat.save()
    first = put_joint(draft, joint, "12:30")
    publish(draft)
    assert OutgoingMail.objects.filter(message="programme_published").count() == 2
    again = transitions.start_draft(draft.series, by=None)
    put_joint(again, joint, "09:00", day=WEDNESDAY)
    done = publish(again)
    assert done.moved == ("Q01",)
    moved = OutgoingMail.objects.filter(message="sitting_changed")
    assert sorted(moved.values_list("to", "iso3")) == [
        ("tls@example.org", "TLS"),
        ("wsm@example.org", "WSM"),
    ]
    now = JointSitting.objects.published().get()
    assert (now.uid, now.sequence) == (first.uid, 1)


def test_a_panelist_sees_them_on_the_own_page(draft, joint):
    (seat,) = make_panelists(meeting_on(draft.series, "WSM"))
    seat.panelist = make_user()
    seat.save()
    put_joint(draft, joint, "12:30")
    publish(draft)
    client = Client()
    client.force_login(seat.panelist, backend="presessions.accounts.backends.RoleBackend")
    page = client.get(reverse("desk:my")).content.decode()
    assert "Joint questions: Samoa, Timor-Leste" in page


def test_a_state_not_held_leaves_them_and_without_any_they_are_gone(draft, joint):
    put_joint(draft, joint, "12:30")
    draft.series.pre_sessions.filter(state_under_review="TLS").update(status=PreSessionStatus.NOT_HELD)
    assert "Joint questions on Samoa" in [one["state"] for one in Board.of(draft).meetings]
    draft.series.pre_sessions.filter(state_under_review="WSM").update(status=PreSessionStatus.NOT_HELD)
    assert [one["state"] for one in Board.of(draft).meetings] == ["Malta"]
    transitions.unplace(draft, meeting_on(draft.series, "MLT"), by=None)
    assert draft.joint_sittings.count() == 0


# --- Other States than before ---------------------------------------------------------------------


def entry():
    """Name, sequence and status of the published entry, as calendar programs read it."""
    uid = JointSitting.objects.filter(timetable__status="published").get().uid
    file = Client().get(reverse("publications:entry", args=[uid])).content
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return str(event["SUMMARY"]).partition(": ")[2], int(event["SEQUENCE"]), str(event["STATUS"])


def not_held(meeting):
    mark_not_held(meeting, reasons=Words("Too few.", "Trop peu.", "Muy pocas."), by=None)


def held_again(meeting):
    mark_planned(meeting, by=None, reason="held after all")


def taken_in(seen):
    """What a calendar program shows of these: each higher than the one it has; equal ones are passed over."""
    return all(after[1] > before[1] for before, after in pairwise(seen))


@pytest.fixture
def announced(draft, joint):
    put_joint(draft, joint, "12:30")
    publish(draft)
    draft.series.status = "announced"
    draft.series.save()
    return draft.series


def test_the_calendar_of_a_state_holds_the_questions_to_its_panel(announced):
    def shown(slug):
        file = Client().get(reverse("publications:state_calendar", args=[slug])).content
        return [str(one["SUMMARY"]).partition(",")[0] for one in Calendar.from_ical(file).walk("VEVENT")]

    assert shown("samoa") == ["Pre-session on Samoa", "Joint questions: Samoa"]
    assert shown("malta") == ["Pre-session on Malta"]


def test_calendars_take_in_that_states_leave_and_come_back(announced):
    seen = [entry()]
    for iso3, verb in (
        ("TLS", not_held),
        ("WSM", not_held),
        ("WSM", held_again),
        ("TLS", held_again),
    ):
        verb(meeting_on(announced, iso3))
        seen.append(entry())
    assert [(name, status) for name, _, status in seen] == [
        ("Samoa, Timor-Leste", "CONFIRMED"),
        ("Samoa", "CONFIRMED"),
        ("", "CANCELLED"),
        ("Samoa", "CONFIRMED"),
        ("Samoa, Timor-Leste", "CONFIRMED"),
    ]
    assert taken_in(seen)


def test_calendars_take_in_that_they_are_put_to_other_states(announced, joint):
    seen = [entry()]
    for iso3s in (("WSM", "MLT"), ("WSM", "TLS", "MLT")):
        rows = [meeting_on(announced, iso3) for iso3 in iso3s]
        save_joint(announced, pre_sessions=rows, minutes=45, by=None, joint=joint)
        seen.append(entry())
    assert [name for name, _, _ in seen] == [
        "Samoa, Timor-Leste",
        "Samoa, Malta",
        "Samoa, Timor-Leste, Malta",
    ]
    assert taken_in(seen)
    save_joint(announced, pre_sessions=rows, minutes=30, by=None, joint=joint)
    assert entry() == seen[-1]


def test_a_state_whose_review_moves_leaves_them_and_calendars_take_it_in(announced, joint):
    there = make_panelists(meeting_on(announced, "TLS"))
    seen = [entry()]
    row = meeting_on(announced, "TLS")
    move_review(row, make_series(55), None, "postponed")
    seen.append(entry())
    move_review(meeting_on(row.series, "TLS"), announced, None, "held after all")
    seen.append(entry())
    assert [name for name, _, _ in seen] == ["Samoa, Timor-Leste", "Samoa", "Samoa, Timor-Leste"]
    assert taken_in(seen)
    assert len(there) == 1


def test_panels_that_join_or_leave_published_ones_are_told_once_each(announced, joint):
    seats = {iso3: make_panelists(meeting_on(announced, iso3), 2) for iso3 in ("WSM", "TLS", "MLT")}
    for iso3, panel in seats.items():
        for seat in panel:
            seat.panelist = User.objects.filter(email=f"{iso3.lower()}@example.org").first() or make_user(
                f"{iso3.lower()}@example.org"
            )
            seat.save()
    EntryByMail.objects.create(seat=seats["TLS"][0])
    EntryByMail.objects.create(seat=seats["MLT"][0])
    rows = [meeting_on(announced, iso3) for iso3 in ("WSM", "MLT")]
    for _ in range(2):
        save_joint(announced, pre_sessions=rows, minutes=45, by=None, joint=joint)
    told = OutgoingMail.objects.filter(message="sitting_changed")
    assert sorted(told.values_list("to", "iso3")) == [("mlt@example.org", "MLT"), ("tls@example.org", "TLS")]
    assert {mail.iso3: method(mail) for mail in told} == {"MLT": "PUBLISH", "TLS": "CANCEL"}


def method(mail):
    """Of the calendar file that a mail brings along."""
    values = registry.values(mail.message, mail.ids, "en")
    return str(Calendar.from_ical(values["calendar"])["METHOD"])


def test_a_mail_about_their_hour_leaves_although_a_state_left_them_meanwhile(announced, joint):
    (seat,) = make_panelists(meeting_on(announced, "WSM"))
    seat.panelist = make_user()
    seat.save()
    again = transitions.start_draft(announced, by=None)
    put_joint(again, joint, "09:00", day=WEDNESDAY)
    publish(again)
    mail = OutgoingMail.objects.get(message="sitting_changed")
    not_held(meeting_on(announced, "TLS"))
    assert registry.values(mail.message, mail.ids, "en") is not None


def test_nobody_is_told_of_states_in_a_draft(draft, joint):
    make_panelists(meeting_on(draft.series, "MLT"))
    put_joint(draft, joint, "12:30")
    rows = [meeting_on(draft.series, iso3) for iso3 in ("WSM", "MLT")]
    save_joint(draft.series, pre_sessions=rows, minutes=45, by=None, joint=joint)
    assert not OutgoingMail.objects.exists()


def test_entering_the_same_twice_is_once_and_one_state_alone_is_refused(draft, joint):
    assert ask(draft.series, "TLS", "WSM") == joint
    for iso3s in ((), ("WSM",), ("WSM", "WSM")):
        with pytest.raises(NotPossible, match="at least two States"):
            ask(draft.series, *iso3s)
    assert JointQuestions.objects.count() == 1


def test_what_people_hold_is_not_given_up(draft, joint):
    put_joint(draft, joint, "12:30")
    publish(draft)
    with pytest.raises(NotPossible, match="published programme"):
        remove_joint(joint, by=None)
    again = transitions.start_draft(draft.series, by=None)
    transitions.unplace(again, joint, by=None)
    publish(again)
    remove_joint(joint, by=None)
    assert JointSitting.objects.published().count() == 0
    assert [one["name"] for one in Board.of(again).unplaced] == []


# --- The pages ------------------------------------------------------------------------------------


@pytest.fixture
def desk(client):
    return sign_in_staff(client, make_officer(name="Officer"))


def test_staff_enter_change_place_and_give_them_up(desk):
    draft = make_draft()
    page = f"{STAFF}/series/54/joint/"
    keys = [meeting_on(draft.series, iso3).pk for iso3 in ("WSM", "TLS", "MLT")]
    said = desk.post(page, {"states": keys[:2], "minutes": "45"}, follow=True).content.decode()
    assert "Joint questions on Samoa, Timor-Leste, 45 minutes" in said
    joint = JointQuestions.objects.get()
    desk.post(f"{page}{joint.pk}/", {"states": keys, "minutes": "30"})
    joint.refresh_from_db()
    assert (joint.states, joint.duration_minutes) == ("Samoa, Timor-Leste, Malta", 30)
    board = f"{STAFF}/{draft.pk}/board/"
    panel = desk.get(f"{board}?move=q{joint.pk}").content.decode()
    assert "Place Joint questions on Samoa, Timor-Leste, Malta" in panel
    draft.refresh_from_db()
    place = f"place|{WEDNESDAY}|540|{the_room(draft.series).pk}"
    form = {"version": draft.version, "pre_session": f"q{joint.pk}", "choice": place}
    answer = desk.post(f"{board}move/", form, follow=True).content.decode()
    assert "is now on Wednesday 31 March at 09:00" in answer
    desk.post(f"{page}{joint.pk}/", {"remove": "1"})
    assert not JointQuestions.objects.exists()
    assert not draft.joint_sittings.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose at least two States."),
        ({"minutes": "47"}, "a multiple of five"),
        ({"minutes": "0"}, "greater than or equal to 5"),
        ({"minutes": "soon"}, "such as 45"),
        ({"states": ["999999"]}, "Choose from the list."),
        ({"states": ["x"]}, "is not a valid value"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(desk, sent, words):
    make_draft()
    answer = desk.post(f"{STAFF}/series/54/joint/", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize("ref", ["q999999", "q", "qq1", "-1", "q99999999999", "x"])
def test_a_ref_of_nothing_is_not_there(desk, ref):
    draft = make_draft()
    assert desk.get(f"{STAFF}/{draft.pk}/board/?move={ref}").status_code == 200
    form = {"version": draft.version, "pre_session": ref, "choice": "stay"}
    assert desk.post(f"{STAFF}/{draft.pk}/board/move/", form).status_code == 404
