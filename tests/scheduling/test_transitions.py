"""The verbs of timetables; needs the database."""

import pytest
from django.conf import settings
from django.urls import reverse
from icalendar import Calendar

from panels.models import Seat
from presessions.lifecycle.models import StatusChange
from presessions.mail.models import OutgoingMail
from presessions.permissions import Refused, Role
from presessions.scheduling import transitions
from presessions.scheduling.enums import TimetableStatus
from presessions.scheduling.errors import NotPossible, Outpaced
from presessions.scheduling.models import Sitting, Timetable
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PreSession, Room, Series
from presessions.series.transitions import move_review
from tests.factories import (
    make_application,
    make_officer,
    make_panel,
    make_room,
    make_seat,
    make_series,
    make_user,
)
from tests.scheduling.halls import (
    TUESDAY,
    WEDNESDAY,
    given_of,
    hours_of,
    make_draft,
    make_hall,
    make_moderator,
    make_panelists,
    meeting_on,
    put,
    the_room,
)

pytestmark = pytest.mark.django_db
NOT_HELD = PreSessionStatus.NOT_HELD


def publish(draft: Timetable, **fields) -> Timetable:
    transitions.publish_timetable(draft, by=None, **fields)
    draft.refresh_from_db()
    return draft


def mails() -> list[tuple[str, str, str]]:
    return sorted(OutgoingMail.objects.values_list("message", "to", "language"))


# --- a draft -------------------------------------------------------------------------


def test_start_draft_twice_gives_the_same_draft():
    series = make_hall()
    first = transitions.start_draft(series, by=None)
    assert transitions.start_draft(series, by=None) == first


def test_start_draft_begins_with_what_is_published_and_is_held():
    draft = publish(make_draft())
    PreSession.objects.filter(pk=meeting_on(draft.series, "TLS").pk).update(status=NOT_HELD)
    again = transitions.start_draft(draft.series, by=None)
    assert hours_of(again) == {"WSM": "Tue 09:00", "MLT": "Tue 11:20"}
    assert set(again.sittings.values_list("uid", flat=True)) < set(
        draft.sittings.values_list("uid", flat=True)
    )


def test_hour_of_a_review_that_moved_to_another_series_is_shown_no_more(client):
    draft = make_draft(make_hall())
    series = draft.series
    transitions.publish_timetable(draft, by=None)
    Series.objects.filter(pk=series.pk).update(status=SeriesStatus.ANNOUNCED)
    meeting = meeting_on(series, "TLS")
    programme = reverse("publications:series_programme", args=[series.number])
    stays, goes = (hours_of(draft)[iso3].removeprefix("Tue ") for iso3 in ("WSM", "TLS"))
    assert goes in client.get(programme).text
    assert Sitting.objects.published().filter(pre_session=meeting).exists()

    move_review(meeting, make_series(series.number + 1), None, "postponed")

    assert not Sitting.objects.published().filter(pre_session=meeting).exists()
    assert not Sitting.objects.cancelled().exists()
    shown = client.get(programme).text
    assert goes not in shown
    assert stays in shown


def entries_in(file: bytes) -> dict[str, tuple[str, int]]:
    """uid -> status and SEQUENCE of each entry of a calendar file."""
    events = Calendar.from_ical(file).walk("VEVENT")
    return {str(each["UID"]): (str(each["STATUS"]), int(each["SEQUENCE"])) for each in events}


def test_entry_of_a_review_that_moved_is_cancelled_in_every_calendar_and_comes_back_with_it(client):
    draft = make_draft(make_hall())
    series = draft.series
    transitions.publish_timetable(draft, by=None)
    Series.objects.filter(pk=series.pk).update(status=SeriesStatus.ANNOUNCED)
    meeting, other = meeting_on(series, "TLS"), make_series(series.number + 1)
    sitting = Sitting.objects.published().get(pre_session=meeting)
    key = f"{sitting.uid}@{settings.MESSAGE_ID_DOMAIN}"
    addresses = (
        reverse("publications:series_calendar", args=[series.number]),
        reverse("publications:meeting_calendar", args=[series.number, meeting.state_under_review.slug]),
        reverse("publications:state_calendar", args=[meeting.state_under_review.slug]),
        reverse("publications:entry", args=[sitting.uid]),
    )

    def everywhere():
        return [entries_in(client.get(address).content).get(key) for address in addresses]

    first = everywhere()
    assert set(first) == {("CONFIRMED", sitting.sequence)}
    move_review(meeting, other, None, "postponed")
    assert set(everywhere()) == {("CANCELLED", sitting.sequence + 1)}
    held = [each for each in entries_in(client.get(addresses[0]).content).values() if each[0] == "CONFIRMED"]
    assert len(held) == draft.sittings.count() - 1
    move_review(PreSession.objects.get(pk=meeting.pk), series, None, "held after all")
    assert set(everywhere()) == {("CONFIRMED", sitting.sequence + 2)}


def test_calendars_take_in_another_name_of_a_room_or_of_the_house(client):
    draft = make_draft(make_hall())
    transitions.publish_timetable(draft, by=None)
    Series.objects.filter(pk=draft.series_id).update(status=SeriesStatus.ANNOUNCED)
    series = Series.objects.get(pk=draft.series_id)
    address = reverse("publications:series_calendar", args=[series.number])

    def told():
        events = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        return {(str(each["LOCATION"]), int(each["SEQUENCE"])) for each in events}

    room = the_room(series)
    assert told() == {("Room XXI, Palais des Nations", 0)}
    room.name = "Room XX"
    room.save()
    room.save()
    assert told() == {("Room XX, Palais des Nations", 1)}
    series.venue = "Online"
    series.save()
    series.save(update_fields=["venue"])
    assert told() == {("Room XX, Online", 2)}
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("role", [Role.MODERATOR, None])
def test_only_officers_may_change_a_timetable(role):
    somebody = make_officer(role=role) if role else make_user()
    series = make_hall()
    with pytest.raises(Refused):
        transitions.start_draft(series, by=somebody)
    draft = make_draft(series)
    for act in (
        lambda: put(draft, "WSM", "12:00", by=somebody),
        lambda: transitions.undo(draft, by=somebody),
        lambda: transitions.publish_timetable(draft, by=somebody),
        lambda: transitions.discard(draft, by=somebody),
    ):
        with pytest.raises(Refused):
            act()
    assert hours_of(draft)["WSM"] == "Tue 09:00"


def test_discard_puts_the_draft_away_and_leaves_what_is_published():
    published = publish(make_draft())
    draft = transitions.start_draft(published.series, by=None)
    officer = make_officer()
    transitions.discard(draft, by=officer)
    transitions.discard(draft, by=officer)
    states = Timetable.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == [TimetableStatus.PUBLISHED, TimetableStatus.DISCARDED]
    assert transitions.start_draft(published.series, by=officer) != draft


def test_numbers_of_versions_are_never_given_twice():
    published = publish(make_draft())
    transitions.discard(transitions.start_draft(published.series, by=None), by=None)
    transitions.start_draft(published.series, by=None)
    make_draft(make_hall_of_another_series())
    numbers = Timetable.objects.with_number().order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 1]


def make_hall_of_another_series():
    from tests.factories import make_day, make_pre_session, make_series

    series = make_series(55)
    make_day(series, TUESDAY)
    make_room(series)
    for order, iso3 in enumerate(("WSM", "TLS", "MLT"), start=1):
        make_pre_session(series, iso3, order=order)
    return series


# --- by hand ---------------------------------------------------------------------------


def test_place_moves_a_meeting_and_keeps_its_calendar_entry():
    draft = make_draft()
    before = draft.sittings.get(pre_session=meeting_on(draft.series))
    put(draft, "WSM", "09:30", day=WEDNESDAY)
    after = draft.sittings.get(pre_session=meeting_on(draft.series))
    assert (hours_of(draft)["WSM"], after.uid, after.sequence) == ("Wed 09:30", before.uid, before.sequence)


def test_place_refuses_a_room_that_is_taken_and_changes_nothing():
    draft = make_draft()
    with pytest.raises(NotPossible, match="Room XXI is taken then by Timor-Leste"):
        put(draft, "WSM", "09:30")
    assert hours_of(draft) == {"WSM": "Tue 09:00", "TLS": "Tue 10:05", "MLT": "Tue 11:20"}


def test_place_takes_what_breaks_a_rule_but_no_room():
    draft = make_draft()
    put(draft, "WSM", "18:00")
    assert hours_of(draft)["WSM"] == "Tue 18:00"


def test_place_refuses_the_room_of_another_series():
    draft = make_draft()
    other = make_room(make_hall_of_another_series(), "Elsewhere")
    with pytest.raises(NotPossible, match="another series"):
        transitions.place(draft, meeting_on(draft.series), date=TUESDAY, start=540, room=other, by=None)


def test_place_refuses_what_is_not_held_was_held_or_is_locked():
    draft = make_draft()
    transitions.lock(draft, meeting_on(draft.series, "WSM"), locked=True, by=None)
    PreSession.objects.filter(state_under_review="TLS").update(status=NOT_HELD)
    PreSession.objects.filter(state_under_review="MLT").update(status=PreSessionStatus.HELD)
    for iso3, words in (("WSM", "Unlock it first"), ("TLS", "not to be held"), ("MLT", "held already")):
        with pytest.raises(NotPossible, match=words):
            put(draft, iso3, "12:30", day=WEDNESDAY)


def test_place_chooses_another_moderator_only_where_the_present_one_cannot():
    series = make_hall(rooms=("Room XXI", "Room XX"))
    # ids are compared as strings: the tenth person comes before the ninth
    first, second = sorted((make_moderator(), make_moderator()), key=lambda one: str(one.pk))
    draft = transitions.start_draft(series, by=None)
    assert put(draft, "WSM", "09:00").moderator == first
    assert put(draft, "TLS", "09:00", room="Room XX").moderator == second
    assert put(draft, "TLS", "11:20", room="Room XX").moderator == second


def test_what_is_not_held_any_more_leaves_its_room():
    draft = make_draft()
    PreSession.objects.filter(state_under_review="TLS").update(status=NOT_HELD)
    put(draft, "WSM", "10:00")
    assert hours_of(draft) == {"WSM": "Tue 10:00", "MLT": "Tue 11:20"}


def test_swap_exchanges_the_starts_of_two_meetings():
    draft = make_draft()
    uids = dict(draft.sittings.values_list("pre_session__state_under_review", "uid"))
    transitions.swap(draft, meeting_on(draft.series, "WSM"), meeting_on(draft.series, "MLT"), by=None)
    assert hours_of(draft) == {"MLT": "Tue 09:00", "TLS": "Tue 10:05", "WSM": "Tue 11:20"}
    assert dict(draft.sittings.values_list("pre_session__state_under_review", "uid")) == uids


def test_swap_of_different_lengths_refuses_to_run_into_another_meeting():
    series = make_hall()
    PreSession.objects.filter(state_under_review="WSM").update(duration_minutes=60)
    PreSession.objects.exclude(state_under_review="WSM").update(duration_minutes=30)
    draft = make_draft(series, hours=("11:20", "09:00", "09:35"))
    with pytest.raises(NotPossible, match="is taken then"):
        transitions.swap(draft, meeting_on(series, "WSM"), meeting_on(series, "TLS"), by=None)
    assert hours_of(draft)["WSM"] == "Tue 11:20"


@pytest.mark.parametrize("other", ["WSM", "CPV"])
def test_swap_needs_two_meetings_with_a_place(other):
    draft = make_draft(make_hall(states=4))
    with pytest.raises(NotPossible, match="two meetings that have a place"):
        transitions.swap(draft, meeting_on(draft.series), meeting_on(draft.series, other), by=None)


def test_swap_refuses_a_locked_meeting():
    draft = make_draft()
    transitions.lock(draft, meeting_on(draft.series, "TLS"), locked=True, by=None)
    with pytest.raises(NotPossible, match="Timor-Leste is locked"):
        transitions.swap(draft, meeting_on(draft.series), meeting_on(draft.series, "TLS"), by=None)


def test_unplace_takes_a_meeting_off_and_changes_nothing_twice():
    draft = make_draft()
    transitions.unplace(draft, meeting_on(draft.series), by=None)
    draft.refresh_from_db()
    version = draft.version
    transitions.unplace(draft, meeting_on(draft.series), by=None)
    draft.refresh_from_db()
    assert (sorted(hours_of(draft)), draft.version) == (["MLT", "TLS"], version)


def test_moderators_are_chosen_among_the_eligible():
    draft = make_draft()
    chair, stranger = make_moderator(), make_user()
    meeting = meeting_on(draft.series)
    transitions.set_moderator(draft, meeting, chair, by=None)
    with pytest.raises(NotPossible, match="may not moderate"):
        transitions.set_moderator(draft, meeting, stranger, by=None)
    assert draft.sittings.get(pre_session=meeting).moderator == chair
    transitions.set_moderator(draft, meeting, None, by=None)
    assert draft.sittings.get(pre_session=meeting).moderator is None


def test_a_meeting_without_a_place_has_no_moderator():
    draft = make_draft(hours=())
    with pytest.raises(NotPossible, match="Choose a place first"):
        transitions.set_moderator(draft, meeting_on(draft.series), make_moderator(), by=None)


# --- taken back ----------------------------------------------------------------------------


def rows(draft):
    names = ("pre_session", "starts_at", "ends_at", "room", "moderator", "locked", "uid", "sequence")
    return sorted(draft.sittings.values_list(*names))


def test_undo_takes_every_act_back_in_turn():
    draft = make_draft(hours=())
    make_moderator()
    series = draft.series
    steps = [rows(draft)]
    for act in (
        lambda: put(draft, "WSM", "09:00"),
        lambda: put(draft, "TLS", "10:05"),
        lambda: put(draft, "WSM", "11:20"),
        lambda: transitions.swap(draft, meeting_on(series, "WSM"), meeting_on(series, "TLS"), by=None),
        lambda: transitions.set_moderator(draft, meeting_on(series, "WSM"), None, by=None),
        lambda: transitions.lock(draft, meeting_on(series, "WSM"), locked=True, by=None),
        lambda: transitions.unplace(draft, meeting_on(series, "TLS"), by=None),
    ):
        act()
        steps.append(rows(draft))
    for before in reversed(steps[:-1]):
        assert transitions.undo(draft, by=None) is not None
        assert rows(draft) == before
    assert transitions.undo(draft, by=None) is None


def test_undo_tells_what_it_took_back_and_notes_it():
    draft = make_draft()
    change = transitions.undo(draft, by=None)
    assert (str(change), change.undone) == ("Malta to Tuesday 11:20", True)
    assert [str(one) for one in draft.changes.filter(undone=False)] == [
        "Timor-Leste to Tuesday 10:05",
        "Samoa to Tuesday 09:00",
    ]


def test_undo_says_so_where_the_room_is_gone():
    draft = make_draft(make_hall(rooms=("Room XXI", "Room XX")), hours=())
    put(draft, "WSM", "09:00", room="Room XX")
    put(draft, "WSM", "09:00")
    Room.objects.filter(name="Room XX").delete()
    with pytest.raises(NotPossible, match="no longer one of the series"):
        transitions.undo(draft, by=None)
    assert hours_of(draft) == {"WSM": "Tue 09:00"}


def test_undo_leaves_a_gone_moderator_and_a_cancelled_meeting_away():
    draft = make_draft(hours=())
    chair = make_moderator()
    for iso3, hour in (("WSM", "09:00"), ("TLS", "10:05")):
        put(draft, iso3, hour)
    transitions.swap(draft, meeting_on(draft.series), meeting_on(draft.series, "TLS"), by=None)
    chair.delete()
    PreSession.objects.filter(state_under_review="TLS").update(status=NOT_HELD)
    transitions.undo(draft, by=None)
    assert [(row.pre_session.state_under_review_id, row.moderator) for row in draft.sittings.all()] == [
        ("WSM", None)
    ]


# --- two editors -------------------------------------------------------------------------------


def test_an_act_on_an_older_version_is_refused_and_changes_nothing():
    draft = make_draft()
    seen = draft.version
    put(draft, "WSM", "12:00", day=WEDNESDAY)
    meeting, room = meeting_on(draft.series), the_room(draft.series)
    for act in (
        lambda: transitions.place(draft, meeting, date=TUESDAY, start=540, room=room, by=None, version=seen),
        lambda: transitions.swap(draft, meeting, meeting_on(draft.series, "TLS"), by=None, version=seen),
        lambda: transitions.unplace(draft, meeting, by=None, version=seen),
        lambda: transitions.lock(draft, meeting, locked=True, by=None, version=seen),
        lambda: transitions.set_moderator(draft, meeting, None, by=None, version=seen),
        lambda: transitions.undo(draft, by=None, version=seen),
        lambda: transitions.publish_timetable(draft, by=None, version=seen),
        lambda: transitions.discard(draft, by=None, version=seen),
    ):
        with pytest.raises(Outpaced):
            act()
    assert hours_of(draft)["WSM"] == "Wed 12:00"


def test_nothing_changes_a_version_that_is_no_draft():
    published = publish(make_draft())
    meeting = meeting_on(published.series)
    for act in (
        lambda: put(published, "WSM", "12:00"),
        lambda: transitions.unplace(published, meeting, by=None),
        lambda: transitions.undo(published, by=None),
        lambda: transitions.discard(published, by=None),
    ):
        with pytest.raises(NotPossible, match="no draft any more"):
            act()


# --- published ------------------------------------------------------------------------------------


def test_publish_records_who_and_why():
    officer = make_officer()
    draft = make_draft()
    transitions.unplace(draft, meeting_on(draft.series), by=None)
    with pytest.raises(NotPossible, match="One rule is still broken"):
        transitions.publish_timetable(draft, by=officer)
    transitions.publish_timetable(draft, by=officer, reason="Samoa follows next week")
    change = StatusChange.objects.of(draft).get()
    assert (change.to_status, change.by, change.reason) == ("published", officer, "Samoa follows next week")


def test_publish_refuses_an_empty_draft_even_with_a_reason():
    with pytest.raises(NotPossible, match="No meeting has a place yet"):
        transitions.publish_timetable(make_draft(hours=()), by=None, reason="why not")


def test_publish_supersedes_the_version_before_and_a_second_click_changes_nothing():
    first = publish(make_draft())
    second = transitions.start_draft(first.series, by=None)
    publish(second)
    assert transitions.publish_timetable(second, by=None).counts == {
        "new": 0,
        "moved": 0,
        "same": 0,
        "gone": 0,
    }
    first.refresh_from_db()
    assert (first.status, second.status) == (TimetableStatus.SUPERSEDED, TimetableStatus.PUBLISHED)
    assert set(Sitting.objects.published().values_list("timetable", flat=True)) == {second.pk}


def test_publish_keeps_uids_and_raises_the_sequence_of_what_moved_only():
    first = publish(make_draft())
    before = dict(first.sittings.values_list("pre_session__state_under_review", "uid"))
    second = transitions.start_draft(first.series, by=None)
    put(second, "WSM", "09:00", day=WEDNESDAY)
    found = transitions.publish_timetable(second, by=None)
    assert (found.moved, found.same) == (("M01",), ("M02", "M03"))
    rows = second.sittings.values_list("pre_session__state_under_review", "uid", "sequence")
    assert {iso3: (uid, sequence) for iso3, uid, sequence in rows} == {
        iso3: (uid, int(iso3 == "WSM")) for iso3, uid in before.items()
    }


def test_a_meeting_taken_off_and_put_back_keeps_its_calendar_entry():
    first = publish(make_draft())
    uid = first.sittings.get(pre_session=meeting_on(first.series)).uid
    second = transitions.start_draft(first.series, by=None)
    transitions.unplace(second, meeting_on(first.series), by=None)
    put(second, "WSM", "12:20")
    publish(second, reason="it runs over the hours")
    row = second.sittings.get(pre_session=meeting_on(first.series))
    assert (row.uid, row.sequence) == (uid, 1)


def test_another_moderator_is_no_move():
    first = publish(make_draft())
    second = transitions.start_draft(first.series, by=None)
    transitions.set_moderator(second, meeting_on(first.series), make_moderator(), by=None)
    OutgoingMail.objects.all().delete()
    assert transitions.publish_timetable(second, by=None, reason="two have none").moved == ()
    assert mails() == []


def test_confirmed_panelists_of_new_meetings_get_one_mail_each_in_their_language():
    draft = make_draft()
    both = make_user("both@example.org")
    for iso3, owner, language in (
        ("WSM", make_user("a@example.org"), "fr"),
        ("WSM", both, "es"),
        ("TLS", both, "es"),
    ):
        meeting = meeting_on(draft.series, iso3)
        application = make_application(meeting, status="selected", owner=owner, language=language)
        seat = make_seat(make_panel(meeting), number=Seat.objects.count() + 1, application=application)
        assert seat.status == "confirmed"
    make_panelists(meeting_on(draft.series, "MLT"), 1, status="offered")
    publish(draft, reason="lengths changed")
    assert mails() == [
        ("programme_published", "a@example.org", "fr"),
        ("programme_published", "both@example.org", "es"),
    ]


def test_panelists_of_moved_meetings_are_told_once_and_the_others_not():
    first = make_draft(make_hall_with_panelists())
    publish(first, reason="lengths changed")
    OutgoingMail.objects.all().delete()
    second = transitions.start_draft(first.series, by=None)
    put(second, "WSM", "12:00", day=WEDNESDAY)
    publish(second, reason="lengths changed")
    transitions.publish_timetable(second, by=None)
    assert [(message, to) for message, to, _ in mails()] == [("sitting_changed", "wsm@example.org")]


def test_panelists_of_a_meeting_that_loses_its_place_are_told():
    first = make_draft(make_hall_with_panelists())
    publish(first, reason="lengths changed")
    OutgoingMail.objects.all().delete()
    second = transitions.start_draft(first.series, by=None)
    transitions.unplace(second, meeting_on(first.series, "TLS"), by=None)
    publish(second, reason="a new hour follows")
    assert [(message, to) for message, to, _ in mails()] == [("sitting_changed", "tls@example.org")]


def make_hall_with_panelists():
    series = make_hall()
    for iso3 in ("WSM", "TLS", "MLT"):
        meeting = meeting_on(series, iso3)
        owner = make_user(f"{iso3.lower()}@example.org")
        make_seat(make_panel(meeting), application=make_application(meeting, status="selected", owner=owner))
    return series


def test_a_panelist_without_an_account_is_written_to_at_the_speakers_address():
    draft = make_draft()
    meeting = meeting_on(draft.series)
    for number, email in ((1, "speaker@example.org"), (2, "")):
        application = make_application(meeting, status="selected", owner=None, speaker_email=email)
        make_seat(make_panel(meeting), number=number, application=application, panelist=None)
    publish(draft, reason="lengths changed")
    assert [to for _, to, _ in mails()] == ["speaker@example.org"]


def test_published_and_cancelled_tell_what_outsiders_may_read():
    published = publish(make_draft())
    transitions.start_draft(published.series, by=None)
    PreSession.objects.filter(state_under_review="TLS").update(status=NOT_HELD)
    states = "pre_session__state_under_review"
    assert set(Sitting.objects.published().values_list(states, flat=True)) == {"WSM", "MLT"}
    assert set(Sitting.objects.cancelled().values_list(states, flat=True)) == {"TLS"}


def test_places_of_drafts_and_history_are_no_published_sittings():
    first = publish(make_draft())
    second = transitions.start_draft(first.series, by=None)
    assert set(Sitting.objects.published().values_list("timetable", flat=True)) == {first.pk}
    publish(second)
    assert set(Sitting.objects.published().values_list("timetable", flat=True)) == {second.pk}
    assert given_of(second).published == {}
