"""Pasted text as plain paragraphs, and how long it takes to say it.

What was copied from a word processor keeps its words, paragraphs, lists and quotes and loses its baggage: markup,
comments, styles, private-use bullets, soft hyphens, characters nobody sees. Text that only contains a "<" is left
as it is. Nothing is cut.
"""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import count

import nh3

from presessions.wording import count_words

WORDS_PER_MINUTE = 125  # read aloud and interpreted; settings may say otherwise

_MARKUP = re.compile(
    r"</\w|<!--|<(p|br|div|li|span|b|i|ul|ol|blockquote|table|html|body|style|o:p)\b[^<>]*>", re.IGNORECASE
)
_ENDS = re.compile(r"<\s*(br|/p|/div|/li|/tr|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<\s*li\b[^<>]*>", re.IGNORECASE)
_NUMBERED = re.compile(r"<\s*ol\b[^<>]*>(.*?)<\s*/ol\s*>", re.IGNORECASE | re.DOTALL)
_QUOTE = re.compile(
    r"<\s*blockquote\b[^<>]*>\s*(?:<p\b[^<>]*>)?\s*(.*?)\s*(?:</p>)?\s*</\s*blockquote\s*>",
    re.IGNORECASE | re.DOTALL,
)
_PASTED_BULLET = re.compile(r"^ *[·§o]\t\s*", re.MULTILINE)  # symbols of Word's own fonts
_BULLETS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf076\uf0d8\uf02d\u2023\u25cf\u25aa", "•"))
_BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\u2028": "\n", "\u2029": "\n\n"})
_KEPT = frozenset({"\n", "\t", "\u200c", "\u200d"})  # joiners: Persian and Indic words need them
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MANY = re.compile(r"\n{3,}")


def plain_paragraphs(text: str) -> str:
    """The text without markup and characters nobody sees; paragraphs apart by one empty line at most."""
    text = text.replace("\r\n", "\n").translate(_BREAKS)
    if _MARKUP.search(text):
        text = _without_markup(text)
    text = _PASTED_BULLET.sub("• ", text)
    text = unicodedata.normalize("NFC", text.translate(_BULLETS))
    text = "".join(
        letter for letter in text if letter in _KEPT or unicodedata.category(letter) not in _UNSEEN
    )
    lines = [line.rstrip() for line in text.replace("\t", " ").split("\n")]
    return _MANY.sub("\n\n", "\n".join(lines)).strip()


def _without_markup(text: str) -> str:
    text = _NUMBERED.sub(_with_numbers, _QUOTE.sub(r"<p>“\1”</p>", text))
    text = _ITEM.sub("• ", _ENDS.sub("\n", text))
    return html.unescape(nh3.clean(text, tags=set(), attributes={}, clean_content_tags={"style", "script"}))


def _with_numbers(found: re.Match[str]) -> str:
    """The items of a numbered list with their numbers."""
    numbers = count(1)
    return _ITEM.sub(lambda _item: f"{next(numbers)}. ", found[1])


def minutes_to_say(text: str, words_per_minute: int = WORDS_PER_MINUTE) -> float:
    """Minutes it takes to read the text aloud."""
    return count_words(text) / words_per_minute
