"""The library's question as it stands in its address: words and filters, each value known or left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.enums import OrganisationKind

from .categories import CATEGORIES
from .library import NATIONAL_COALITION, RECOMMENDATIONS, STATEMENTS, Question
from .library_facts import Meeting

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
    "action": "actions",
    "series": "series",
    "cycle": "cycles",
    "language": "languages",
}


class LibraryForm(forms.Form):
    """Words and filters, read from the address."""

    q = forms.CharField(
        required=False,
        max_length=LONGEST,
        label=_("Words"),
        error_messages={"max_length": _("Ask in at most %(limit_value)d characters.")},
    )

    def __init__(self, data: QueryDict, *, over: Iterable[Meeting], issues: Iterable[str]) -> None:
        super().__init__(data)
        over = list(over)
        known = {
            "state": {row.slug for row in over},
            "region": {row.region for row in over},
            "series": {str(row.number) for row in over},
            "cycle": {str(row.cycle) for row in over},
            "issue": set(issues),
            "kind": set(KINDS),
            # of recommendations only: a statement may hold several
            "action": set() if data.get("show") == STATEMENTS else {str(each) for each in CATEGORIES},
            "language": {code for code in data.getlist("language") if LANGUAGE.fullmatch(code)},
        }
        asked = {name: dict.fromkeys(data.getlist(name)) for name in FILTERS}
        self.values = {
            name: tuple(value for value in values if value in known[name]) for name, values in asked.items()
        }
        self._left_out = sum(len(asked[name]) - len(self.values[name]) for name in FILTERS)

    @property
    def question(self) -> Question:
        """What is asked; a question too long to answer asks for nothing but its filters."""
        self.is_valid()
        values = {field: self.values[name] for name, field in FILTERS.items()}
        show = STATEMENTS if self.data.get("show") == STATEMENTS else RECOMMENDATIONS
        return Question(words=self.cleaned_data.get("q", ""), show=show, **values)

    @property
    def recommendations(self) -> Question:
        """The same question, answered with recommendations: what files and feeds take."""
        return replace(self.question, show=RECOMMENDATIONS)

    @property
    def address(self) -> str:
        """The question as it stands in an address, without what is not known."""
        pairs = [("q", self.question.words)] if self.question.words else []
        pairs += [(name, value) for name in FILTERS for value in self.values[name]]
        return urlencode(pairs)

    @property
    def left_out(self) -> str:
        """A sentence on filters that are not known, "" where all are."""
        words = ngettext(
            "One filter in this address is not known here and is left out.",
            "%(count)d filters in this address are not known here and are left out.",
            self._left_out,
        )
        return words % {"count": self._left_out} if self._left_out else ""
