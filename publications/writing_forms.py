"""What a panelist writes: one page of the statement each, kept whether it fits or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.keeping import Raw
from applications.page_forms import LongText, OneLine
from presessions.folding import fold
from presessions.series.models import Issue
from presessions.wording import count_words

from .advice import advice, suggested_issues
from .comments import parts_of
from .enums import SectionKind
from .models import Statement
from .plain import plain_paragraphs
from .points import Point
from .writing import POINTS, TRANSLATIONS

SECTION_WORDS = 2000
SUMMARY_WORDS = 150
RECOMMENDATION_WORDS = 120
QUESTION_WORDS = 60
RECOMMENDATIONS, ISSUES, QUESTIONS = 3, 3, 3


def too_long(text: str, limit: int) -> str:
    """What to do about a text that is too long; empty where it fits."""
    over = count_words(text) - limit
    if over <= 0:
        return ""
    return ngettext(
        "Shorten the text by %(over)d word, to %(limit)d",
        "Shorten the text by %(over)d words, to %(limit)d",
        over,
    ) % {"over": over, "limit": limit}


class PlainText(LongText):
    """Text of many lines as plain paragraphs, at most so many words."""

    def __init__(self, *, words_max: int, rows: int = 6, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.words_max = words_max
        self.is_title = False
        self.optional = False
        self.widget.attrs["rows"] = rows

    def clean(self, value: Any) -> str:
        text = plain_paragraphs(str(super().clean(value)))
        if problem := too_long(text, self.words_max):
            raise forms.ValidationError(problem)
        return text


class WritingForm(forms.Form):
    """One page of the statement. ``page`` names it; what it holds is compared and kept as raw text."""

    page: str
    use_required_attribute = False

    def __init__(self, data: Any = None, *, statement: Statement, typed: Raw | None = None) -> None:
        """``typed`` is shown in place of what is saved, without being judged."""
        self.statement = statement
        super().__init__(data, label_suffix="")
        self.build()
        shown = self.held() if typed is None else typed
        self.initial = {name: (shown.get(name) or [""])[0] for name in self.fields}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()

    def build(self) -> None:
        """Add the fields."""

    def layout(self) -> Layout:
        return Layout(*self.fields)

    def held(self) -> Raw:
        """What the rows hold, as a browser would send it."""
        raise NotImplementedError

    def raw(self) -> Raw:
        """What was sent: the fields of this page and nothing else, without what a database refuses."""
        sent: Any = self.data
        return {
            name: [text.replace("\x00", "").replace("\r\n", "\n") for text in sent.getlist(name) if text]
            for name in self.fields
        }


SECTION_HINTS = {
    SectionKind.SUMMARY: gettext_lazy(
        "What a reader should remember, even if they read nothing else. It stands beside your name on the page."
    ),
    SectionKind.ORGANISATION: gettext_lazy("Who you are, and how you know what you say."),
    SectionKind.CONSULTATIONS: gettext_lazy(
        "Whether the Government consulted civil society for its national report: who was invited, when, and what "
        "became of it."
    ),
    SectionKind.PLAN: gettext_lazy("The issues you will speak about, in the order in which you will."),
    SectionKind.DEVELOPMENTS: gettext_lazy(
        "For each issue: what the State was asked to do at the last review, and what has changed since."
    ),
}


class SectionForm(WritingForm):
    """One section of the template."""

    def __init__(self, data: Any = None, *, kind: str, **kwargs: Any) -> None:
        self.page = kind
        super().__init__(data, **kwargs)

    def build(self) -> None:
        kind = SectionKind(self.page)
        limit = SUMMARY_WORDS if kind == SectionKind.SUMMARY else SECTION_WORDS
        self.fields["text"] = text = PlainText(
            label=kind.label,
            help_text=SECTION_HINTS[kind],
            words_max=limit,
            rows=6 if kind == SectionKind.SUMMARY else 14,
        )
        text.is_title = True

    def held(self) -> Raw:
        texts = {section.kind: section.text for section in self.statement.sections.all()}
        text = texts.get(self.page, "")
        return {"text": [text] if text else []}

    def texts(self) -> dict[str, Any]:
        """What to write."""
        return {"text": self.cleaned_data["text"]}


class PointsForm(WritingForm):
    """Two or three recommendations, each with up to three issues; and questions, if one likes."""

    page = POINTS
    ORDINALS = (
        gettext_lazy("First recommendation"),
        gettext_lazy("Second recommendation"),
        gettext_lazy("Third recommendation"),
    )
    QUESTION_ORDINALS = (
        gettext_lazy("First question"),
        gettext_lazy("Second question"),
        gettext_lazy("Third question"),
    )

    def build(self) -> None:
        names = sorted(
            ((issue.code, issue.name) for issue in Issue.objects.all()), key=lambda pair: fold(pair[1])
        )
        choices = [("", _("No issue")), *names]
        for number, title in enumerate(self.ORDINALS, start=1):
            text = PlainText(label=title, words_max=RECOMMENDATION_WORDS, rows=4)
            text.optional = number == RECOMMENDATIONS
            self.fields[f"recommendation_{number}"] = text
            for place in range(1, ISSUES + 1):
                label = _("Issue") if place == 1 else _("Another issue")
                issue = forms.ChoiceField(label=label, choices=choices, required=False)
                issue.optional = place > 1  # type: ignore[attr-defined]
                self.fields[f"issue_{number}_{place}"] = issue
            self._add_beside(f"recommendation_{number}")
        for number, title in enumerate(self.QUESTION_ORDINALS, start=1):
            question = PlainText(label=title, words_max=QUESTION_WORDS, rows=3)
            question.optional = True
            self.fields[f"question_{number}"] = question
            self._add_beside(f"question_{number}")

    def _add_beside(self, name: str) -> None:
        """To whom a recommendation or question is said, and what it refers to; both if one likes."""
        state = self.statement.seat.panel.pre_session.state_under_review.name
        to = OneLine(
            label=_("Addressed to"),
            max_length=160,
            help_text=_("Empty: %(state)s. Or one of its organs, for example its parliament.")
            % {"state": state},
        )
        source = OneLine(
            label=_("Refers to"),
            max_length=200,
            help_text=_("A document and its paragraph, for example A/HRC/47/15, para. 124.7."),
        )
        for prefix, field in (("to", to), ("source", source)):
            field.required, field.optional = False, True  # type: ignore[attr-defined]
            field.widget.attrs["dir"] = "auto"
            self.fields[f"{prefix}_{name}"] = field

    def layout(self) -> Layout:
        rows = [self._recommendation(number) for number in range(1, RECOMMENDATIONS + 1)]
        head = HTML("{% include 'publications/_questions_head.html' %}")
        questions = [
            Div(f"question_{number}", self._beside(f"question_{number}"))
            for number in range(1, QUESTIONS + 1)
        ]
        return Layout(*rows, Div(head, *questions, css_class="section stack"))

    @staticmethod
    def _beside(name: str) -> Div:
        return Div(f"to_{name}", f"source_{name}", css_class="side-by-side")

    def _recommendation(self, number: int) -> Div:
        issues = Div(*(f"issue_{number}_{place}" for place in range(1, ISSUES + 1)), css_class="side-by-side")
        moves = HTML(f"{{% include 'publications/_moves.html' with number={number} %}}")
        advice = HTML(f"{{% include 'publications/_advice.html' with number={number} %}}")
        beside = self._beside(f"recommendation_{number}")
        return Div(f"recommendation_{number}", advice, issues, beside, moves, css_class="section")

    def held(self) -> Raw:
        raw: Raw = {name: [] for name in self.fields}
        texts: dict[str, list[str]] = dict(raw)  # type: ignore[arg-type]
        for number, each in enumerate(self.statement.recommendations.all()[:RECOMMENDATIONS], start=1):
            texts[f"recommendation_{number}"] = [each.text]
            self._hold_beside(texts, f"recommendation_{number}", each)
            for place, issue in enumerate(each.issues.all()[:ISSUES], start=1):
                texts[f"issue_{number}_{place}"] = [issue.code]
        for number, question in enumerate(self.statement.questions.all()[:QUESTIONS], start=1):
            texts[f"question_{number}"] = [question.text]
            self._hold_beside(texts, f"question_{number}", question)
        return texts

    @staticmethod
    def _hold_beside(texts: dict[str, list[str]], name: str, each: Any) -> None:
        texts[f"to_{name}"] = [each.addressed_to] if each.addressed_to else []
        texts[f"source_{name}"] = [each.source] if each.source else []

    def advice(self) -> dict[str, dict[str, Any]]:
        """Beside each recommendation, as it stands in its field: what is suggested for it."""
        names = {code: name for code, name in self.fields["issue_1_1"].choices if code}  # type: ignore[attr-defined]
        language = self.statement.language
        numbers = range(1, RECOMMENDATIONS + 1)
        return {
            str(number): advice(str(self[f"recommendation_{number}"].value() or ""), language, names)
            for number in numbers
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(1, RECOMMENDATIONS + 1):
            name = f"recommendation_{number}"
            if (self._codes(number) or any(self._said_beside(name))) and not cleaned.get(name, "-"):
                self.add_error(name, _("Write the recommendation that these issues belong to"))
        for number in range(1, QUESTIONS + 1):
            if any(self._said_beside(f"question_{number}")) and not cleaned.get(f"question_{number}", "-"):
                self.add_error(f"question_{number}", _("Write the question that this belongs to"))
        return cleaned

    def _said_beside(self, name: str) -> tuple[str, str]:
        """To whom, and what it refers to."""
        return self.cleaned_data.get(f"to_{name}") or "", self.cleaned_data.get(f"source_{name}") or ""

    def texts(self) -> dict[str, Any]:
        """What to write: those that are not empty, in order."""
        return {
            "recommendations": [
                Point(text, self._codes(number), *self._said_beside(f"recommendation_{number}"))
                for number in range(1, RECOMMENDATIONS + 1)
                if (text := self.cleaned_data[f"recommendation_{number}"])
            ],
            "questions": [
                Point(text, (), *self._said_beside(f"question_{number}"))
                for number in range(1, QUESTIONS + 1)
                if (text := self.cleaned_data[f"question_{number}"])
            ],
        }

    def _codes(self, number: int) -> tuple[str, ...]:
        codes = [self.cleaned_data.get(f"issue_{number}_{place}", "") for place in range(1, ISSUES + 1)]
        return tuple(dict.fromkeys(code for code in codes if code))


class TranslationForm(WritingForm):
    """Every recommendation and question in one other language; what stays empty is not translated."""

    def __init__(self, data: Any = None, *, language: str, **kwargs: Any) -> None:
        self.language = language
        self.page = f"{TRANSLATIONS}{language}"
        super().__init__(data, **kwargs)

    def build(self) -> None:
        for part in parts_of(self.statement):
            if part.item.startswith("section:"):
                continue
            most = RECOMMENDATION_WORDS if part.item.startswith("recommendation:") else QUESTION_WORDS
            field = PlainText(label=part.title, words_max=2 * most, rows=4, help_text=part.text)
            field.optional = True
            field.widget.attrs["lang"] = self.language
            self.fields[_field_of(part.item)] = field

    def held(self) -> Raw:
        raw: dict[str, list[str]] = {name: [] for name in self.fields}
        originals: list[Any] = [*self.statement.recommendations.all(), *self.statement.questions.all()]
        for original in originals:
            for each in original.translations.all():
                if each.language == self.language and _field_of(original.item) in raw:
                    raw[_field_of(original.item)] = [each.text]
        return raw

    def texts(self) -> dict[str, Any]:
        """What to write."""
        return {"translations": {name.replace("_", ":", 1): self.cleaned_data[name] for name in self.fields}}


def _field_of(item: str) -> str:
    """The field in which an item is translated: its key, as a name may be spelled."""
    return item.replace(":", "_", 1)


def moved(data: Any, language: str) -> Any:
    """The data of a ``PointsForm`` after its buttons: one recommendation up, down or away, or its suggested issues
    filled in where no issue stands yet. Other data as it is."""
    order = list(range(1, RECOMMENDATIONS + 1))
    act, _sep, number = (data.get("move") or "").partition("-")
    if number not in {str(each) for each in order}:
        return data
    place = int(number) - 1
    if act == "issues":
        return _with_issues(data, number, language)
    if act == "remove":
        order.append(order.pop(place))
    elif act in ("up", "down"):
        other = place - 1 if act == "up" else place + 1
        if not 0 <= other < RECOMMENDATIONS:
            return data
        order[place], order[other] = order[other], order[place]
    changed = data.copy()
    for new, old in enumerate(order, start=1):
        emptied = act == "remove" and old == place + 1
        for there, here in _names(new, old):
            changed.setlist(there, [""] if emptied else data.getlist(here))
    return changed


def _with_issues(data: Any, number: str, language: str) -> Any:
    """Chosen issues stay; suggested ones follow, as far as there is room."""
    names = [f"issue_{number}_{place}" for place in range(1, ISSUES + 1)]
    chosen = [code for name in names if (code := data.get(name, ""))]
    known = set(Issue.objects.values_list("code", flat=True))
    likely = [
        code for code in suggested_issues(data.get(f"recommendation_{number}", ""), language) if code in known
    ]
    codes = [*dict.fromkeys([*chosen, *likely])][:ISSUES]
    changed = data.copy()
    for place, name in enumerate(names):
        changed.setlist(name, [codes[place] if place < len(codes) else ""])
    return changed


def _names(new: int, old: int) -> Sequence[tuple[str, str]]:
    issues = [(f"issue_{new}_{place}", f"issue_{old}_{place}") for place in range(1, ISSUES + 1)]
    texts = [
        (f"{prefix}recommendation_{new}", f"{prefix}recommendation_{old}")
        for prefix in ("", "to_", "source_")
    ]
    return [*texts, *issues]
