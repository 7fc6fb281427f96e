"""Sample values for the gallery of components (a page for developers).

Everything here is made up: the organisations do not exist and no sentence was said of a State.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from presessions.desk.charts import Bar, chart


class SampleForm(forms.Form):
    """One field of each kind, with the attributes the field template understands."""

    name = forms.CharField(
        label="Name of the organisation", help_text="As you would like it to be announced. Any script."
    )
    kind = forms.ChoiceField(
        label="What kind of organisation is it?",
        help_text="If two fit, choose the one that will speak.",
        widget=forms.RadioSelect,
        choices=[
            ("national", "National organisation"),
            ("grassroots", "Grassroots organisation"),
            ("nhri", "National human rights institution (NHRI)"),
        ],
        error_messages={
            "required": "Choose the kind of organisation. If two fit, choose the one that speaks."
        },
    )
    coalition = forms.BooleanField(
        label="We speak for several member organisations",
        help_text="Each keeps its own right to apply.",
        required=False,
    )
    aim = forms.CharField(
        label="Aim and work",
        help_text="What you do, for whom and since when, in at most 200 words.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    language = forms.ChoiceField(
        label="Language we write to you in",
        choices=[("en", "English"), ("fr", "français"), ("es", "español")],
    )
    telephone = forms.CharField(
        label="Telephone",
        required=False,
        help_text="Only for the week of the meeting. Leave it empty if calls are not safe.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    file = forms.FileField(
        label="Your UPR submission", required=False, help_text="PDF, Word or ODT, up to 10 MB."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = {
            "name": "public",
            "kind": "missions",
            "aim": "staff",
            "telephone": "staff",
            "file": "missions",
        }
        for field, how_far in reach.items():
            self.fields[field].reach = how_far  # type: ignore[attr-defined]
        self.fields["aim"].words_max = 200  # type: ignore[attr-defined]
        self.fields["kind"].option_hints = {  # type: ignore[attr-defined]
            "national": "Works in the whole State",
            "grassroots": "Rooted in one community or region",
            "nhri": "With or without GANHRI status",
        }

    def clean_telephone(self) -> str:
        number: str = self.cleaned_data["telephone"]
        if number and not number.startswith("+"):
            raise forms.ValidationError("Begin with + and the country code, for example +670 7700 0000.")
        return number


AIM = "Rede Feto Rural brings together 31 village groups of women who farm and fish in nine municipalities."


def samples() -> dict[str, Any]:
    """The context of `desk/gallery.html`."""
    now = timezone.now()
    return {
        "form": SampleForm(
            initial={"name": "Rede Feto Rural", "kind": "national", "aim": AIM}, auto_id="rest_%s"
        ),
        "wrong": SampleForm(
            {"name": "شبكة الماء", "aim": AIM, "language": "en", "telephone": "7700 0000"}, auto_id="wrong_%s"
        ),
        "differing": [{"label": "Aim and work", "value": AIM}],
        "deadline": now + timedelta(days=21, hours=3, minutes=1),
        "winter": datetime(2026, 10, 28, 22, 59, tzinfo=UTC),
        "groups": _groups(),
        "seats": _seats(),
        "days": _days(),
        "timeline": _timeline(),
        "crumbs": [
            {"label": "Programme", "url": "#"},
            {"label": "Series 53", "url": "#"},
            {"label": "Samoa"},
        ],
        "empty_links": [
            {"url": "#", "label": "Search without the issue filter", "after": "(12)"},
            {"url": "#", "label": "Read all on Samoa", "after": "(7)"},
        ],
        "page_obj": Paginator(range(29), 6).page(2),
        "audiences": [
            {"label": "Interpreters", "hint": "before the hour"},
            {"label": "Missions", "hint": "from the hour"},
            {"label": "Everyone", "hint": "on the website"},
        ],
        "consent_rows": _consent_rows(),
        "board": _board(),
        "chart": chart([Bar("52", 57, 69), Bar("51", 48, 71), Bar("50", 40)]),
    }


def _status(label: str, shape: str, tone: str) -> dict[str, str]:
    return {"label": label, "shape": shape, "tone": tone}


def _groups() -> list[dict[str, Any]]:
    return [
        {
            "title": "Your organisation",
            "tasks": [
                {
                    "title": "Organisation",
                    "url": "#",
                    "note": "Rede Feto Rural, national network",
                    "status": _status("Done", "disc", "green"),
                },
                {
                    "title": "Background",
                    "url": "#",
                    "note": "Founded 2011; ECOSOC status missing",
                    "status": _status("Started", "half", "blue"),
                },
                {
                    "title": "UPR submission",
                    "url": "#",
                    "note": "Joint submission, 1 file",
                    "status": _status("Being checked", "disc", "amber"),
                },
                {
                    "title": "Safety",
                    "url": "#",
                    "note": "Seen by staff only",
                    "status": _status("Not started", "ring", ""),
                },
            ],
        }
    ]


def _seats() -> list[dict[str, Any]]:
    actions = [{"label": "Why", "url": "#"}, {"label": "Swap", "url": "#"}, {"label": "Pin", "url": "#"}]

    def seat(number: int, how: str, tile: str, name: str, *lines: str) -> dict[str, Any]:
        about = (
            [{**action, "about": f"{action['label']}: {name}"} for action in actions]
            if tile != "free"
            else []
        )
        return {
            "number": number,
            "how": how,
            "kind_of_tile": tile,
            "name": name,
            "lines": lines,
            "actions": about,
        }

    return [
        seat(
            1,
            "Proposed",
            "proposed",
            "Institute for Rights and Justice",
            "NHRI",
            "Detention, children",
            "Woman, speaks PT",
        ),
        seat(2, "Offered", "offered", "Rede Feto Rural", "National", "Water, food", "Answers by 20 Nov"),
        seat(3, "Confirmed", "confirmed", "شبكة الماء", "Grassroots", "Speaks second"),
        seat(4, "Pinned", "pinned", "Hadomi Uma", "Grassroots", "Housing, water", "Man, speaks TET"),
        seat(5, "Declined", "declined", "Island Law Clinic", "Reserve 1 is next"),
        seat(6, "Free", "free", "No one yet", "Propose a panel"),
    ]


def _days() -> list[dict[str, Any]]:
    def at(day: int, hour: int, minute: int, state: str, **more: Any) -> dict[str, Any]:
        return {
            "start": datetime(2026, 10, day, hour - 2, minute, tzinfo=UTC),
            "state": state,
            "url": "#",
            **more,
        }

    return [
        {
            "date": date(2026, 10, 6),
            "meetings": [
                at(6, 9, 0, "Suriname", note="5 recommendations"),
                at(6, 10, 0, "Samoa", note="7 recommendations"),
                at(6, 11, 10, "Greece"),
            ],
        },
        {
            "date": date(2026, 10, 7),
            "today": True,
            "meetings": [
                at(7, 9, 0, "Hungary"),
                at(7, 10, 5, "Papua New Guinea", now=True),
                at(7, 11, 10, "Saint Vincent and the Grenadines"),
            ],
        },
        {
            "date": date(2026, 10, 8),
            "meetings": [
                at(8, 9, 0, "Venezuela (Bolivarian Republic of)"),
                at(8, 10, 5, "Antigua and Barbuda"),
            ],
        },
        {
            "date": date(2026, 10, 9),
            "meetings": [at(9, 9, 0, "Thailand"), at(9, 10, 5, "Sudan"), at(9, 11, 10, "Ireland")],
        },
    ]


def _timeline() -> list[dict[str, str]]:
    return [
        {"when": "21 September", "what": "Call opened", "state": "done"},
        {"when": "28 October, 23:59", "what": "Last moment to apply", "state": "now"},
        {"when": "By 13 November", "what": "Everyone has an answer"},
        {"when": "After your meeting", "what": "We publish only what you agree to"},
    ]


def _consent_rows() -> list[dict[str, Any]]:
    def row(key: str, title: str, hint: str, *ticked: bool, closed: str = "") -> dict[str, Any]:
        labels = ("Interpreters", "Missions", "Everyone")
        cells = [
            {
                "id": f"{key}-{place}",
                "name": key,
                "value": label.lower(),
                "label": label,
                "checked": on,
                "disabled": closed if place == 2 else "",
            }
            for place, (label, on) in enumerate(zip(labels, ticked, strict=True))
        ]
        return {"id": key, "title": title, "hint": hint, "cells": cells}

    return [
        row("organisation", "The organisation’s name", "Rede Feto Rural", True, True, True),
        row("name", "Your name", "Beside your statement, where you tick it", True, False, False),
        row(
            "statement",
            "Statement, Portuguese",
            "4 pages, the file you checked on 12 January",
            True,
            True,
            False,
        ),
        row(
            "translation",
            "Statement, English translation",
            "4 pages, made by us",
            False,
            False,
            False,
            closed="Read it first",
        ),
    ]


def _board() -> list[dict[str, Any]]:
    def block(
        row: int, span: int, state: str, hours: str, *, kind: str = "", word: str = ""
    ) -> dict[str, Any]:
        return {"row": row, "span": span, "state": state, "hours": hours, "kind": kind, "word": word}

    return [
        {
            "weekday": "Tuesday",
            "date": "6 Oct",
            "blocks": [
                block(1, 11, "Suriname", "09:00–09:55 · 55 min"),
                block(13, 9, "Samoa", "10:00–10:45 · 45 min", kind="locked", word="Locked"),
                block(27, 12, "Greece", "11:10–12:10 · 60 min"),
            ],
        },
        {
            "weekday": "Wednesday",
            "date": "7 Oct",
            "blocks": [
                block(1, 12, "Hungary", "09:00–10:00 · 60 min"),
                block(14, 8, "Papua New Guinea", "10:05–10:45 · 40 min"),
                block(27, 11, "Tajikistan", "11:10–12:05 · 55 min", kind="moved", word="Moved from 12:00"),
            ],
        },
        {
            "weekday": "Thursday",
            "date": "8 Oct",
            "blocks": [
                block(1, 12, "Thailand", "09:00–10:00 · 60 min"),
                block(14, 9, "Antigua and Barbuda", "10:05–10:50 · 45 min", kind="conflict", word="See 1"),
                block(
                    27, 12, "Ireland", "11:10–12:10 · 60 min", kind="conflict chosen", word="Chosen. See 2"
                ),
            ],
        },
    ]
