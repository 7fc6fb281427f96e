"""Dates, hours, sizes and counts as the pages say them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presessions import wording

DEADLINE = datetime(2026, 10, 28, 22, 59, tzinfo=UTC)  # 23:59 in Geneva, winter time
SUMMER = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)  # 10:00 in Geneva, summer time
MOMENTS = st.datetimes(min_value=datetime(2008, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC))
LANGUAGES = st.sampled_from(["en", "fr", "es"])


def plain(text: str) -> str:
    return text.replace(wording.NBSP, " ")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Wednesday 28 October, 23:59 Geneva time (UTC+1)"),
        ("fr", "mercredi 28 octobre, 23 h 59, heure de Genève (UTC+1)"),
        ("es", "miércoles 28 de octubre, 23:59, hora de Ginebra (UTC+1)"),
        ("es-mx", "miércoles 28 de octubre, 23:59, hora de Ginebra (UTC+1)"),
        ("de", "Wednesday 28 October, 23:59 Geneva time (UTC+1)"),
    ],
)
def test_moment_names_weekday_hour_zone_and_offset(language, words):
    assert plain(wording.moment(DEADLINE, language)) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Tuesday 6 October 2026, 10:00 to 10:45 Geneva time (UTC+2)"),
        ("fr", "mardi 6 octobre 2026, de 10 h à 10 h 45, heure de Genève (UTC+2)"),
        ("es", "martes 6 de octubre de 2026, de 10:00 a 10:45, hora de Ginebra (UTC+2)"),
    ],
)
def test_meeting_says_hours_in_words(language, words):
    assert plain(wording.meeting(SUMMER, SUMMER + timedelta(minutes=45), language)) == words


def test_french_keeps_the_hour_together():
    assert wording.hour(DEADLINE, "fr") == f"23{wording.NBSP}h{wording.NBSP}59"


def test_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        wording.offset(datetime(2026, 10, 28, 23, 59))


def test_moment_takes_the_day_in_geneva():
    assert wording.day(datetime(2026, 10, 28, 23, 30, tzinfo=UTC), "en") == "Thursday 29 October"
    assert wording.weekday(datetime(2026, 10, 28, 23, 30, tzinfo=UTC), "fr") == "jeudi"


def test_plain_dates_need_no_zone():
    assert wording.day(date(2026, 5, 1), "fr", year=True) == "vendredi 1er mai 2026"
    assert wording.weekday(date(2026, 5, 1), "es") == "viernes"


@pytest.mark.parametrize(
    ("first", "last", "language", "words"),
    [
        (date(2026, 10, 6), date(2026, 10, 9), "en", "6–9 October 2026"),
        (date(2026, 10, 1), date(2026, 10, 9), "fr", "1er–9 octobre 2026"),
        (date(2026, 10, 6), date(2026, 10, 9), "es", "6–9 de octubre de 2026"),
        (date(2026, 3, 30), date(2026, 4, 2), "en", "30 March – 2 April 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "en", "30 December 2026 – 2 January 2027"),
        (date(2026, 10, 6), date(2026, 10, 6), "en", "6 October 2026"),
    ],
)
def test_days_repeat_nothing(first, last, language, words):
    assert wording.days(first, last, language) == words


def test_tables_use_one_clock_for_all_languages():
    assert wording.clock(SUMMER) == "10:00"
    assert wording.clock_range(SUMMER, SUMMER + timedelta(minutes=55)) == "10:00–10:55"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Geneva time, UTC+1"), ("fr", "heure de Genève, UTC+1"), ("es", "hora de Ginebra, UTC+1")],
)
def test_zone_stands_alone(language, words):
    assert wording.zone(DEADLINE, language) == words


def test_day_and_hour_leave_the_zone_to_what_stands_beside():
    assert wording.day_and_hour(DEADLINE, "en", weekday=False) == "28 October, 23:59"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "clocks go back on 25 October"),
        ("fr", "passage à l’heure d’hiver le 25 octobre"),
        ("es", "cambio al horario de invierno el 25 de octubre"),
    ],
)
def test_clock_change_is_said_when_it_lies_between(language, words):
    assert wording.clock_change(SUMMER, DEADLINE, language) == words


def test_clock_change_in_spring_goes_forward():
    winter, spring = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
    assert wording.clock_change(winter, spring, "en") == "clocks go forward on 28 March"


def test_clock_change_is_silent_without_one_or_afterwards():
    assert wording.clock_change(SUMMER, SUMMER + timedelta(days=1), "en") == ""
    assert wording.clock_change(DEADLINE, SUMMER, "en") == ""


@pytest.mark.parametrize(
    ("span", "language", "words"),
    [
        (timedelta(days=21, hours=3), "en", "21 days and 3 hours left"),
        (timedelta(days=1), "en", "1 day left"),
        (timedelta(hours=2, minutes=1), "en", "2 hours and 1 minute left"),
        (timedelta(seconds=20), "en", "1 minute left"),
        (timedelta(days=21, hours=3), "fr", "Il reste 21 jours et 3 heures"),
        (timedelta(days=1), "es", "Queda 1 día"),
        (timedelta(days=2, hours=1), "es", "Quedan 2 días y 1 hora"),
    ],
)
def test_time_left_names_the_two_largest_units(span, language, words):
    assert plain(wording.time_left(SUMMER, SUMMER + span, language)) == words


def test_time_left_is_silent_when_over():
    assert wording.time_left(SUMMER, SUMMER, "en") == ""


@pytest.mark.parametrize(
    ("count", "language", "words"),
    [
        (1, "en", "There is one thing to correct"),
        (2, "en", "There are two things to correct"),
        (12, "en", "There are 12 things to correct"),
        (1, "fr", "Un point est à corriger"),
        (2, "fr", "Deux points sont à corriger"),
        (1, "es", "Hay una cosa que corregir"),
        (2, "es", "Hay dos cosas que corregir"),
    ],
)
def test_things_to_correct_are_counted_in_words(count, language, words):
    assert wording.things_to_correct(count, language) == words


@pytest.mark.parametrize(
    ("hour", "language", "words"),
    [
        (13, "en", "Saved at 14:06"),
        (13, "fr", "Enregistré à 14 h 06"),
        (13, "es", "Guardado a las 14:06"),
        (0, "es", "Guardado a la 01:06"),
    ],
)
def test_saved_at_says_the_hour_in_geneva(hour, language, words):
    assert plain(wording.saved_at(datetime(2026, 11, 2, hour, 6, tzinfo=UTC), language)) == words


@pytest.mark.parametrize(
    ("count", "language", "words"),
    [
        (180_000, "en", "180 KB"),
        (12, "en", "1 KB"),
        (1_420_000, "en", "1.4 MB"),
        (1_420_000, "fr", "1,4 Mo"),
        (1_420_000, "es", "1,4 MB"),
    ],
)
def test_file_size_is_short(count, language, words):
    assert plain(wording.file_size(count, language)) == words


def test_words_are_what_stands_between_white_space():
    assert wording.count_words("Un\u00a0mot, deux\u2003mots\n d’accord") == 5
    assert wording.count_words("  ") == 0


@pytest.mark.parametrize(
    ("text", "direction"),
    [("شبكة الماء", "rtl"), ("«שלום»", "rtl"), ("2028 plan", "ltr"), ("2028", "ltr"), ("", "ltr")],
)
def test_direction_follows_the_first_letter_that_has_one(text, direction):
    assert wording.direction(text) == direction


def test_offset_of_another_clock_shows_its_minutes():
    assert wording._offset(-150) == "UTC-2:30"


@given(MOMENTS, LANGUAGES)
def test_same_instant_is_worded_alike_from_any_zone(moment, language):
    elsewhere = moment.astimezone(timezone(timedelta(hours=10)))
    assert wording.moment(moment, language) == wording.moment(elsewhere, language)


@given(MOMENTS, st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=400)), LANGUAGES)
def test_time_left_and_clock_change_always_have_words(now, span, language):
    assert wording.time_left(now, now + span, language)
    assert "{" not in wording.clock_change(now, now + span, language)
