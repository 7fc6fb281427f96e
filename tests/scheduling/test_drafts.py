"""From rows to values; needs the database."""

from datetime import UTC, date, datetime, time

import pytest

from presessions.accounts.models import RECUSED, Grant
from presessions.scheduling import drafts, transitions
from presessions.scheduling.attending import interpreted
from presessions.scheduling.timetable import Fixed, Span, Window, problems
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Series
from tests.factories import make_application, make_officer, make_panel, make_seat, make_user
from tests.scheduling.halls import (
    TUESDAY,
    WEDNESDAY,
    given_of,
    make_draft,
    make_hall,
    make_moderator,
    make_panelists,
    meeting_on,
    put,
)

pytestmark = pytest.mark.django_db


def only(draft, iso3="WSM"):
    """The values of the meeting on one State."""
    given = given_of(draft)
    return given.input.meeting(given.id_of(meeting_on(draft.series, iso3).pk))


@pytest.mark.parametrize(
    ("spoken", "needed"),
    [
        ([], ()),
        (["en", "en"], ()),
        (["fr", "en", "en", "en", "en", "en"], ("fr",)),
        (["es", "fr"], ("es", "fr")),
        (["ru", "en", "en"], ()),
        (["ru", "ru", "en", "en"], ()),  # half is not most
        (["ru", "ru", "ru", "en", "en"], ("ru",)),
    ],
)
def test_interpreted_follows_the_majority_rule(spoken, needed):
    assert interpreted(spoken) == needed


def test_days_rooms_and_breaks_are_those_of_the_series():
    given = given_of(make_draft(hours=())).input
    assert [(day.date, day.open, day.close, day.rooms, day.breaks) for day in given.days] == [
        (day, 540, 780, ("Room XXI",), (Span(665, 680),)) for day in (TUESDAY, WEDNESDAY)
    ]
    assert (given.turnaround_min, given.transfer_min) == (5, 10)


def test_meetings_are_numbered_in_review_order_even_where_two_share_a_place():
    series = make_hall(states=4)
    PreSession.objects.update(order=1)
    given = given_of(transitions.start_draft(series, by=None))
    assert sorted(given.pre_sessions) == ["M01", "M02", "M03", "M04"]


def test_a_meeting_that_is_not_held_is_not_to_be_placed():
    draft = make_draft()
    PreSession.objects.filter(pk=meeting_on(draft.series).pk).update(status=PreSessionStatus.NOT_HELD)
    given = given_of(draft)
    assert ([row.state_under_review_id for row in given.not_held], len(given.placed)) == (["WSM"], 2)


@pytest.mark.parametrize(("speakers", "minutes"), [(0, 60), (1, 30), (4, 45), (6, 60)])
def test_duration_follows_the_confirmed_seats(speakers, minutes):
    draft = make_draft(hours=())
    make_panelists(meeting_on(draft.series), speakers)
    assert only(draft).duration == minutes


@pytest.mark.parametrize("speakers", range(7))
def test_duration_of_a_series_of_one_length_tells_nobody_how_many_speak(speakers):
    draft = make_draft(hours=())
    Series.objects.update(same_length=True)
    make_panelists(meeting_on(draft.series), speakers)
    assert only(draft).duration == 60
    Series.objects.update(panel_size=3)
    assert only(draft).duration == 40


def test_a_duration_set_by_hand_stands():
    draft = make_draft(hours=())
    PreSession.objects.update(duration_minutes=20)
    assert only(draft).duration == 20


def test_only_confirmed_panelists_must_be_there():
    draft = make_draft(hours=())
    meeting = meeting_on(draft.series)
    make_panelists(meeting, 1, language="fr")
    make_panelists(meeting, 1, status="offered", language="es")
    assert (len(only(draft).panelists), only(draft).languages) == (1, ("fr",))


def test_the_language_of_the_statement_counts_where_the_seat_says_nothing():
    draft = make_draft(hours=())
    meeting = meeting_on(draft.series)
    application = make_application(meeting, status="selected", statement_language="es")
    make_seat(make_panel(meeting), application=application)
    assert only(draft).languages == ("es",)


def test_days_and_arrival_become_hours_of_the_first_day():
    draft = make_draft(hours=())
    meeting = meeting_on(draft.series)
    application = make_application(
        meeting, status="selected", available_days=["2027-03-31", "2027-03-30"], arrives_at=time(10, 30)
    )
    make_seat(make_panel(meeting), application=application)
    (person,) = given_of(draft).input.people.values()
    assert person.available == (Window(TUESDAY, 630, 1440), Window(WEDNESDAY, 0, 1440))


def test_an_arrival_without_days_counts_on_the_first_day():
    draft = make_draft(hours=())
    meeting = meeting_on(draft.series)
    application = make_application(meeting, status="selected", arrives_at=time(10))
    make_seat(make_panel(meeting), application=application)
    (person,) = given_of(draft).input.people.values()
    assert person.available == (Window(TUESDAY, 600, 1440), Window(WEDNESDAY, 0, 1440))


@pytest.mark.parametrize("days", [[], ["2026-01-01"]])
def test_whoever_told_nothing_about_these_days_is_always_free(days):
    draft = make_draft(hours=())
    meeting = meeting_on(draft.series)
    make_seat(
        make_panel(meeting), application=make_application(meeting, status="selected", available_days=days)
    )
    (person,) = given_of(draft).input.people.values()
    assert person.available is None


def speaker(series, iso3, **fields):
    meeting = meeting_on(series, iso3)
    return make_seat(make_panel(meeting), application=make_application(meeting, status="selected", **fields))


def people(draft):
    return len(given_of(draft).input.people)


def test_one_person_on_two_panels_is_one_by_address_or_by_account_and_name():
    draft = make_draft(hours=())
    for iso3, email in (("WSM", "ada@example.org"), ("TLS", "Ada@example.org ")):
        speaker(draft.series, iso3, speaker_email=email)
    account = make_user()
    for iso3, name in (("WSM", "Grace  Hopper"), ("TLS", "grace hopper")):
        meeting = meeting_on(draft.series, iso3)
        application = make_application(meeting, status="selected", owner=account, speaker_name=name)
        make_seat(make_panel(meeting), number=2, application=application)
    assert people(draft) == 2


def test_two_speakers_of_one_account_are_two_people_and_the_unnamed_are_nobody_else():
    draft = make_draft(hours=())
    account = make_user()
    speaker(draft.series, "WSM", owner=account, speaker_name="Ada")
    speaker(draft.series, "TLS", owner=account, speaker_name="Grace")
    speaker(draft.series, "MLT", owner=account, speaker_name="")
    assert people(draft) == 3


def test_a_replaced_speaker_is_not_known_by_the_address_of_the_first():
    draft = make_draft(hours=())
    first = speaker(draft.series, "WSM", speaker_email="ada@example.org", speaker_name="Ada")
    first.speaker_name = "Grace"
    first.save()
    speaker(draft.series, "TLS", speaker_email="ada@example.org", speaker_name="Ada")
    assert people(draft) == 2


def test_two_answers_of_one_person_both_count():
    draft = make_draft(hours=())
    days = {"WSM": ["2027-03-30"], "TLS": ["2027-03-30", "2027-03-31"]}
    for iso3, told in days.items():
        speaker(draft.series, iso3, speaker_email="ada@example.org", available_days=told)
    (person,) = given_of(draft).input.people.values()
    assert person.available == (Window(TUESDAY, 0, 1440), Window(WEDNESDAY, 0, 1440))


def test_moderators_come_before_officers_and_never_for_a_state_they_are_recused_from():
    draft = make_draft(hours=())
    officer, moderator = make_officer(), make_moderator()
    Grant.objects.create(user=moderator, role=RECUSED, iso3="WSM")
    gone = make_moderator()
    gone.is_active = False
    gone.save()
    assert only(draft, "WSM").moderators == (f"off{officer.pk}",)
    assert only(draft, "TLS").moderators == (f"mod{moderator.pk}", f"off{officer.pk}")


def test_somebody_who_is_both_moderates_as_a_moderator():
    draft = make_draft(hours=())
    both = make_officer()
    Grant.objects.create(user=both, role="moderator")
    assert only(draft).moderators == (f"mod{both.pk}",)


def test_a_locked_meeting_is_fixed_where_it_is():
    draft = make_draft()
    transitions.lock(draft, meeting_on(draft.series), locked=True, by=None)
    assert only(draft).fixed == Fixed(TUESDAY, 540, "Room XXI")


def test_a_meeting_that_was_held_stays_and_asks_nothing():
    draft = make_draft()
    transitions.publish_timetable(draft, by=None, reason="first of three")
    make_panelists(meeting_on(draft.series), 6)
    PreSession.objects.filter(pk=meeting_on(draft.series).pk).update(status=PreSessionStatus.HELD)
    again = transitions.start_draft(draft.series, by=None)
    held = only(again)
    assert (held.duration, held.fixed, held.panelists) == (60, Fixed(TUESDAY, 540, "Room XXI"), ())
    assert problems(given_of(again).placed, given_of(again).input) == []


def test_a_lock_on_a_day_the_series_lost_is_no_longer_asked_for():
    draft = make_draft()
    transitions.lock(draft, meeting_on(draft.series), locked=True, by=None)
    draft.series.days.filter(date=TUESDAY).delete()
    assert only(draft).fixed == Fixed()


def test_published_places_are_given_to_a_draft_and_not_to_the_published_version_itself():
    draft = make_draft()
    transitions.publish_timetable(draft, by=None)
    again = transitions.start_draft(draft.series, by=None)
    assert [one.id for one in given_of(again).input.published] == ["M01", "M02", "M03"]
    assert given_of(draft).input.published == ()


def test_everything_is_read_with_the_same_number_of_queries(django_assert_num_queries):
    draft = make_draft()
    make_panelists(meeting_on(draft.series), 1)
    with django_assert_num_queries(7):
        drafts.given_for(draft)
    make_moderator()
    for iso3 in ("WSM", "TLS", "MLT"):
        make_panelists(meeting_on(draft.series, iso3), 3)
    with django_assert_num_queries(7):
        drafts.given_for(draft)


@pytest.mark.parametrize(
    ("day", "minutes", "utc"),
    [
        (date(2026, 3, 28), 540, datetime(2026, 3, 28, 8, tzinfo=UTC)),
        (date(2026, 3, 30), 540, datetime(2026, 3, 30, 7, tzinfo=UTC)),
        (date(2026, 10, 23), 540, datetime(2026, 10, 23, 7, tzinfo=UTC)),
        (date(2026, 10, 26), 540, datetime(2026, 10, 26, 8, tzinfo=UTC)),
        (date(2026, 7, 1), 1440, datetime(2026, 7, 1, 22, tzinfo=UTC)),
    ],
)
def test_instant_is_right_on_both_sides_of_a_clock_change(day, minutes, utc):
    assert drafts.instant(day, minutes) == utc


def test_a_place_survives_the_way_to_rows_and_back():
    series = make_hall(days=(date(2027, 3, 27), date(2027, 3, 29)))  # clocks go forward on the 28th
    draft = transitions.start_draft(series, by=None)
    for iso3, day in (("WSM", date(2027, 3, 27)), ("TLS", date(2027, 3, 29))):
        put(draft, iso3, "09:00", day=day)
    assert [(one.date, one.start, one.end) for one in given_of(draft).placed] == [
        (date(2027, 3, 27), 540, 600),
        (date(2027, 3, 29), 540, 600),
    ]
