"""Staff's pages: every list, every act behind a page that asks, refusals in words, the right people only."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from presessions.lifecycle.models import StatusChange
from presessions.mail.models import Mailing
from presessions.series.acts import SERIES_ACTS, STATE_ACTS
from presessions.series.enums import ContactStatus
from presessions.series.models import Contact, Review, Series, WorkingGroupSession
from tests.applications.staff import long_since_proved
from tests.factories import make_pre_session, make_series

from .conftest import pre_session_of, recuse
from .test_transitions import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STAFF = "/staff/series"
PLAN = {"session": "54", "mode": "in_person", "venue": "Palais des Nations", "languages": ["en", "fr"]}
LISTS = [
    "series", "presession", "workinggroupsession", "review", "state", "permanentmission", "issue",
    "nhriaccreditation", "pastseries", "pastmeeting", "contact",
]  # fmt: skip


def act(name, pk):
    return f"{STAFF}/series/{pk}/act/{name}/"


def state_act(name, *rows):
    return f"{STAFF}/presession/act/{name}/?ids={','.join(str(row.pk) for row in rows)}"


@pytest.mark.parametrize("name", LISTS)
def test_lists_open(opened, desk, name):
    assert desk.get(f"{STAFF}/{name}/").status_code == 200


@pytest.mark.parametrize("name", ["series", "presession"])
def test_lists_ask_the_same_number_of_queries(calendar, desk, name, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        for one in range(number * number - (number > 1)):
            make_pre_session(make_series(60 + number * 10 + one), "TGO")
        with django_assert_max_num_queries(15) as captured:
            assert desk.get(f"{STAFF}/{name}/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_planning_fills_everything_and_opens_the_series_page(calendar, now, desk):
    answer = desk.post(f"{STAFF}/series/plan/", {**PLAN, "first_day": "2027-01-26"})
    series = Series.objects.get()
    assert answer.headers["Location"] == f"{STAFF}/series/{series.pk}/change/"
    assert (series.pre_sessions.count(), series.days.count(), series.languages) == (11, 4, "en fr")
    assert desk.get(answer.headers["Location"]).status_code == 200
    assert desk.post(f"{STAFF}/series/plan/", {**PLAN, "first_day": "2027-01-26"}).status_code == 302
    assert Series.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field", "text"),
    [
        ({}, "first_day", "The calendar has no date for session 54: say the first day."),
        ({"first_day": "2027-02-30"}, "first_day", "Enter a valid date."),
        ({"first_day": "2027-01-26", "opens_on": "2026-11-02", "closes_on": "2026-11-01"}, "closes_on",
         "The call would close before it opens."),
        ({"first_day": "2027-01-26", "closes_on": "2027-01-26"}, "closes_on",
         "The call must close before the first day."),
        ({"session": "999"}, "session",
         "Select a valid choice. That choice is not one of the available choices."),
    ],
)  # fmt: skip
def test_planning_names_what_does_not_fit_and_keeps_the_rest(calendar, now, desk, values, field, text):
    answer = desk.post(f"{STAFF}/series/plan/", {**PLAN, **values})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [text]
    assert b'value="Palais des Nations"' in answer.content
    assert not Series.objects.exists()


def test_planning_a_series_again_with_other_days_changes_nothing_and_says_so(calendar, now, desk):
    desk.post(f"{STAFF}/series/plan/", {**PLAN, "first_day": "2027-01-26"})
    answer = desk.post(f"{STAFF}/series/plan/", {**PLAN, "first_day": "2027-01-19"})
    series = Series.objects.get()

    assert answer.status_code == 422
    assert f"{series} is planned already, and nothing of it was changed." in answer.content.decode()
    assert 'value="2027-01-19"' in answer.content.decode()
    assert str(series.days.first().date) == "2027-01-26"


def test_a_plan_whose_call_would_close_after_its_first_day_is_refused(calendar, now, desk):
    answer = desk.post(f"{STAFF}/series/plan/", {**PLAN, "first_day": "2020-01-21"})

    assert answer.status_code == 422
    assert "The call must close before the first day, 21 January 2020" in answer.content.decode()
    assert not Series.objects.exists()


def test_a_plan_on_which_nothing_hangs_can_be_thrown_away(planned, desk):
    address = f"{STAFF}/series/{planned.pk}/delete/"
    assert "your account doesn" not in desk.get(address).content.decode()
    assert desk.post(address, {"post": "yes"}).status_code == 302
    assert not Series.objects.exists()


def test_planning_a_session_without_states_is_refused_in_words(calendar, desk):
    WorkingGroupSession.objects.create(number=55, cycle=5, starts_on=date(2027, 5, 3))
    answer = desk.post(f"{STAFF}/series/plan/", {**PLAN, "session": "55"})
    assert answer.context["form"].non_field_errors() == ["The calendar has no State for session 55."]


def test_looking_at_an_act_does_nothing_and_posting_it_does(planned, desk):
    assert desk.get(act("open", planned.pk)).status_code == 200
    planned.refresh_from_db()
    assert planned.status == "planned"
    for _ in range(2):
        desk.post(act("open", planned.pk), {"reason": "ready"})
    planned.refresh_from_db()
    assert planned.status == "call_open"
    assert [change.reason for change in StatusChange.objects.of(planned)] == ["ready"]


def test_act_that_must_be_explained_asks_for_the_reason(opened, desk):
    answer = desk.post(act("close", opened.pk), {"reason": " "})
    assert (answer.status_code, answer.context["form"].errors["reason"]) == (
        422,
        ["Say why, in a few words."],
    )


def test_refused_act_says_why_and_keeps_what_was_typed(opened, desk):
    answer = desk.post(act("extend", opened.pk), {"closes_on": "2026-10-01", "closes_hour": "12:00"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "A deadline that was published can only move to later."
    ]
    assert b'value="2026-10-01"' in answer.content


def test_act_that_does_not_fit_the_status_shows_no_button(planned, desk):
    answer = desk.get(act("close", planned.pk))
    assert answer.context["against"] == ["This does not fit the status of the series now."]


def test_several_states_get_a_deadline_of_their_own_at_once(opened, desk):
    rows = [pre_session_of(opened, iso3) for iso3 in ("TGO", "HTI")]
    values = {"closes_on": "2026-11-04", "closes_hour": "23:59", "reason_en": "A flood"}
    values |= {"reason_fr": "Une inondation", "reason_es": "Una inundación"}
    assert desk.get(state_act("extend", *rows)).status_code == 200
    assert desk.post(state_act("extend", *rows), values).status_code == 302
    assert set(opened.pre_sessions.exclude(closes_at=None).values_list("closes_at", flat=True)) == {LATER}


def test_actions_of_the_list_lead_to_the_page_that_asks(opened, desk):
    row = pre_session_of(opened, "TGO")
    answer = desk.post(f"{STAFF}/presession/", {"action": "not_held", "_selected_action": [row.pk]})
    assert answer.headers["Location"] == state_act("not-held", row)
    row.refresh_from_db()
    assert row.status == "planned"


@pytest.mark.parametrize("ids", ["", "x", "999999", "1,999999", "99999999999999999999"])
def test_states_that_are_not_there_are_not_found(opened, desk, ids):
    assert desk.get(f"{STAFF}/presession/act/held/?ids={ids}").status_code == 404


def test_recused_officer_finds_neither_the_state_nor_acts_on_it(opened, desk, officer):
    row = pre_session_of(opened, "TGO")
    recuse(officer, "TGO")
    assert desk.get(state_act("held", row)).status_code == 404
    assert desk.get(f"{STAFF}/presession/{row.pk}/change/").status_code == 404
    listed = desk.get(f"{STAFF}/presession/").context["cl"].result_list
    assert "TGO" not in {one.state_under_review_id for one in listed}


@pytest.mark.parametrize("name", sorted(SERIES_ACTS))
def test_acts_on_a_series_are_for_officers_with_a_second_factor(
    opened, client, moderator_desk, officer, name
):
    client.force_login(officer)  # password only
    for browser, status in ((Client(), 302), (client, 302), (moderator_desk, 404)):
        assert browser.post(act(name, opened.pk), {"reason": "x"}).status_code == status
    assert Series.objects.get().status == "call_open"


@pytest.mark.parametrize("name", sorted(set(STATE_ACTS) - {"held"}))
def test_acts_on_states_are_for_officers(opened, moderator_desk, name):
    row = pre_session_of(opened, "TGO")
    assert Client().get(state_act(name, row)).status_code == 302
    assert moderator_desk.get(state_act(name, row)).status_code == 404


@pytest.mark.parametrize(
    "path", ["series/plan/", "series/{pk}/mailing/", "series/{pk}/share/", "series/{pk}/act/none/"]
)
def test_other_pages_are_for_officers_too(opened, moderator_desk, path):
    assert moderator_desk.get(f"{STAFF}/{path.format(pk=opened.pk)}").status_code == 404


def test_days_are_changed_with_their_breaks_in_one_line(planned, desk):
    data = change_form(desk, planned)
    data["days-0-breaks"] = "10:00-10:15, 11:30-11:45"
    assert desk.post(f"{STAFF}/series/{planned.pk}/change/", data).status_code == 302
    first = planned.days.first()
    assert [str(one) for one in first.breaks.all()] == ["10:00–10:15", "11:30–11:45"]


def test_bad_settings_are_named_at_their_field(planned, desk):
    data = change_form(desk, planned)
    data.update({"days-0-breaks": "tea", "closes_at_0": "2026-09-01", "speaking_minutes_max": "1"})
    answer = desk.post(f"{STAFF}/series/{planned.pk}/change/", data)
    errors = answer.context["adminform"].form.errors
    assert errors == {
        "closes_at": ["The call must close after it opens."],
        "speaking_minutes_max": ["This is less than the least."],
    }
    days = answer.context["inline_admin_formsets"][0].formset
    assert days.errors[0] == {"breaks": ["Write a break as 10:50-11:10; “tea” can’t be read."]}


def test_times_of_an_open_call_are_not_a_field(opened, desk):
    data = change_form(desk, opened)
    assert not any(name.startswith(("opens_at", "closes_at", "policy")) for name in data)


def test_series_with_a_call_can_not_be_deleted(opened, desk):
    assert desk.post(f"{STAFF}/series/{opened.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Series.objects.exists()


def test_mailing_page_previews_starts_once_and_stops(opened, desk):
    Contact.objects.create(email="all@example.org", status=ContactStatus.CONFIRMED)
    here = f"{STAFF}/series/{opened.pk}/mailing/"
    before = desk.get(here)
    assert [letter.language for letter in before.context["previews"]] == ["en", "fr", "es"]
    assert not Mailing.objects.exists()
    for _ in range(2):
        desk.post(here, {"do": "start"})
    assert Mailing.objects.count() == 1
    assert desk.get(here).context["can_stop"] is True
    desk.post(here, {"do": "stop"})
    assert Mailing.objects.get().status == "stopped"


def test_a_mailing_starts_only_with_a_recent_second_factor(opened, desk):
    Contact.objects.create(email="all@example.org", status=ContactStatus.CONFIRMED)
    here = f"{STAFF}/series/{opened.pk}/mailing/"
    answer = long_since_proved(desk).post(here, {"do": "start"})
    assert answer.headers["Location"] == f"/sign-in/staff/again/?next={here}"
    assert not Mailing.objects.exists()
    assert "Nothing was done yet." in desk.get(answer.headers["Location"]).text


def test_the_audience_is_chosen_on_the_series_and_said_before_and_after_the_start(opened, desk):
    for email, states in (("all@example.org", []), ("togo@example.org", ["TGO"])):
        row = Contact.objects.create(email=email, status=ContactStatus.CONFIRMED)
        row.states.set(states)
    data = change_form(desk, opened) | {"audience": "named", "audience_languages": ["en", "es"]}
    assert desk.post(f"{STAFF}/series/{opened.pk}/change/", data).status_code == 302
    here = f"{STAFF}/series/{opened.pk}/mailing/"
    before = desk.get(here)
    said = "only those who asked for a State that is open by its name, readers of English and Spanish"
    assert said.removeprefix("only") in before.text
    assert (before.context["total"], before.context["skipped"][0][0]) == (1, "all@example.org")
    desk.post(here, {"do": "start", "audience": before.context["series"].audience_said})
    after = desk.get(here)
    assert (Mailing.objects.get().audience, after.context["total"]) == (said, 1)
    assert [who for who, _why in after.context["skipped"]] == ["all@example.org"]


def test_a_call_mailed_in_no_language_is_refused(opened, desk):
    data = change_form(desk, opened) | {"audience_languages": []}
    answer = desk.post(f"{STAFF}/series/{opened.pk}/change/", data)
    assert "Choose at least one language." in answer.text


def test_text_to_share_is_there_in_three_languages(opened, desk):
    texts = desk.get(f"{STAFF}/series/{opened.pk}/share/").context["texts"]
    assert [text["code"] for text in texts] == ["en", "fr", "es"]
    assert "hora de Ginebra" in texts[2]["long"]


def change_form(desk, series):
    """What the change page would post if nothing were touched."""
    page = desk.get(f"{STAFF}/series/{series.pk}/change/")
    forms = [page.context["adminform"].form]
    data = {}
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for field in form:
            _add(data, field)
    return data


def _add(data, field):
    value = field.value()
    widget = field.field.widget
    if hasattr(widget, "widgets"):
        for number, part in enumerate(widget.decompress(value)):
            data[f"{field.html_name}_{number}"] = "" if part is None else str(part)
    elif isinstance(value, list):
        data[field.html_name] = value
    elif value is not None and value is not False:
        data[field.html_name] = str(value)


def days_of(series):
    return [str(day) for day in series.days.order_by("date").values_list("date", flat=True)]


@pytest.mark.parametrize("step", [1, -1, 2])
def test_a_whole_series_moves_by_a_day_in_one_go(planned, desk, step):
    data = change_form(desk, planned)
    before = [date.fromisoformat(day) for day in days_of(planned)]
    wanted = [str(day + timedelta(days=step)) for day in before]
    data |= {f"days-{number}-date": day for number, day in enumerate(wanted)}
    assert desk.post(f"{STAFF}/series/{planned.pk}/change/", data).status_code == 302
    assert days_of(planned) == wanted
    assert [day.breaks.count() for day in planned.days.all()] == [1] * len(wanted)


def test_days_take_each_others_place_and_that_of_a_deleted_one(planned, desk):
    data = change_form(desk, planned)
    days = days_of(planned)
    data |= {"days-0-date": days[1], "days-0-opens": "10:00", "days-1-date": days[2], "days-2-DELETE": "on"}
    assert desk.post(f"{STAFF}/series/{planned.pk}/change/", data).status_code == 302
    assert days_of(planned) == days[1:]
    assert f"{planned.days.first().opens:%H:%M}" == "10:00"


def test_a_day_and_a_room_added_meanwhile_are_named(planned, desk):
    data = change_form(desk, planned)
    day = planned.days.order_by("date").last().date + timedelta(days=1)
    planned.days.create(date=day, opens="09:00", closes="13:00")
    planned.rooms.create(name="Room 9")
    new = {
        "days-4-date": str(day),
        "days-4-opens": "09:00",
        "days-4-closes": "12:00",
        "rooms-1-name": "Room 9",
    }
    counts = {"days-TOTAL_FORMS": "5", "rooms-TOTAL_FORMS": "2"}
    answer = desk.post(f"{STAFF}/series/{planned.pk}/change/", data | new | counts)
    said = ["It stands there already: it was added after you opened this page."]
    days, rooms, _ = (inline.formset for inline in answer.context["inline_admin_formsets"])
    assert (days.errors[4], rooms.errors[1]) == ({"date": said}, {"name": said})
    assert (planned.days.count(), planned.rooms.count()) == (5, 2)


def test_rooms_exchange_their_names(planned, desk):
    planned.rooms.create(name="Room 2")
    data = change_form(desk, planned)
    first, second = planned.rooms.order_by("name")
    assert (data["rooms-0-name"], data["rooms-1-name"]) == ("Room 1", "Room 2")
    data |= {"rooms-0-name": "Room 2", "rooms-1-name": "Room 1"}
    assert desk.post(f"{STAFF}/series/{planned.pk}/change/", data).status_code == 302
    assert list(planned.rooms.order_by("name")) == [second, first]


@pytest.mark.parametrize("field", ["state", "session", "order"])
def test_what_nobody_can_type_counts_as_nothing_and_the_rest_is_kept(calendar, desk, field):
    values = {"state": "FRA", "session": "51", "order": "99", "note": "as typed", field: "\x00"}
    form = desk.post(f"{STAFF}/review/add/", values).context["adminform"].form
    assert set(form.errors) == {field}
    assert form["note"].value() == "as typed"


def test_a_character_that_no_database_takes_is_left_out_of_a_note(calendar, desk):
    values = {"state": "FRA", "session": "51", "order": "99", "note": "one\x00 two"}
    assert desk.post(f"{STAFF}/review/add/", values).status_code == 302
    assert Review.objects.get(state_id="FRA", session_id=51).note == "one two"


SESSION = {"number": "55", "cycle": "5", "starts_on": "2027-05-03", "ends_on": "2027-05-14", "note": ""}


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("number", "0", "Ensure this value is greater than or equal to 1."),
        ("number", "10000", "Ensure this value is less than or equal to 9999."),
        ("number", "99999999999", "Ensure this value is less than or equal to 9999."),
        ("cycle", "99999999999", "Ensure this value is less than or equal to 9999."),
        ("starts_on", "0001-01-01", "Choose a year from 2000 to 2099."),
        ("ends_on", "9999-12-31", "Choose a year from 2000 to 2099."),
    ],
)
def test_a_session_takes_no_number_or_day_that_pages_fail_on_later(desk, field, value, text):
    answer = desk.post(f"{STAFF}/workinggroupsession/add/", {**SESSION, field: value})
    assert answer.context["adminform"].form.errors[field] == [text]
    assert not WorkingGroupSession.objects.filter(cycle__gte=5).exists()


@pytest.mark.parametrize("number", [0, 10000])
def test_the_database_keeps_no_session_that_no_address_leads_to(number):
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingGroupSession.objects.create(number=number, cycle=4)


@pytest.mark.parametrize("first_day", ["0001-01-01", "9999-12-31"])
def test_no_series_is_planned_at_an_end_of_the_calendar(calendar, desk, first_day):
    answer = desk.post(f"{STAFF}/series/plan/", {**PLAN, "first_day": first_day})
    assert answer.context["form"].errors["first_day"] == ["Choose a year from 2000 to 2099."]


@pytest.mark.parametrize("name", ["grace_minutes", "offer_days", "statement_due_days"])
def test_settings_of_a_series_take_no_number_that_no_day_can_be_reckoned_with(opened, desk, name):
    data = {**change_form(desk, opened), name: "99999999999"}
    answer = desk.post(f"{STAFF}/series/{opened.pk}/change/", data)
    assert answer.context["adminform"].form.errors[name] == [
        "Ensure this value is less than or equal to 9999."
    ]


@pytest.mark.parametrize("name", ["turnaround_minutes", "transfer_minutes"])
def test_a_gap_that_no_timetable_takes_is_told_at_its_field(planned, desk, name):
    data = {**change_form(desk, planned), name: "721"}
    answer = desk.post(f"{STAFF}/series/{planned.pk}/change/", data)
    assert answer.context["adminform"].form.errors[name] == [
        "Ensure this value is less than or equal to 720."
    ]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ("0", "greater than or equal to 5."),
        ("241", "less than or equal to 240."),
        ("9999", "less than or equal to 240."),
    ],
)
def test_a_meeting_of_no_length_or_longer_than_a_morning_is_told_at_its_field(planned, desk, minutes, words):
    row = planned.pre_sessions.first()
    answer = desk.post(f"{STAFF}/presession/{row.pk}/change/", {"order": "1", "duration_minutes": minutes})
    assert answer.context["adminform"].form.errors["duration_minutes"] == [f"Ensure this value is {words}"]


def test_no_deadline_lies_at_the_end_of_the_calendar(opened, desk):
    values = {"closes_on": "9999-12-31", "closes_hour": "23:59"}
    answer = desk.post(act("extend", opened.pk), values)
    assert answer.context["form"].errors["closes_on"] == ["Choose a year from 2000 to 2099."]
