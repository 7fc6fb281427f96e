"""Joint questions on the day: the moderator's screen, who was there, what counts. Needs the database."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from presessions.accounts.grants import recuse
from presessions.attendance import gatherings, rows, ticking
from presessions.attendance.errors import NotPossible
from presessions.attendance.floor import TickKind
from presessions.attendance.models import (
    FloorTick,
    JointPresence,
    JointRecord,
    MeetingRecord,
    MissionPresence,
    SpeakerRecord,
)
from presessions.attendance.ticking import Ticked, note_tick
from presessions.desk.figure_rows import freeze, key_figures
from presessions.permissions import Refused
from presessions.scheduling.models import JointQuestions, JointSitting, Timetable
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import Series
from tests.applications.staff import staff_client
from tests.factories import (
    make_day,
    make_officer,
    make_panel,
    make_pre_session,
    make_room,
    make_seat,
    make_series,
    make_state,
    make_user,
)

pytestmark = pytest.mark.django_db
PAGES = ("record", "list", "floor", "clock", "state")


@pytest.fixture
def joint():
    """Questions to the panels of Samoa and Timor-Leste, today; two panelists of Samoa, one of Timor-Leste."""
    series = make_series(sur_opening_minutes=2)
    make_day(series, timezone.localdate())
    meetings = [make_pre_session(series, iso3, order=order) for order, iso3 in enumerate(("WSM", "TLS"))]
    for meeting, speakers in zip(meetings, (2, 1), strict=True):
        panel = make_panel(meeting)
        for number in range(1, speakers + 1):
            name = f"{meeting.state_under_review_id} speaker {number}"
            make_seat(panel, number=number, order=3 - number, speaker_name=name)
    joint = JointQuestions.objects.create(series=series)
    joint.pre_sessions.set(meetings)
    return joint


def tick(joint, kind, who=0, *, by=None, key=None, **age):
    ticked = Ticked(key or uuid.uuid4(), TickKind(kind), who, timedelta(**age))
    return note_tick(joint, ticked, by=by or make_officer())


def mission(iso3):
    return make_state(iso3).mission.pk


def url(name, joint):
    return reverse(f"admin:attendance_joint_{name}", args=[joint.pk])


def present(joint):
    return sorted(joint.mission_presences.values_list("mission__state_id", flat=True))


def test_the_running_order_goes_state_by_state(joint):
    page = staff_client().get(url("floor", joint))
    turns = [(turn["word"], turn["seat"].speaker_name) for turn in page.context["turns"]]
    assert turns == [
        ("Samoa: speaker 1", "WSM speaker 2"),
        ("Samoa: speaker 2", "WSM speaker 1"),
        ("Timor-Leste: speaker 1", "TLS speaker 1"),
    ]
    assert "Joint questions: Samoa, Timor-Leste" in page.text
    assert "No recording, no photographs." in page.text


def test_the_second_screen_says_nobodys_name(joint):
    seat = rows.speakers_of(joint)[2]
    tick(joint, "speaker", seat.pk)
    page = staff_client().get(url("clock", joint)).text
    assert "Timor-Leste: speaker 1" in page
    assert "TLS speaker" not in page


def test_without_script_every_button_comes_back_to_its_own_screen(joint):
    client, seat = staff_client(), rows.speakers_of(joint)[0]
    sent = {"key": uuid.uuid4(), "kind": "speaker", "who": seat.pk}
    assert client.post(url("tick", joint), sent)["Location"] == url("floor", joint)
    page = client.get(url("floor", joint))
    assert [turn["has_floor"] for turn in page.context["turns"]] == [True, False, False]
    assert page.text.count(f'action="{url("tick", joint)}"') >= 6
    assert SpeakerRecord.objects.get().seat == seat


def test_a_tick_sent_twice_counts_once_and_is_of_no_other_meeting(joint):
    key = uuid.uuid4()
    assert tick(joint, "ask", mission("MLT"), key=key)
    assert not tick(joint, "ask", mission("MLT"), key=key)
    assert (FloorTick.objects.count(), present(joint)) == (1, ["MLT"])
    assert ticking.floor_of(joint).queue == [mission("MLT")]
    assert ticking.floor_of(joint.held[0]).queue == []
    assert MissionPresence.objects.count() == 0


def test_the_states_under_review_may_listen_and_do_not_ask(joint):
    for iso3 in ("WSM", "TLS"):
        with pytest.raises(NotPossible, match="Samoa, Timor-Leste are States under Review here"):
            tick(joint, "ask", mission(iso3))
    with pytest.raises(NotPossible, match="does not open joint questions"):
        tick(joint, "sur")
    assert FloorTick.objects.count() == 0


def test_a_speaker_of_another_state_is_not_on_the_order(joint):
    stranger = make_seat(make_panel(make_pre_session(joint.series, "MLT")))
    with pytest.raises(NotPossible, match="has no seat"):
        tick(joint, "speaker", stranger.pk)


def test_who_left_again_was_not_there_whatever_arrives_last(joint):
    tick(joint, "not_here", mission("MLT"), seconds=1)
    tick(joint, "came", mission("MLT"), seconds=9)
    assert present(joint) == []


def test_the_screen_opens_on_the_day_of_its_own_hour(joint):
    timetable = Timetable.objects.create(series=joint.series, status="published")
    begins = timezone.now() + timedelta(days=2)
    JointSitting.objects.create(
        timetable=timetable,
        joint=joint,
        room=make_room(joint.series),
        starts_at=begins,
        ends_at=begins + timedelta(minutes=45),
    )
    with pytest.raises(NotPossible, match="the screen opens on that day"):
        tick(joint, "begin")
    answer = staff_client().post(url("record", joint), {"came": [mission("MLT")]})
    assert (answer.status_code, JointPresence.objects.count()) == (422, 0)


def test_two_tablets_send_differences_and_lose_nothing(joint):
    client = staff_client()
    tick(joint, "came", mission("MLT"))
    answer = client.post(url("record", joint), {"came": [mission("FJI"), mission("WSM")], "was_came": []})
    assert answer["Location"] == url("record", joint)
    assert present(joint) == ["FJI", "MLT"]
    client.post(
        url("record", joint), {"came": [mission("MLT")], "was_came": [mission("MLT"), mission("FJI")]}
    )
    assert present(joint) == ["MLT"]
    page = client.get(url("record", joint))
    assert page.context["form"].ticked == frozenset({mission("MLT")})


def test_the_record_of_a_series_that_is_over_says_that_its_figures_were_counted(joint):
    desk = staff_client(make_officer())
    said = "its key figures were counted then"
    assert said not in desk.get(url("record", joint)).content.decode()
    Series.objects.update(status=SeriesStatus.ARCHIVED)
    assert said in desk.get(url("record", joint)).content.decode()


def test_observers_and_a_note_are_kept_as_differences_too(joint):
    client = staff_client()
    assert (
        client.post(url("record", joint), {"observers": "12", "note": "By the window,\r\nfour."}).status_code
        == 302
    )
    # a second page, opened before: it ticks a mission and empties nothing
    client.post(url("record", joint), {"came": [mission("MLT")]})
    record = JointRecord.objects.get()
    assert (record.observers, record.note, record.version) == (12, "By the window,\nfour.", 1)
    assert present(joint) == ["MLT"]
    form = client.get(url("record", joint)).context["form"]
    assert (form["observers"].value(), form["was_observers"].value()) == (12, 12)
    assert MeetingRecord.objects.count() == 0


def test_two_who_count_observers_differently_are_told_and_saving_again_replaces_it(joint):
    client = staff_client()
    client.post(url("record", joint), {"observers": "12"})
    page = client.post(url("record", joint), {"observers": "14", "came": [mission("MLT")]})
    form = page.context["form"]
    assert (page.status_code, list(form.errors), form["observers"].value()) == (422, ["observers"], "14")
    assert "Somebody noted “12” meanwhile." in page.text
    assert (present(joint), JointRecord.objects.get().observers) == ([], 12)
    client.post(url("record", joint), {"observers": "14", "was_observers": "12", "came": [mission("MLT")]})
    assert (present(joint), JointRecord.objects.get().observers) == (["MLT"], 14)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"observers": "many"}, "observers"),
        ({"observers": "-1"}, "observers"),
        ({"note": "x" * 4001}, "note"),
    ],
)
def test_what_was_typed_stays_where_something_is_wrong(joint, form, field):
    page = staff_client().post(url("record", joint), {"note": "Kept.", **form})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert f'href="#id_{field}"' in page.text
    assert JointRecord.objects.count() == 0


def reviewed_as(meeting):
    record = MeetingRecord.objects.get(pre_session=meeting)
    return record.sur_present, record.sur_spoke, record.version


def test_a_state_under_review_that_came_is_noted_in_its_own_record(joint):
    client, (samoa, timor) = staff_client(), joint.held
    page = client.get(url("record", joint)).text
    assert [f'name="reviewed" value="{each.pk}"' in page for each in (samoa, timor)] == [True, True]
    for _twice in range(2):
        assert client.post(url("record", joint), {"reviewed": [samoa.pk]}).status_code == 302
    assert reviewed_as(samoa) == (True, False, 1)
    assert MeetingRecord.objects.count() == 1
    page = client.get(url("record", joint)).text
    assert f'name="reviewed" value="{samoa.pk}"' not in page
    assert "Samoa: present" in page


def test_that_it_spoke_stays_and_that_it_missed_its_own_hour_gives_way(joint):
    samoa, timor = joint.held
    MeetingRecord.objects.create(pre_session=samoa, sur_present=True, sur_spoke=True, observers=3)
    MeetingRecord.objects.create(pre_session=timor, sur_present=False, sur_spoke=False, note="Late.")
    staff_client().post(url("record", joint), {"reviewed": [samoa.pk, timor.pk]})
    assert (reviewed_as(samoa), reviewed_as(timor)) == ((True, True, 1), (True, False, 2))
    assert timor.record.note == "Late."


def test_only_states_of_these_questions_are_noted_there(joint):
    elsewhere = make_pre_session(joint.series, "MLT", order=9)
    staff_client().post(url("record", joint), {"reviewed": [elsewhere.pk]})
    assert MeetingRecord.objects.count() == 0


def test_a_tick_is_kept_where_something_else_is_wrong(joint):
    samoa = joint.held[0]
    page = staff_client().post(url("record", joint), {"reviewed": [samoa.pk], "observers": "-1"})
    assert page.status_code == 422
    assert f'value="{samoa.pk}" id="reviewed_{samoa.pk}" checked' in page.text
    assert MeetingRecord.objects.count() == 0


def test_the_list_on_paper_asks_for_observers_and_the_states_under_review(joint):
    page = staff_client().get(url("list", joint)).text
    assert "Observers: ____" in page
    assert 'Samoa: <span class="box" aria-hidden="true"></span> present' in page


def test_a_state_not_held_leaves_and_without_any_nobody_finds_it(joint):
    joint.pre_sessions.filter(state_under_review="WSM").update(status=PreSessionStatus.NOT_HELD)
    found = JointQuestions.objects.get()
    assert [seat.speaker_name for seat in rows.speakers_of(found)] == ["TLS speaker 1"]
    assert gatherings.reviewed(found) == {"TLS"}
    joint.pre_sessions.update(status=PreSessionStatus.NOT_HELD)
    assert {staff_client().get(url(page, joint)).status_code for page in PAGES} == {404}
    assert ticking.why_closed(JointQuestions.objects.get(), timezone.now()).startswith("None of these")


def test_who_is_recused_from_one_of_its_states_finds_nothing_and_may_not_tick(joint):
    officer = make_officer()
    recuse(officer, "TLS", by=None)
    client = staff_client(officer)
    assert {client.get(url(page, joint)).status_code for page in PAGES} == {404}
    assert client.post(url("tick", joint), {}).status_code == 404
    listed = client.get(reverse("admin:attendance_meetings", args=[joint.series.number]))
    assert listed.context["joint"] == []
    with pytest.raises(Refused):
        tick(joint, "begin", by=officer)


def test_the_list_of_meetings_shows_them_with_what_is_noted(joint):
    tick(joint, "came", mission("MLT"))
    tick(joint, "came", mission("FJI"))
    page = staff_client().get(reverse("admin:attendance_meetings", args=[joint.series.number]))
    assert [(line.joint.states, line.missions) for line in page.context["joint"]] == [
        ("Samoa, Timor-Leste", 2)
    ]
    assert url("floor", joint) in page.text


def test_a_mission_at_several_meetings_of_a_series_counts_once(joint):
    series = joint.series
    series.status = SeriesStatus.ARCHIVED
    series.save()
    first = joint.held[0]
    first.status = PreSessionStatus.HELD
    first.save()
    MissionPresence.objects.create(pre_session=first, mission_id=mission("MLT"))
    for iso3 in ("MLT", "FJI", "NRU"):
        tick(JointQuestions.objects.get(), "came", mission(iso3))
    figures = key_figures(timezone.now()).every
    assert (figures.missions, figures.missions_per_meeting, figures.meetings) == (3, 1, 1)
    freeze(series)
    JointPresence.objects.all().delete()
    assert key_figures(timezone.now()).every.missions == 3


def test_a_tick_is_of_one_meeting(joint):
    both = {"pre_session": joint.held[0], "joint": joint}
    for meeting in (both, {}):
        with pytest.raises(IntegrityError, match="tick_is_of_one_meeting"), transaction.atomic():
            FloorTick.objects.create(key=uuid.uuid4(), kind="begin", at=timezone.now(), **meeting)


@pytest.mark.parametrize("page", PAGES)
def test_questions_to_the_database_do_not_grow_with_missions(joint, page, django_assert_max_num_queries):
    for iso3 in ("MLT", "FJI", "NRU", "CPV"):
        tick(joint, "came", mission(iso3))
    client = staff_client()
    with django_assert_max_num_queries(15):
        assert client.get(url(page, joint)).status_code == 200


def test_outsiders_are_sent_away(client, joint):
    client.force_login(make_user(), backend="presessions.accounts.backends.RoleBackend")
    assert {client.get(url(page, joint)).status_code for page in PAGES} == {302}
