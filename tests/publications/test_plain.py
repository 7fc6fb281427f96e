"""Pasted text becomes plain paragraphs and loses nothing that is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presessions.wording import count_words
from publications.plain import minutes_to_say, plain_paragraphs


@pytest.mark.parametrize(
    ("pasted", "plain"),
    [
        ("One.\r\n\r\n\r\n\r\nTwo.", "One.\n\nTwo."),
        ("<p class=MsoNormal>One<o:p></o:p></p><p>Two &amp; three</p>", "One\nTwo & three"),
        ("<style>p {color: red}</style><b>One</b>", "One"),
        ("<!--[if gte mso 9]><xml>x</xml><![endif]--><p>One</p>", "One"),
        ("<ul><li>One</li><li>Two</li></ul>", "• One\n• Two"),
        ("\uf0b7\tOne", "• One"),
        ("·\tOne\no\tTwo\n1.\tThree", "• One\n• Two\n1. Three"),
        ("<ol><li>One</li><li>Two</li></ol><ul><li>Three</li></ul>", "1. One\n2. Two\n• Three"),
        (
            "<p>He said:</p><blockquote><p>The water is salt.</p></blockquote>",
            "He said:\n“The water is salt.”",
        ),
        ("so\u00adft hy\u200bphen", "soft hyphen"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u2028b\x0bc\x00", "a\nb\nc"),
        ("fewer than 5 < 10 and a > b", "fewer than 5 < 10 and a > b"),
        ("<5 wells & 3 schools>", "<5 wells & 3 schools>"),
        ("e\u0301té", "été"),
        ("", ""),
    ],
)
def test_pasted_text_keeps_its_words_and_loses_its_baggage(pasted, plain):
    assert plain_paragraphs(pasted) == plain


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="<>&")))
def test_plain_text_keeps_every_word(text):
    assert count_words(plain_paragraphs(text)) == count_words(text)


@given(st.text())
def test_plain_twice_is_plain_once(text):
    once = plain_paragraphs(text)

    assert plain_paragraphs(once) == once or "<" in once


def test_minutes_follow_the_words():
    assert minutes_to_say("word " * 250) == 2
