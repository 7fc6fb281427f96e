"""The library's question as it stands in its address: words and filters, each value known or left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.enums import OrganisationKind
from presessions.series.models import PreSession

from .library import NATIONAL_COALITION, Question

LONGEST = 200  # signs of a question
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
KINDS = {
    NATIONAL_COALITION: _("National coalition"),
    **dict(OrganisationKind.choices),
}
# the filter's name in the address -> the question's field
FILTERS = {
    "state": "states",
    "region": "regions",
    "issue": "issues",
    "kind": "kinds",
    "series": "series",
    "cycle": "cycles",
    "language": "languages",
}


class KnownValues(forms.MultipleChoiceField):
    """Any number of values; those that are not known are left out, and counted."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = frozenset(known)
        super().__init__(required=False, choices=[(value, value) for value in sorted(self.known)])
        self.left_out = 0

    def clean(self, value: Any) -> list[str]:
        kept = [each for each in dict.fromkeys(value or []) if each in self.known]
        self.left_out = len(set(value or [])) - len(kept)
        return kept


class LibraryForm(forms.Form):
    """Words and filters, read from the address."""

    q = forms.CharField(
        required=False,
        max_length=LONGEST,
        label=_("Words"),
        error_messages={"max_length": _("Ask in at most %(limit_value)d characters.")},
    )

    def __init__(self, data: QueryDict, *, over: Iterable[PreSession], issues: Iterable[str]) -> None:
        super().__init__(data)
        over = list(over)
        known = {
            "state": {row.state_under_review.slug for row in over},
            "region": {row.state_under_review.regional_group for row in over},
            "series": {str(row.series.number) for row in over},
            "cycle": {str(row.series.session.cycle) for row in over},
            "issue": set(issues),
            "kind": set(KINDS),
            "language": {code for code in data.getlist("language") if LANGUAGE.fullmatch(code)},
        }
        for name in FILTERS:
            self.fields[name] = KnownValues(known[name])

    @property
    def question(self) -> Question:
        """What is asked; a question too long to answer asks for nothing but its filters."""
        self.is_valid()
        values = {field: tuple(self.cleaned_data[name]) for name, field in FILTERS.items()}
        return Question(words=self.cleaned_data.get("q", ""), **values)

    @property
    def left_out(self) -> str:
        """A sentence on filters that are not known, "" where all are."""
        fields = (self.fields[name] for name in FILTERS)
        count = sum(field.left_out for field in fields if isinstance(field, KnownValues))
        words = ngettext(
            "One filter in this address is not known here and is left out.",
            "%(count)d filters in this address are not known here and are left out.",
            count,
        )
        return words % {"count": count} if count else ""
