"""What the record says of earlier series, in the language of the page. No database."""

import csv
from datetime import date

import pytest
from django.conf import settings
from django.utils.translation import override

from presessions.series.models import PastSeries
from publications import past_words

with (settings.BASE_DIR / "presessions/series/reference/past_series.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


def row(number: int) -> PastSeries:
    one = next(each for each in ROWS if each["number"] == str(number))
    dates = {name: date.fromisoformat(one[name]) if one[name] else None for name in ("first_day", "last_day")}
    return PastSeries(number=number, dates=one["dates"], **dates)


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        (43, "fr", "3–6 avril 2023"),
        (13, "en", "until 4 April 2012"),
        (40, "fr", "semaine du 6 décembre 2021"),
        (37, "es", "principios de diciembre de 2020"),
        (45, "fr", "la Chine le mercredi 29 novembre 2023"),
    ],
)
def test_days_are_said_as_far_as_they_are_known(number, language, said):
    with override(language):
        assert past_words.days(row(number), language) == said


def test_no_english_is_left_in_any_row():
    for one in ROWS:
        if not (one["first_day"] or one["last_day"]):
            assert one["dates"] in past_words.VAGUE


@pytest.mark.parametrize(
    ("text", "said"),
    [("13/14", "13/14"), ("11 (10 named)/14", "11 (dont 10 nommées)/14"), ("11 slots", "11 prévues")],
)
def test_meetings_are_counted_in_the_language_of_the_page(text, said):
    with override("fr"):
        assert past_words.meetings(text) == said
