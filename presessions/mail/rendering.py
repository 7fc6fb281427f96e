"""From a message to the letter: three templates, no addresses, nothing that could split a header.

Templates are rendered once per message, language and shape, with a mark in place
of every text, and the texts are then put where the marks are (escaped in HTML):
a mailing to a thousand people renders its templates once. That is sound because
our templates only print texts and ask whether one is empty; a test compares
every message with its plain rendering.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape

from presessions.mail.messages import UNSIGNED, Message, Values

PARTS = ("subject.txt", "body.txt", "body.html")
BLANK_LINES = re.compile(r"\n{3,}")
# Private-use characters: no text of ours or of anybody's form holds them.
MARK = re.compile("\ue000([a-z_]+)\ue001")
FULL = ("", "full")  # of a text, the shape only keeps whether there is one
Marked = tuple[str, ...]


@dataclass(frozen=True)
class Rendered:
    """A message as its reader will see it."""

    subject: str
    text: str
    html: str
    language: str
    list_unsubscribe_url: str = ""
    unsigned: bool = False  # leaves without the sender's name
    calendar: bytes = b""  # a calendar file that goes with it


def render(message: Message, language: str) -> Rendered:
    """Render ``message`` in ``language``. Values appear literally: they are never templates."""
    values = {**message.context, "help_email": settings.HELP_EMAIL}
    if all(isinstance(value, str | int) for value in values.values()):
        shape = tuple(
            (key, value if isinstance(value, int) else FULL[bool(value)])
            for key, value in sorted(values.items())
        )
        marked = _marked(message.name, language, shape)
        texts = {key: str(value) for key, value in values.items()}
        subject = _put(marked[0], lambda key: texts[key])
        text = _put(marked[1], lambda key: texts[key])
        html = _put(marked[2], lambda key: str(escape(texts[key])))
    else:
        subject, text, html = plainly(message.name, language, values)
    return Rendered(
        # split() knows every line break there is, the Unicode ones too
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        language=language,
        list_unsubscribe_url=message.list_unsubscribe_url,
        unsigned=message.name in UNSIGNED,
        calendar=message.calendar,
    )


def plainly(name: str, language: str, values: Values) -> tuple[str, str, str]:
    """Subject, text and HTML with ``values`` in them, straight from the templates."""
    with translation.override(language):
        context = {**values, "language": language}
        subject, text, html = (_filled(name, part, context) for part in PARTS)
    return subject, BLANK_LINES.sub("\n\n", text).strip() + "\n", html.strip() + "\n"


@lru_cache(maxsize=512)
def _marked(
    name: str, language: str, shape: tuple[tuple[str, int | str], ...]
) -> tuple[Marked, Marked, Marked]:
    """The three parts, each cut at its marks: text, key, text, key, text."""
    marks = {key: f"\ue000{key}\ue001" if seen == FULL[True] else seen for key, seen in shape}
    subject, text, html = plainly(name, language, marks)
    return tuple(MARK.split(subject)), tuple(MARK.split(text)), tuple(MARK.split(html))


def _put(marked: Marked, text_of: Callable[[str], str]) -> str:
    return "".join(text_of(piece) if place % 2 else piece for place, piece in enumerate(marked))


def _filled(name: str, part: str, context: dict[str, object]) -> str:
    template = get_template(f"emails/{name}/{part}").template  # type: ignore[attr-defined]
    return str(template.render(Context(context, autoescape=part.endswith(".html"))))
