"""The tag library `presessions`: words, dates and small decisions the components need.

The wording itself is in `presessions.wording`; here it meets the active language.
"""

from __future__ import annotations

import gettext as gettext_files
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pycountry
from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template.context import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import get_language_bidi as active_language_is_rtl

from presessions import wording

register = template.Library()


def _language() -> str:
    return get_language() or "en"


# --- dates and hours ---------------------------------------------------------------------------

GENEVA_STYLES = {
    "": lambda when, language: wording.moment(when, language),
    "year": lambda when, language: wording.moment(when, language, year=True),
    "short": lambda when, language: wording.day_and_hour(when, language, weekday=False),
    "day-hour": lambda when, language: wording.day_and_hour(when, language),
    "day-hour-year": lambda when, language: wording.day_and_hour(when, language, year=True),
    "day": lambda when, language: wording.day(when, language),
    "day-year": lambda when, language: wording.day(when, language, year=True),
    "date": lambda when, language: wording.day(when, language, weekday=False),
    "date-year": lambda when, language: wording.day(when, language, weekday=False, year=True),
    "weekday": lambda when, language: wording.weekday(when, language),
    "hour": lambda when, language: wording.hour(when, language),
    "clock": lambda when, language: wording.clock(when),
    "zone": lambda when, language: wording.zone(when, language),
    "offset": lambda when, language: wording.offset(when),
}


@register.filter
def geneva(when: datetime | date | None, style: str = "") -> str:
    """A moment in Geneva's words: `{{ call.deadline|geneva }}`; styles in `GENEVA_STYLES`.

    A plain date takes the styles without an hour. Nothing gives "".
    """
    return GENEVA_STYLES[style](when, _language()) if when else ""


@register.simple_tag
def geneva_range(start: datetime, end: datetime, style: str = "sentence") -> str:
    """`sentence` (day, hours, zone), `sentence-short` (without the year) or `clock` ("09:00–09:55")."""
    if style == "clock":
        return wording.clock_range(start, end)
    return wording.meeting(start, end, _language(), year=style != "sentence-short")


@register.simple_tag
def geneva_days(first: date, last: date, year: bool = True) -> str:
    """ "6–9 October 2026"."""
    return wording.days(first, last, _language(), year=year)


@register.filter
def no_empty_heads(table: str) -> SafeString:
    """Django's table of rows, its columns without a name headed by plain cells, which a screen reader passes by."""
    plain = table.replace('<th class="original"></th>', '<td class="original"></td>').replace(
        "<th></th>", "<td></td>"
    )
    return mark_safe(plain)  # noqa: S308 - as Django drew it


@register.filter
def time_left(until: datetime | None) -> str:
    """ "21 days and 3 hours left", "" when over or unknown."""
    return wording.time_left(timezone.now(), until, _language()) if until else ""


@register.filter
def clock_change(then: datetime) -> str:
    """ "clocks go back on 25 October", when they do between now and then."""
    return wording.clock_change(timezone.now(), then, _language())


@register.filter
def saved_at(when: datetime) -> str:
    """ "Saved at 14:06"."""
    return wording.saved_at(when, _language())


# --- text, languages, sizes --------------------------------------------------------------------


@register.filter
def word_count(text: str | None) -> int:
    """Words as the server counts them when it checks a limit."""
    return wording.count_words(text or "")


@register.filter
def bytes_words(count: int | None) -> str:
    """ "180 KB", "1,4 Mo"; "" for an unknown size."""
    return "" if count is None else wording.file_size(count, _language())


@register.filter
def langname(code: str | None) -> str:
    """The name of a language in the reader's language: "Portuguese", "portugais", "portugués"."""
    if not code:
        return ""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        short = code.split("-")[0].lower()
        found = pycountry.languages.get(**{f"alpha_{len(short)}": short}) if len(short) in (2, 3) else None
        if found is None:
            return code
        name = _iso_name_here(found.name)
    return name if _language().startswith("en") else name[:1].lower() + name[1:]


def _iso_name_here(name: str) -> str:
    """An ISO 639 name in the page's language, where pycountry's own translations have it."""
    try:
        found = gettext_files.translation("iso639-3", pycountry.LOCALES_DIR, languages=[_language()[:2]])
    except OSError:
        return name
    return found.gettext(name)


@register.filter
def langname_own(code: str) -> str:
    """The name of a language in itself: "français"."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return langname(code)


@register.filter
def dir_auto(text: Any, lang: str = "") -> SafeString:
    """Somebody's own words, in any script, kept from turning the line around them.

    The direction is worked out here, because the engine that makes PDFs does not know `dir="auto"`.
    """
    direction = wording.direction(str(text))
    if lang:
        return format_html('<bdi dir="{}" lang="{}">{}</bdi>', direction, lang, text)
    return format_html('<bdi dir="{}">{}</bdi>', direction, text)


@register.simple_tag
def page_direction() -> str:
    """ "ltr" or "rtl" for the page's own language."""
    return "rtl" if active_language_is_rtl() else "ltr"


@register.filter
def reach_label(reach: str) -> str:
    """How far an answer travels, in words."""
    return {
        "staff": gettext("Staff only"),
        "missions": gettext("Missions"),
        "public": gettext("Public if you agree"),
    }[reach]


# --- links -------------------------------------------------------------------------------------


@register.simple_tag
def url_if_any(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page, or "" where no such page exists: `{% url_if_any "desk:my" as my %}`."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def nav_item(context: RequestContext, name: str, label: str) -> SafeString:
    """One destination of the masthead, marked when the reader is in it; nothing if it has no page."""
    url = url_if_any(name)
    if not url:
        return SafeString("")
    request = context.get("request")
    path = request.path if request else ""
    if path == url:
        return format_html('<li><a href="{}" aria-current="page">{}</a></li>', url, label)
    if url != "/" and path.startswith(url):
        return format_html('<li><a href="{}" aria-current="true">{}</a></li>', url, label)
    return format_html('<li><a href="{}">{}</a></li>', url, label)


# --- forms -------------------------------------------------------------------------------------


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether "(optional)" is written: `optional` set on the form field, else not required.

    A draft may be saved with gaps, so a step's fields are not required by the browser; the form
    sets `field.optional = False` on those that must be there before sending.
    """
    return bool(getattr(field.field, "optional", not field.field.required))


@register.filter
def option_hint(field: BoundField, value: Any) -> str:
    """The second line under a choice, from `option_hints` (value -> words) on the form field."""
    hints: Mapping[str, str] = getattr(field.field, "option_hints", {})
    return str(hints.get(str(value), ""))


@register.simple_tag
def pips(filled: int, missing: int = 0) -> list[str]:
    """One entry per pip of a meter: "full" or "missing"."""
    return ["full"] * int(filled or 0) + ["missing"] * int(missing or 0)


@register.simple_tag
def error_links(forms: BaseForm | BaseFormSet[Any] | Iterable[BaseForm] | None) -> list[dict[str, str]]:
    """What is to correct, in page order: `target` (id to jump to, or "") and `text` as at the field.

    Where two fields say the same, each line begins with what it is about: the field's ``row`` or its label.
    """
    if forms is None:
        return []
    if isinstance(forms, BaseForm):
        return _told_apart(_form_errors(forms))
    links = [link for form in forms for link in _form_errors(form)]
    if isinstance(forms, BaseFormSet):
        links += [{"target": "", "text": str(text), "about": ""} for text in forms.non_form_errors()]
    return _told_apart(links)


def _form_errors(form: BaseForm) -> list[dict[str, str]]:
    links = [{"target": "", "text": str(text), "about": ""} for text in form.non_field_errors()]
    for field in form:
        about = str(getattr(field.field, "row", "") or field.label)
        links += [
            {"target": _first_control(field), "text": str(text), "about": about} for text in field.errors
        ]
    return links


def _told_apart(links: list[dict[str, str]]) -> list[dict[str, str]]:
    often = Counter(link["text"] for link in links)
    return [
        {"target": link["target"], "text": _begun(link) if often[link["text"]] > 1 else link["text"]}
        for link in links
    ]


def _begun(link: dict[str, str]) -> str:
    if not link["about"]:
        return link["text"]
    return gettext("%(about)s: %(problem)s") % {"about": link["about"], "problem": link["text"]}


def _first_control(field: BoundField) -> str:
    """The id of the control to go to; of a group of choices, its first one."""
    if field.is_hidden:
        return ""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def things_to_correct(count: int) -> str:
    """ "There are two things to correct"."""
    return wording.things_to_correct(count, _language())
