"""What every page of the form can do: show what is saved, check it by the rules, say what to write.

No field is required by the browser or by Django: a page may be saved with gaps.
What must be there before sending is said by ``eligibility`` alone, so the form
and the last check can't differ.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from .answers import answers_of, offered_issues
from .eligibility import Answers, ChosenIssue, Page, page_problems
from .file_rules import visible
from .models import Application
from .sentences import PAGE_TITLES, sentence

Raw = dict[str, list[str]]
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def asked(field: forms.Field, reach: str, *, needed: bool = True, **marks: Any) -> Any:
    """Mark a field with how far its answer travels and whether it is needed before sending."""
    field.required = False
    field.reach = reach  # type: ignore[attr-defined]
    field.optional = not needed  # type: ignore[attr-defined]
    for name, value in marks.items():
        setattr(field, name, value)
    return field


class LongText(forms.CharField):
    """Text of many lines, kept to the character; only line ends are made alike."""

    widget = forms.Textarea(attrs={"rows": 6, "dir": "auto"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class OneLine(forms.CharField):
    """One line without signs nobody sees: names are read in lists, where such a sign turns its neighbours round."""

    def to_python(self, value: Any) -> Any:
        return visible(super().to_python(value) or "")


def line(**kwargs: Any) -> forms.CharField:
    """One line in any script."""
    attrs = {"dir": "auto", **kwargs.pop("attrs", {})}
    return OneLine(widget=forms.TextInput(attrs=attrs), **kwargs)


def yes_no(**kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=YES_NO,
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        empty_value=None,
        **kwargs,
    )


def one_of(choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **kwargs)


class PageForm(forms.Form):
    """One page. ``saved`` is what the row holds as the page would show it; ``values`` what to write."""

    page: ClassVar[Page]
    intro: ClassVar[Any] = ""
    use_required_attribute = False

    def __init__(
        self, data: Any = None, files: Any = None, *, application: Application, initial: Any = None
    ) -> None:
        self.application = application
        super().__init__(data, files, initial=initial or {}, label_suffix="")
        self.adapt()
        if not initial:
            self.initial = self.saved()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self.layout()
        self.helper.disable_csrf = True

    def adapt(self) -> None:
        """Leave out what isn't asked of this application, and fill choices."""

    def layout(self) -> Layout:
        return Layout(*self.fields)

    @property
    def title(self) -> str:
        return str(PAGE_TITLES[self.page])

    def saved(self) -> dict[str, Any]:
        """What the row holds, as the widgets speak."""
        return {
            name: _shown(field, getattr(self.application, name))
            for name, field in self.fields.items()
            if hasattr(self.application, name)
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answers = self.answers(cleaned)
        for problem in page_problems(self.page, answers, offered_issues()):
            if problem.field in self.fields and problem.field not in self.errors:
                self.add_error(problem.field, sentence(problem))
        return cleaned

    def answers(self, cleaned: dict[str, Any]) -> Answers:
        """The application's answers with those of this page put in."""
        now = answers_of(self.application)
        mine = {name: value for name, value in cleaned.items() if hasattr(now, name)}
        return replace(now, **mine)

    def values(self) -> dict[str, Any]:
        """What to write into the row, by field name."""
        return {name: value for name, value in self.cleaned_data.items() if hasattr(self.application, name)}

    def issues(self) -> list[ChosenIssue] | None:
        """The issues to write, where this page asks for them."""
        return None


def as_sent(raw: Raw) -> QueryDict:
    """Kept text as a browser would send it."""
    data = QueryDict(mutable=True)
    for name, texts in raw.items():
        data.setlist(name, texts)
    return data


def _shown(field: forms.Field, value: Any) -> Any:
    if isinstance(field, forms.BooleanField):
        return bool(value)  # any text, "no" too, would tick the box
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def raw_of(form: PageForm) -> Raw:
    """What the row holds as a browser would send it; to compare with what was sent."""
    raw: Raw = {}
    for name, field in form.fields.items():
        value = form.initial.get(name, "")
        if isinstance(field, forms.FileField):
            continue
        if isinstance(field, forms.BooleanField):
            raw[name] = ["on"] if value is True else []
        elif isinstance(field, forms.MultipleChoiceField):
            raw[name] = [str(item) for item in value or []]
        else:
            raw[name] = [str(value)] if str(value) else []
    return raw


def raw_from(form: PageForm, data: Any) -> Raw:
    """What was sent, by field: nothing else is kept, and no character that a database refuses."""
    names = [name for name, field in form.fields.items() if not isinstance(field, forms.FileField)]
    return {
        name: [text.replace("\x00", "").replace("\r\n", "\n") for text in data.getlist(name) if text]
        for name in names
    }


def initial_from(form_class: type[PageForm], application: Application, raw: Raw) -> dict[str, Any]:
    """Kept text as initial values, for a page that is shown again without its errors."""
    form = form_class(application=application)
    initial: dict[str, Any] = {}
    for name, field in form.fields.items():
        texts = raw.get(name, [])
        many = isinstance(field, forms.MultipleChoiceField)
        initial[name] = texts if many else (texts[0] if texts else "")
        if isinstance(field, forms.BooleanField):
            initial[name] = bool(texts)
    return initial
