"""How dates, hours, sizes and small numbers are said in English, French and Spanish.

Every moment is shown as Geneva time with its offset from UTC. The forms are grammar, not
phrases (French "23 h 59" and "1er", Spanish "de octubre"), so they stand here as rules, one
`Language` each, instead of as translations of an English sentence; they do not depend on the
active language, which lets a mail be worded in its reader's language.

Pure: no Django, no clock. `language` is a code such as "fr" or "es-mx"; any other language
reads English.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

GENEVA = ZoneInfo("Europe/Zurich")
NBSP = "\u00a0"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Language:
    """The rules of one language; weekdays begin on Monday, months in January."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    numbers: tuple[str, ...]
    day_month: Callable[[int, str], str]
    year: Callable[[str, int], str]
    hour: Callable[[int, int], str]
    geneva: str
    hours_between: Callable[[str, str], str]
    units: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
    join: str
    left: Callable[[str, bool], str]
    to_correct: Callable[[int, str], str]
    saved: Callable[[str, int], str]
    back: str
    forward: str
    decimal: str
    byte: str


def _english_left(what: str, _one: bool) -> str:
    return f"{what} left"


def _french_left(what: str, _one: bool) -> str:
    return f"il reste {what}"


def _spanish_left(what: str, one: bool) -> str:
    return f"{'queda' if one else 'quedan'} {what}"


def _english_correct(count: int, word: str) -> str:
    return f"There is {word} thing to correct" if count == 1 else f"There are {word} things to correct"


def _french_correct(count: int, word: str) -> str:
    return (
        f"{_capital(word)} point est à corriger" if count == 1 else f"{_capital(word)} points sont à corriger"
    )


def _spanish_correct(count: int, word: str) -> str:
    return f"Hay {'una' if count == 1 else word} cosa{'' if count == 1 else 's'} que corregir"


ENGLISH = Language(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    numbers=("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    day_month=lambda day, month: f"{day} {month}",
    year=lambda text, year: f"{text} {year}",
    hour=lambda hour, minute: f"{hour:02}:{minute:02}",
    geneva="Geneva time",
    hours_between=lambda start, end: f"{start} to {end}",
    units=(("day", "days"), ("hour", "hours"), ("minute", "minutes")),
    join=" and ",
    left=_english_left,
    to_correct=_english_correct,
    saved=lambda hour, _: f"Saved at {hour}",
    back="clocks go back on {day}",
    forward="clocks go forward on {day}",
    decimal=".",
    byte="B",
)
FRENCH = Language(
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    numbers=("aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    day_month=lambda day, month: f"{'1er' if day == 1 else day} {month}",
    year=lambda text, year: f"{text} {year}",
    hour=lambda hour, minute: f"{hour}{NBSP}h" + (f"{NBSP}{minute:02}" if minute else ""),
    geneva="heure de Genève",
    hours_between=lambda start, end: f"de {start} à {end}",
    units=(("jour", "jours"), ("heure", "heures"), ("minute", "minutes")),
    join=" et ",
    left=_french_left,
    to_correct=_french_correct,
    saved=lambda hour, _: f"Enregistré à {hour}",
    back="passage à l’heure d’hiver le {day}",
    forward="passage à l’heure d’été le {day}",
    decimal=",",
    byte="o",
)
SPANISH = Language(
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    numbers=("ninguno", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
    day_month=lambda day, month: f"{day} de {month}",
    year=lambda text, year: f"{text} de {year}",
    hour=lambda hour, minute: f"{hour:02}:{minute:02}",
    geneva="hora de Ginebra",
    hours_between=lambda start, end: f"de {start} a {end}",
    units=(("día", "días"), ("hora", "horas"), ("minuto", "minutos")),
    join=" y ",
    left=_spanish_left,
    to_correct=_spanish_correct,
    saved=lambda text, hour: f"Guardado a {'la' if hour == 1 else 'las'} {text}",
    back="cambio al horario de invierno el {day}",
    forward="cambio al horario de verano el {day}",
    decimal=",",
    byte="B",
)
LANGUAGES = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH}


def _rules(language: str) -> Language:
    return LANGUAGES.get(language[:2].lower(), ENGLISH)


def in_geneva(moment: datetime) -> datetime:
    """The same instant on a clock in Geneva. A moment without a zone is refused (ValueError)."""
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone before it can be said in Geneva time")
    return moment.astimezone(GENEVA)


def offset(moment: datetime) -> str:
    """Geneva's distance from UTC at that moment: "UTC+1" in winter, "UTC+2" in summer."""
    return _offset(_minutes_ahead(in_geneva(moment)))


def _minutes_ahead(local: datetime) -> int:
    ahead = local.utcoffset() or timedelta(0)
    return int(ahead.total_seconds()) // 60


def _offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def day(when: date, language: str, *, weekday: bool = True, year: bool = False) -> str:
    """ "Wednesday 28 October", "mercredi 28 octobre", "miércoles 28 de octubre".

    A datetime is taken on the Geneva clock.
    """
    if isinstance(when, datetime):
        when = in_geneva(when).date()
    rules = _rules(language)
    text = rules.day_month(when.day, rules.months[when.month - 1])
    if year:
        text = rules.year(text, when.year)
    return f"{rules.weekdays[when.weekday()]} {text}" if weekday else text


def weekday(when: date, language: str) -> str:
    """ "Wednesday", "mercredi", "miércoles"."""
    if isinstance(when, datetime):
        when = in_geneva(when).date()
    return _rules(language).weekdays[when.weekday()]


def days(first: date, last: date, language: str, *, year: bool = True) -> str:
    """ "6–9 October 2026"; across months "30 March – 2 April 2026"."""
    if first == last:
        return day(first, language, weekday=False, year=year)
    end = day(last, language, weekday=False, year=year)
    if (first.year, first.month) == (last.year, last.month):
        start = "1er" if _rules(language) is FRENCH and first.day == 1 else str(first.day)
        return f"{start}–{end}"
    start = day(first, language, weekday=False, year=year and first.year != last.year)
    return f"{start} – {end}"


def hour(moment: datetime, language: str) -> str:
    """In a sentence: "23:59", French "23 h 59"."""
    local = in_geneva(moment)
    return _rules(language).hour(local.hour, local.minute)


def clock(moment: datetime) -> str:
    """In a table, in every language: "09:00"."""
    return f"{in_geneva(moment):%H:%M}"


def clock_range(start: datetime, end: datetime) -> str:
    """In a table, in every language: "09:00–09:55"."""
    return f"{clock(start)}–{clock(end)}"


def moment(when: datetime, language: str, *, weekday: bool = True, year: bool = False) -> str:
    """ "Wednesday 28 October, 23:59 Geneva time (UTC+1)" and its French and Spanish forms."""
    rules = _rules(language)
    gap = " " if rules is ENGLISH else ", "
    text = f"{day(when, language, weekday=weekday, year=year)}, {hour(when, language)}"
    return f"{text}{gap}{rules.geneva} ({offset(when)})"


def day_and_hour(when: datetime, language: str, *, weekday: bool = True, year: bool = False) -> str:
    """ "Wednesday 28 October, 23:59", where the zone stands beside it."""
    return f"{day(when, language, weekday=weekday, year=year)}, {hour(when, language)}"


def meeting(start: datetime, end: datetime, language: str, *, year: bool = True) -> str:
    """ "Tuesday 6 October 2026, 10:00 to 10:45 Geneva time (UTC+2)"."""
    rules = _rules(language)
    gap = " " if rules is ENGLISH else ", "
    hours = rules.hours_between(hour(start, language), hour(end, language))
    return f"{day(start, language, year=year)}, {hours}{gap}{rules.geneva} ({offset(start)})"


def zone(when: datetime, language: str) -> str:
    """ "Geneva time, UTC+1"."""
    return f"{_rules(language).geneva}, {offset(when)}"


def clock_change(now: datetime, then: datetime, language: str) -> str:
    """ "clocks go back on 25 October" where the offset differs between now and then, else ""."""
    here, there = in_geneva(now), in_geneva(then)
    before, after = _minutes_ahead(here), _minutes_ahead(there)
    if before == after or there <= here:
        return ""
    noon = here.replace(hour=12, minute=0, second=0, microsecond=0)
    while _minutes_ahead(noon) == before:
        noon += timedelta(days=1)
    rules = _rules(language)
    sentence = rules.back if after < before else rules.forward
    return sentence.format(day=day(noon, language, weekday=False))


def length(span: timedelta, language: str) -> str:
    """The two largest units that are not nought, never under a minute: "21 days and 3 hours", "1 hour"."""
    minutes = max(1, int(span.total_seconds()) // 60)
    counts = (minutes // 1440, minutes // 60 % 24, minutes % 60)
    first = next(place for place, count in enumerate(counts) if count)
    rules = _rules(language)
    parts = [
        f"{counts[place]}{NBSP}{rules.units[place][counts[place] != 1]}"
        for place in (first, first + 1)
        if place < 3 and (counts[place] or place == first)
    ]
    return rules.join.join(parts)


def time_left(now: datetime, until: datetime, language: str) -> str:
    """ "21 days and 3 hours left", "Il reste 21 jours et 3 heures"; "" once it is over."""
    if until <= now:
        return ""
    what = length(until - now, language)
    return _capital(_rules(language).left(what, what.split(NBSP)[0] == "1"))


def things_to_correct(count: int, language: str) -> str:
    """ "There are two things to correct"; above ten the number is a figure."""
    rules = _rules(language)
    word = rules.numbers[count] if 0 <= count <= 10 else str(count)
    return rules.to_correct(count, word)


def saved_at(when: datetime, language: str) -> str:
    """ "Saved at 14:06"."""
    return _rules(language).saved(hour(when, language), in_geneva(when).hour)


def file_size(count: int, language: str) -> str:
    """ "180 KB", "1.4 MB"; French "180 Ko", "1,4 Mo". Never "0 KB": a short file is 1 KB."""
    rules = _rules(language)
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))}{NBSP}K{rules.byte}"
    return f"{count / 1_000_000:.1f}".replace(".", rules.decimal) + f"{NBSP}M{rules.byte}"


def count_words(text: str) -> int:
    """Words as the forms count them: what stands between Unicode white space."""
    return len(text.split())


def direction(text: str) -> str:
    """ "rtl" or "ltr", by the first letter that has a direction (as `dir="auto"` does in browsers)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"
