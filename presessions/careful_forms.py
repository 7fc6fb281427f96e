"""Forms of the admin that notice when somebody else saved meanwhile.

A page carries a mark of each value it showed, in the rows below its form too. Where a value is another by the time it
is sent, and would be changed back or once more, nothing is saved: the field says what stands there now, and saving
again replaces it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.forms import BaseModelForm

if TYPE_CHECKING:
    _Form = BaseModelForm[Any]
else:
    _Form = object

SEEN = "seen_values"
MEANWHILE = "Somebody changed this meanwhile to “{now}”. What you wrote is kept: save again to replace it."
LONGEST = 200


def marks_of(forms: Iterable[BaseModelForm[Any]]) -> str:
    """A mark of what each field of these forms stands at in the database, for the page to carry."""
    return json.dumps({form.add_prefix(name): _mark(form, name) for form in forms for name in form.fields})


class CarefulForm(_Form):
    """For a ModelForm whose page carries ``marks_of`` it; without them it trusts its sender."""

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        seen = _read(self.data.get(SEEN, ""))
        for name in self.changed_data:
            shown = seen.get(self.add_prefix(name))
            if shown is not None and shown != _mark(self, name):
                self.add_error(name, MEANWHILE.format(now=_said(self, name)))


def _mark(form: BaseModelForm[Any], name: str) -> str:
    return hashlib.sha256(_text(form[name].initial).encode()).hexdigest()[:16]


def _text(value: Any) -> str:
    """The same for the same value, whatever order a list of rows comes in."""
    return "\n".join(sorted(map(str, value))) if isinstance(value, list | tuple) else str(value)


def _said(form: BaseModelForm[Any], name: str) -> str:
    """What stands there now, as its field would word it."""
    value, field = form[name].initial, form.fields[name]
    words: dict[Any, Any] = {}
    if not isinstance(value, list | tuple):
        words = {str(key): label for key, label in getattr(field, "choices", ())}
    text = str(words.get(str(value), "" if value is None else _text(value).replace("\n", ", ")))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _read(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
