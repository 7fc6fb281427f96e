"""The board and its pages, through the door staff use; needs the database."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from presessions.accounts.models import RECUSED, Grant
from presessions.mail import outbox
from presessions.mail.models import OutgoingMail
from presessions.permissions import Role
from presessions.scheduling import planning, tasks, transitions
from presessions.scheduling.board import Board
from presessions.scheduling.choices import choices
from presessions.scheduling.models import EntryByMail, Timetable
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession
from tests.factories import make_application, make_officer, make_panel, make_seat
from tests.scheduling.halls import (
    STATES,
    TUESDAY,
    WEDNESDAY,
    hours_of,
    make_draft,
    make_hall,
    make_moderator,
    make_panelists,
    meeting_on,
    put,
    the_room,
)
from tests.series.conftest import sign_in_staff

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STAFF = "/staff/scheduling/timetable"


@pytest.fixture
def desk(client):
    return sign_in_staff(client, make_officer(name="Officer"))


def at(draft, page="board"):
    return f"{STAFF}/{draft.pk}/{page}/"


def act(desk, draft, verb, iso3="WSM", **values):
    draft.refresh_from_db()
    meeting = meeting_on(draft.series, iso3).pk
    return desk.post(
        f"{at(draft)}{verb}/", {"version": draft.version, "pre_session": meeting, **values}, follow=True
    )


def text(answer):
    return " ".join(answer.content.decode().split())


# --- ways in -----------------------------------------------------------------------------


def test_a_series_without_a_timetable_offers_to_begin_one(desk):
    series = make_hall()
    assert "Begin a draft" in text(desk.get(f"{STAFF}/series/54/"))
    answer = desk.post(f"{STAFF}/series/54/")
    draft = Timetable.objects.get(series=series)
    assert answer.headers["Location"] == at(draft)
    assert desk.get(f"{STAFF}/series/54/").headers["Location"] == at(draft)


def test_the_series_page_leads_to_the_timetable(desk):
    series = make_hall()
    assert f"{STAFF}/series/54/" in text(desk.get(f"/staff/series/series/{series.pk}/change/"))


def test_the_list_shows_versions_and_ways_to_the_board(desk, django_assert_max_num_queries):
    first = make_draft()
    transitions.publish_timetable(first, by=None, reason="no moderators")
    transitions.start_draft(first.series, by=None)
    with django_assert_max_num_queries(15):
        page = text(desk.get(f"{STAFF}/"))
    assert (page.count("Version 1</a>"), page.count("Version 2</a>"), page.count("open the board")) == (
        1,
        1,
        1,
    )
    assert desk.get(f"{STAFF}/{first.pk}/change/").headers["Location"] == at(first)
    assert desk.get(f"{STAFF}/nonsense/change/").status_code == 404


@pytest.mark.parametrize("page", ["board", "compare", "publish", "discard"])
def test_pages_of_a_version_that_is_not_there_are_not_found(desk, page):
    assert desk.get(f"{STAFF}/99999/{page}/").status_code == 404


@pytest.mark.parametrize("page", ["board", "compare", "publish", "discard"])
def test_outsiders_are_sent_to_sign_in(client, page):
    answer = client.get(at(make_draft(), page))
    assert (answer.status_code, "/sign-in/staff" in answer.headers["Location"]) == (302, True)


def test_a_moderator_may_look_and_change_nothing():
    draft = make_draft()
    meeting = meeting_on(draft.series)
    organisation = {"organisation_name": "Reef Watch", "available_days": ["2027-03-31"]}
    make_seat(make_panel(meeting), application=make_application(meeting, status="selected", **organisation))
    desk = sign_in_staff(Client(), make_moderator())
    page = text(desk.get(at(draft)))
    assert "A panelist is there only on Wednesday" in page
    assert ("Reef Watch" in page, "Improve around locks" in page) == (False, False)
    for name in ("compare", "publish", "discard"):
        assert desk.get(at(draft, name)).status_code == 404
    assert act(desk, draft, "undo").status_code == 404
    assert desk.post(f"{STAFF}/series/54/").status_code == 404


# --- the board --------------------------------------------------------------------------------


def test_the_board_asks_the_same_number_of_queries(desk, django_assert_max_num_queries):
    draft = transitions.start_draft(make_hall(states=4), by=None)
    counts = []
    for iso3, hour in (("WSM", "09:00"), ("TLS", "10:05"), ("MLT", "11:20")):
        put(draft, iso3, hour)
        make_panelists(meeting_on(draft.series, iso3), 3)
        if iso3 != "TLS":
            for query in ("", "?as=list", f"?move={meeting_on(draft.series).pk}"):
                with django_assert_max_num_queries(15) as asked:
                    assert desk.get(at(draft) + query).status_code == 200
                counts.append(len(asked))
    assert counts[:3] == counts[3:]


@pytest.mark.parametrize("page", ["compare", "publish"])
def test_comparing_asks_the_same_number_of_queries(desk, django_assert_max_num_queries, page):
    draft = transitions.start_draft(make_hall(states=4), by=None)
    counts = []
    for iso3, hour in (("WSM", "09:00"), ("TLS", "10:05"), ("MLT", "11:20")):
        put(draft, iso3, hour)
        make_panelists(meeting_on(draft.series, iso3), 2)
        with django_assert_max_num_queries(15) as asked:
            assert desk.get(at(draft, page)).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_an_empty_board_says_so(desk):
    page = text(desk.get(at(make_draft(hours=()))))
    assert "No meeting has a place yet." in page
    assert page.count("has no place yet. <a") == 3


def test_many_meetings_without_a_place_are_named_in_one_sentence(desk):
    draft = make_draft(make_hall(states=4), hours=())
    names = [escape(one["name"]) for one in Board.of(draft).unplaced]
    refs = [meeting_on(draft.series, iso3).pk for iso3 in STATES]
    links = ", ".join(
        f'<a href="?move={ref}#places">{name}</a>' for ref, name in zip(refs, names, strict=True)
    )
    page = text(desk.get(at(draft)))
    assert f"4 meetings have no place yet. Choose one to place it: {links}." in page
    assert "has no place yet" not in page
    moderator = sign_in_staff(Client(), make_moderator())
    assert f"4 meetings have no place yet: {', '.join(names)}." in text(moderator.get(at(draft)))


@pytest.mark.parametrize("minutes", [55, 65, 95, 100, 105, 125, 130])
@pytest.mark.parametrize("hours", [(), ("09:00",), ("09:25", "11:20"), ("10:35", "12:30")])
def test_no_gap_is_said_exactly_where_none_is_offered(minutes, hours):
    draft = make_draft(make_hall(days=(TUESDAY,)), hours=hours)
    PreSession.objects.filter(state_under_review="MLT").update(duration_minutes=minutes)
    shown = Board.of(draft, chosen=meeting_on(draft.series, "MLT").pk)
    offered, _full = choices(shown.chosen, shown.given)
    why = {one["name"]: one["why"] for one in shown.unplaced}["Malta"]
    assert why == ("" if offered else f"no gap of {minutes} minutes is left")


def test_a_meeting_that_fits_in_no_gap_says_so(desk):
    draft = make_draft(make_hall(states=2, days=(TUESDAY,)), hours=())
    PreSession.objects.filter(state_under_review="TLS").update(duration_minutes=130)
    page = text(desk.get(at(draft)))
    assert "<b>Timor-Leste</b> has no place yet: no gap of 130 minutes is left." in page
    assert "<b>Samoa</b> has no place yet. <a" in page


def test_many_meetings_that_fit_in_no_gap_are_named_together(desk):
    draft = make_draft(make_hall(states=4, days=(TUESDAY,)), hours=())
    PreSession.objects.filter(state_under_review__in=["TLS", "CPV"]).update(duration_minutes=130)
    shown = Board.of(draft)
    assert f"No gap that is left is long enough for {', '.join(shown.without_gap)}." in text(
        desk.get(at(draft))
    )
    assert len(shown.without_gap) == 2
    PreSession.objects.update(duration_minutes=130)
    assert "No gap that is left is long enough for any of them." in text(desk.get(at(draft)))


def test_a_series_without_room_or_days_still_has_a_board(desk):
    draft = make_draft(hours=())
    draft.series.days.all().delete()
    draft.series.rooms.all().delete()
    assert "no room yet" in text(desk.get(at(draft)))
    answer = act(desk, draft, "plan")
    assert "no days yet. Add its days and hours first." in text(answer)


def test_what_is_broken_is_numbered_and_the_number_stands_in_the_block(desk):
    draft = make_draft()
    put(draft, "WSM", "12:30", day=WEDNESDAY)
    page = text(desk.get(at(draft)))
    assert "1 thing this draft breaks" in page
    assert "<b>Samoa, Wednesday 12:30.</b> It lies outside the hours of that day, 09:00–13:00." in page
    assert "See 1</em>" in page


def test_two_in_one_room_too_close_carry_the_same_number():
    draft = make_draft()
    put(draft, "TLS", "10:02")
    board = Board.of(draft)
    assert (board.numbers["M01"], board.numbers["M02"]) == ([1], [1, 2])
    assert [one.text for one in board.broken] == [
        "Only 2 minutes between this and Timor-Leste in Room XXI; 5 are needed.",
        "It does not begin on a step of 5 minutes.",
    ]


def test_blocks_are_as_long_as_their_minutes_and_gaps_are_told():
    draft = make_draft()
    (room,) = Board.of(draft).rooms
    tuesday, wednesday = room["days"]
    assert [(block.kind, block.row, block.span) for block in tuesday.blocks] == [
        ("meeting", 1, 12),
        ("meeting", 14, 12),
        ("break", 26, 3),
        ("meeting", 29, 12),
        ("free", 41, 8),
    ]
    assert [block.text for block in wednesday.blocks] == [
        "09:00–11:05 free, 125 min",
        "Break 11:05–11:20",
        "11:20–13:00 free, 100 min",
    ]


def test_a_day_that_is_no_longer_one_of_the_series_is_still_shown():
    draft = make_draft()
    draft.series.days.filter(date__lt=WEDNESDAY).delete()
    board = Board.of(draft)
    assert [day.date.day for day in board.dates] == [30, 31]
    assert {one.text for one in board.broken} == {"That day is no day of the series any more."}


def test_a_second_room_has_a_grid_of_its_own(desk):
    draft = make_draft(make_hall(rooms=("Room XX", "Room XXI")))
    assert [room["name"] for room in Board.of(draft).rooms] == ["Room XX", "Room XXI"]
    assert "<h2>Room XX</h2>" in text(desk.get(at(draft)))


def test_the_list_holds_what_the_grid_holds(desk):
    page = text(desk.get(at(make_draft()) + "?as=list"))
    assert "Tuesday 30 March, 10:05–11:05" in page
    assert page.count('scope="row"') == 3


def test_the_day_of_the_phone_is_the_one_that_was_asked_for(desk):
    draft = make_draft()
    page = text(desk.get(at(draft) + "?day=2027-03-31"))
    assert 'href="?day=2027-03-31" aria-current="page"' in page
    assert desk.get(at(draft) + "?day=nonsense&move=nonsense").status_code == 200


def test_what_is_not_held_is_told_with_its_reason(desk):
    draft = make_draft()
    PreSession.objects.filter(state_under_review="WSM").update(
        status=PreSessionStatus.NOT_HELD, not_held_reason_en="One application came in"
    )
    assert "<b>Samoa</b>, not held: One application came in" in text(desk.get(at(draft)))


def test_those_not_held_for_one_reason_share_a_line(desk):
    draft = make_draft()
    PreSession.objects.filter(state_under_review__in=["WSM", "MLT"]).update(
        status=PreSessionStatus.NOT_HELD, not_held_reason_en="Few applications"
    )
    assert "<b>Samoa</b>, <b>Malta</b>, not held: Few applications" in text(desk.get(at(draft)))


# --- moving --------------------------------------------------------------------------------------


def choice_values(desk, draft, iso3="WSM"):
    page = desk.get(f"{at(draft)}?move={meeting_on(draft.series, iso3).pk}")
    return {choice.value: choice for choice in page.context["choices"]}, page.context["full"]


def test_choices_are_where_it_is_gaps_and_swaps_each_with_its_consequence(desk):
    draft = make_draft()
    meeting = meeting_on(draft.series, "TLS")
    seat = make_panelists(meeting, 6)[0]
    seat.application.available_days = ["2027-03-30"]
    seat.application.save()
    found, full = choice_values(desk, draft)
    room, malta = the_room(draft.series).pk, meeting_on(draft.series, "MLT").pk
    assert [choice.head for choice in found.values()] == [
        "Tuesday 09:00",
        "Wednesday 09:00",
        "Wednesday 11:20",
        "Tuesday 10:05",
        "Tuesday 11:20",
    ]
    assert found["stay"].text == "Where it is. Nothing is broken."
    assert found[f"place|2027-03-31|540|{room}"].text == "Free; any start until 10:05."
    assert found[f"swap|{malta}"].text == "Swap with Malta. Then nothing is broken."
    assert full == []


def test_days_without_a_gap_are_told_and_cannot_be_chosen(desk):
    found, full = choice_values(desk, make_draft(make_hall(states=4)), "CPV")
    assert [choice.head for choice in found.values()] == ["Wednesday 09:00", "Wednesday 11:20"]
    assert [(one.head, one.text) for one in full] == [("Tuesday 30 March", "No gap of 60 minutes is left.")]


def test_a_place_that_would_break_something_says_what(desk):
    draft = make_draft()
    meeting = meeting_on(draft.series)
    for seat in make_panelists(meeting, 6):
        seat.application.organisation_name = "Reef Watch"
        seat.application.available_days = ["2027-03-30"]
        seat.application.save()
        break
    found, _ = choice_values(desk, draft)
    room = the_room(draft.series).pk
    choice = found[f"place|2027-03-31|540|{room}"]
    assert choice.breaks == 1
    assert choice.text.endswith("The panelist of Reef Watch is there only on Tuesday.")


def test_moving_to_a_chosen_place(desk):
    draft = make_draft()
    choice = f"place|2027-03-31|540|{the_room(draft.series).pk}"
    answer = act(desk, draft, "move", choice=choice)
    assert "Samoa is now on Wednesday 31 March at 09:00." in text(answer)
    assert hours_of(draft)["WSM"] == "Wed 09:00"


def test_swapping_from_the_list(desk):
    draft = make_draft()
    answer = act(desk, draft, "move", choice=f"swap|{meeting_on(draft.series, 'MLT').pk}")
    assert "Samoa and Malta changed places." in text(answer)
    assert hours_of(draft) == {"MLT": "Tue 09:00", "TLS": "Tue 10:05", "WSM": "Tue 11:20"}


@pytest.mark.parametrize("choice", ["stay", "", "swap|x", "place|2027-02-31|1|1", "place|1", "swap"])
def test_nonsense_or_staying_moves_nothing(desk, choice):
    draft = make_draft()
    assert "Samoa stays where it is." in text(act(desk, draft, "move", choice=choice))
    assert hours_of(draft)["WSM"] == "Tue 09:00"


@pytest.mark.parametrize(
    ("choice", "words"),
    [("swap|9999", "not of this series"), ("place|2027-03-30|540|9999", "That room is gone")],
)
def test_a_choice_that_is_gone_is_told(desk, choice, words):
    assert words in text(act(desk, make_draft(), "move", choice=choice))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("2027-03-31|-600", "would not be over by midnight"),
        ("2027-03-31|1430", "would not be over by midnight"),
        ("2027-03-31|9999999999999999999", "would not be over by midnight"),
        ("2028-03-31|540", "31 March 2028 is no day of this series"),
        ("9999-12-31|1400", "is no day of this series"),
        ("0001-01-01|0", "is no day of this series"),
    ],
)
def test_a_place_at_which_nothing_can_be_held_is_refused_in_words(desk, place, words):
    draft = make_draft()
    answer = act(desk, draft, "move", choice=f"place|{place}|{the_room(draft.series).pk}")
    assert words in text(answer)
    assert hours_of(draft)["WSM"] == "Tue 09:00"


def test_an_hour_typed_by_hand_that_runs_past_midnight_is_told_beside_the_form(desk):
    draft = make_draft()
    sent = {"date": "2027-03-31", "start": "23:30", "room": the_room(draft.series).pk}
    answer = act(desk, draft, "place", **sent)
    assert answer.status_code == 422
    assert "would not be over by midnight. Choose another hour." in text(answer)
    assert 'value="23:30"' in answer.content.decode()


def test_the_slower_editor_is_told_and_has_the_meeting_still_chosen(desk):
    draft = make_draft()
    seen = draft.version
    put(draft, "TLS", "12:00", day=WEDNESDAY)
    choice = f"place|2027-03-31|540|{the_room(draft.series).pk}"
    meeting = meeting_on(draft.series)
    answer = desk.post(
        f"{at(draft)}move/", {"version": seen, "pre_session": meeting.pk, "choice": choice}, follow=True
    )
    assert "Somebody changed this timetable since you opened the page." in text(answer)
    assert (answer.context["chosen"], hours_of(draft)["WSM"]) == (meeting, "Tue 09:00")


def typed(desk, draft, **values):
    room = the_room(draft.series).pk
    return act(desk, draft, "place", **{"date": "2027-03-31", "start": "09:35", "room": room, **values})


def test_any_hour_can_be_typed(desk):
    draft = make_draft()
    typed(desk, draft)
    assert hours_of(draft)["WSM"] == "Wed 09:35"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"start": "half past"}, "Give an hour such as 09:30."),
        ({"start": ""}, "Give the hour at which it begins."),
        ({"date": "2027-04-01"}, "Select a valid choice."),
        ({"room": "77"}, "Select a valid choice."),
        ({"date": "2027-03-30", "start": "10:30"}, "Room XXI is taken then by Timor-Leste."),
    ],
)
def test_a_place_that_cannot_be_is_told_beside_its_field_with_all_as_typed(desk, values, words):
    draft = make_draft()
    answer = typed(desk, draft, **values)
    assert (answer.status_code, words in text(answer)) == (422, True)
    form = answer.context["place_form"]
    assert form["start"].value() == values.get("start", "09:35")
    assert hours_of(draft)["WSM"] == "Tue 09:00"


def test_locking_unlocking_moderating_and_taking_off(desk):
    draft = make_draft()
    chair = make_moderator("Moderator A")
    assert "is locked: planning leaves it where it is." in text(act(desk, draft, "lock"))
    assert "Unlock it to move it." in text(desk.get(f"{at(draft)}?move={meeting_on(draft.series).pk}"))
    act(desk, draft, "unlock")
    assert "Moderator A moderates Samoa." in text(act(desk, draft, "moderator", moderator=chair.pk))
    assert "no account any more" in text(act(desk, draft, "moderator", moderator=9999))
    assert "Nobody moderates Samoa." in text(act(desk, draft, "moderator", moderator=""))
    assert "Samoa is off the board." in text(act(desk, draft, "unplace"))
    assert "Taken back: Samoa taken off the board." in text(act(desk, draft, "undo"))


def test_undo_of_nothing_says_so(desk):
    assert "There is nothing to take back." in text(act(desk, make_draft(hours=()), "undo"))


@pytest.mark.parametrize("verb", ["explode", "move"])
def test_acts_nobody_knows_and_meetings_of_another_series_are_not_found(desk, verb):
    draft = make_draft()
    assert desk.post(f"{at(draft)}{verb}/", {"version": 1, "pre_session": 9999}).status_code == 404
    assert desk.post(f"{at(draft)}{verb}/", {"version": "x"}).status_code == 404
    assert desk.get(f"{at(draft)}{verb}/").status_code == 405


# --- planning ------------------------------------------------------------------------------------------


def test_asking_for_a_plan_shows_that_it_is_made_and_then_the_result(desk):
    draft = make_draft(hours=())
    page = text(act(desk, draft, "plan"))
    assert "The timetable is being planned." in page
    assert ("js/again.js" in page, "look again</a>" in page) == (True, True)
    assert "Plan all meetings" not in page
    tasks.plan(draft.pk)
    page = text(desk.get(at(draft)))
    assert ("Best possible for what is locked: proven." in page, "js/again.js" in page) == (True, False)


def test_a_clash_is_shown_with_the_way_out(desk):
    draft = make_draft()
    for iso3 in ("WSM", "TLS"):
        transitions.lock(draft, meeting_on(draft.series, iso3), locked=True, by=None)
    draft.series.turnaround_minutes = 30
    draft.series.save()
    act(desk, draft, "plan")
    tasks.plan(draft.pk)
    page = text(desk.get(at(draft)))
    assert "No timetable keeps all the rules" in page
    assert "<li>Samoa is locked at its hour</li>" in page
    assert (
        "<li>Room XXI holds one meeting at a time on Tuesday 30 March, with 30 minutes between two</li>"
        in page
    )


@pytest.mark.parametrize(
    ("state", "words"), [("outpaced", "The plan was not used."), ("failed", "stopped with an error")]
)
def test_runs_that_came_to_nothing_are_told(desk, state, words):
    draft = make_draft()
    planning.note_run(draft, state)
    assert words in text(desk.get(at(draft)))


def test_what_is_not_proven_is_told_with_its_bound(desk):
    draft = make_draft()
    bounds = {"latest_end": 660, "interpreter_mornings": 1, "moved": 2, "date_changes": 1, "broken_wishes": 0}
    planning.note_run(draft, "planned", proof="not proven", bounds=bounds, version=draft.version)
    page = text(desk.get(at(draft)))
    assert (
        "Not proven to be the best possible: at least 1 must change their day; at least 2 must move; " in page
    )
    assert "the last meeting can’t end before 11:00" in page


# --- comparing and publishing ------------------------------------------------------------------------------


def test_the_comparison_shows_where_each_moved_meeting_was(desk):
    first = make_draft()
    transitions.publish_timetable(first, by=None)
    second = transitions.start_draft(first.series, by=None)
    put(second, "WSM", "09:00", day=WEDNESDAY)
    page = text(desk.get(at(second, "compare")))
    assert "Tuesday 30 March, 09:00" in page
    assert "Wednesday 31 March, 09:00" in page
    board = text(desk.get(at(second)))
    assert "Moved from Tuesday 09:00." in board
    assert "0 new, 1 moved, 2 unchanged" in board


def test_the_comparison_leads_to_who_would_be_told(desk):
    draft = make_draft()
    said = "Who they are, and each mail as it will read"
    assert said not in text(desk.get(at(draft, "compare")))
    make_panelists(meeting_on(draft.series))
    page = text(desk.get(at(draft, "compare")))
    assert "1 person would be told." in page
    assert f'<a href="{at(draft, "publish")}">{said}</a>' in page


def test_publishing_shows_the_mails_first_and_sends_them_once(desk):
    draft = make_draft()
    for seat in make_panelists(meeting_on(draft.series), 6):
        seat.application.language = "fr"
        seat.application.save()
    page = text(desk.get(at(draft, "publish")))
    assert "<span>The programme is published, in French</span> <b>6</b>" in page
    assert OutgoingMail.objects.count() == 0
    draft.refresh_from_db()
    for _ in range(2):
        answer = desk.post(
            at(draft, "publish"), {"version": draft.version, "reason": "no moderators yet"}, follow=True
        )
    assert "This version is no draft any more." in text(answer)
    assert OutgoingMail.objects.count() == 6
    draft.refresh_from_db()
    assert draft.status == "published"


def test_every_mail_of_a_publication_is_read_before_it_leaves(desk, django_assert_max_num_queries):
    first = make_draft()
    for iso3, language in (("WSM", "fr"), ("TLS", "es")):
        for seat in make_panelists(meeting_on(first.series, iso3), 3):
            seat.application.language = language
            seat.application.save()
    transitions.publish_timetable(first, by=None, reason="no moderators")
    second = transitions.start_draft(first.series, by=None)
    put(second, "WSM", "09:00", day=WEDNESDAY)
    seat = meeting_on(first.series).panel.seats.first()
    EntryByMail.objects.create(seat=seat)
    desk.get(at(second, "publish"))
    with django_assert_max_num_queries(15):
        page = desk.get(at(second, "publish"))
    shown = {mail["to"]: mail for mail in page.context["mails"]}
    assert text(page).count("with the calendar entry they asked for") == 1
    assert shown[seat.application.owner.email]["with_entry"]
    assert "0 new, 1 moved, 2 unchanged." in text(page)
    assert page.text.count('<pre class="letter">') == 3  # folds within a narrow page
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    transitions.publish_timetable(second, by=None, reason="no moderators")
    sent = {row.to: outbox.write(row) for row in OutgoingMail.objects.exclude(pk__in=before)}
    assert set(sent) == set(shown) != set()
    for address, mail in sent.items():
        assert (shown[address]["mail"].subject, shown[address]["mail"].text) == (mail.subject, mail.text)
        assert escape(mail.subject) in page.text


def test_who_is_recused_from_a_state_is_told_nothing_of_its_panel_on_any_page():
    draft = make_draft()
    for iso3, name in (("WSM", "Reef Watch"), ("TLS", "Hill Forum")):
        meeting = meeting_on(draft.series, iso3)
        fields = {"organisation_name": name, "available_days": ["2027-03-31"], "status": "selected"}
        make_seat(make_panel(meeting), application=make_application(meeting, **fields))
    officer = make_officer()
    Grant.objects.create(user=officer, role=RECUSED, iso3="WSM")
    desk = sign_in_staff(Client(), officer)
    ways = ["board", "compare", "publish"]
    pages = {name: text(desk.get(at(draft, name))) for name in ways}
    pages["place"] = text(desk.get(f"{at(draft)}?move={meeting_on(draft.series).pk}"))
    assert "A panelist is there only on Wednesday" in pages["board"]
    assert "The panelist of Hill Forum is there only on Wednesday" in pages["board"]
    assert {name for name, page in pages.items() if "Reef Watch" in page} == set()
    assert "1 more to panelists of States from which you are recused." in pages["publish"]
    assert '<bdi dir="ltr">Hill Forum</bdi>' in pages["publish"]


def test_publishing_with_broken_rules_asks_why(desk):
    draft = make_draft(hours=("09:00",))
    page = text(desk.get(at(draft, "publish")))
    assert "<b>Malta</b> has no place." in page
    answer = desk.post(at(draft, "publish"), {"version": draft.version, "reason": " "})
    assert (answer.status_code, "Say why, or go back and mend the rules." in text(answer)) == (422, True)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_publishing_an_older_view_of_the_draft_is_refused(desk):
    draft = make_draft()
    seen = draft.version
    put(draft, "WSM", "09:00", day=WEDNESDAY)
    answer = desk.post(at(draft, "publish"), {"version": seen, "reason": "x"}, follow=True)
    assert "Somebody changed this timetable" in text(answer)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_published_version_is_read_and_a_draft_is_opened_from_it(desk):
    draft = make_draft()
    transitions.publish_timetable(draft, by=None, reason="no moderators")
    page = text(desk.get(at(draft)))
    assert ("Open a draft to change it" in page, "?move=" in page) == (True, False)
    desk.post(f"{STAFF}/series/54/")
    assert Timetable.objects.drafts().count() == 1


def test_putting_a_draft_away_asks_first(desk):
    draft = make_draft()
    assert "Nobody is told." in text(desk.get(at(draft, "discard")))
    sent = {"version": draft.version}
    desk.post(at(draft, "discard"), sent)
    answer = desk.post(at(draft, "discard"), sent, follow=True)
    draft.refresh_from_db()
    assert (draft.status, "The draft is put away." in text(answer)) == ("discarded", True)
    published = transitions.start_draft(draft.series, by=None)
    put(published, "WSM", "09:00")
    transitions.publish_timetable(published, by=None, reason="one of three")
    assert "no draft any more" in text(desk.post(at(published, "discard"), sent, follow=True))


def test_what_somebody_else_did_meanwhile_is_not_put_away(desk):
    draft = make_draft()
    asked = text(desk.get(at(draft, "discard")))
    seen = re.search(r'name="version" value="([0-9]+)"', asked)[1]
    put(draft, "WSM", "11:20", day=WEDNESDAY)
    answer = desk.post(at(draft, "discard"), {"version": seen}, follow=True)
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert "Somebody changed this timetable since you opened the page." in text(answer)

    again = desk.post(at(draft, "discard"))  # without the version it was seen in: asked once more
    draft.refresh_from_db()
    assert (again.status_code, draft.status) == (200, "draft")
    assert 'name="version"' in text(again)


def test_a_published_version_is_not_compared_with_itself(desk):
    draft = make_draft()
    transitions.publish_timetable(draft, by=None, reason="no moderators")
    answer = desk.get(at(draft, "compare"), follow=True)
    assert answer.redirect_chain[0][0] == at(draft)
    assert "This version is no draft any more." in text(answer)


def test_recused_moderators_are_not_offered(desk):
    draft = make_draft()
    chair = make_moderator("Moderator A")
    Grant.objects.create(user=chair, role=RECUSED, iso3="WSM")
    page = desk.get(f"{at(draft)}?move={meeting_on(draft.series).pk}")
    assert chair not in page.context["moderators"]
    assert Role.OFFICER in {grant.role for user in page.context["moderators"] for grant in user.grants.all()}
