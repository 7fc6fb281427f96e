"""Our own writing of a letter against Django's. No database."""

from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import BadHeaderError

from presessions.mail.letters import Letter
from presessions.mail.models import OutgoingMail
from presessions.mail.rendering import Rendered

TEXTS = [
    "short\n",
    "Déclaration attendue : « oui »\n\n  indented\n.\n..two dots\nFrom here\n",
    "x" * 3000 + "\ntrailing space \n=equals= \t\n",
    "العربية\nनेपाल\n日本語\n",
]


def parsed(raw):
    message = message_from_bytes(raw, policy=policy.default)
    parts = [
        (part.get_content_type(), part.get_content_charset(), part.get_content().splitlines())
        for part in message.iter_parts()
    ]
    names = (
        "Subject",
        "From",
        "To",
        "Message-ID",
        "Auto-Submitted",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    )
    return {name: str(message[name]) for name in names}, parts


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "subject", ["Your draft 54-7KQM", "Votre déclaration est attendue", "long " * 40 + "end"]
)
def test_letter_reads_like_djangos(subject, text, settings):
    settings.DEFAULT_FROM_EMAIL = "Pré-sessions <post@site.example>"
    row = OutgoingMail(to="reader@exämple.org", message_id="<abc@site.example>")
    rendered = Rendered(subject, text, f"<p>{text}</p>", "fr", "https://site.example/leave/")
    ours = Letter(row, rendered)
    django = EmailMultiAlternatives(subject, text, to=[row.to], headers=ours.extra_headers)
    django.attach_alternative(rendered.html, "text/html")

    raw = ours.message().as_bytes(linesep="\r\n")

    assert parsed(raw) == parsed(django.message().as_bytes(linesep="\r\n"))
    assert max(map(len, raw.split(b"\r\n"))) <= 98
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert ours.message().as_bytes() == raw.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("nasty", ["a\r\nBcc: thief@example.org", "a\nb", "a\r\n\r\nbody"])
def test_line_break_in_a_header_is_refused(nasty):
    row = OutgoingMail(to="reader@example.org", message_id="<abc@site.example>")
    with pytest.raises(BadHeaderError):
        Letter(row, Rendered("subject", "text", "html", "en", nasty))
    with pytest.raises(BadHeaderError):
        Letter(row, Rendered(nasty, "text", "html", "en"))


def test_long_subject_without_spaces_arrives_as_it_is():
    row = OutgoingMail(to="reader@example.org", message_id="<abc@site.example>")
    raw = Letter(row, Rendered("é" * 300, "text", "html", "fr")).message().as_bytes(linesep="\r\n")
    assert parsed(raw)[0]["Subject"] == "é" * 300
    assert max(map(len, raw.split(b"\r\n"))) <= 98


CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nSUMMARY:R\xc3\xa9union\r\nEND:VCALENDAR\r\n"


def test_letter_with_a_calendar_file_reads_like_djangos():
    row = OutgoingMail(to="reader@example.org", message_id="<abc@site.example>")
    ours = Letter(row, Rendered("subject", "text\n", "<p>text</p>", "fr", calendar=CALENDAR))
    django = EmailMultiAlternatives("subject", "text\n", to=[row.to], headers=ours.extra_headers)
    django.attach_alternative("<p>text</p>", "text/html")
    django.attach("meeting.ics", CALENDAR.decode(), "text/calendar; method=CANCEL")
    raw = ours.message().as_bytes(linesep="\r\n")
    read = [message_from_bytes(one, policy=policy.default) for one in (raw, django.message().as_bytes())]
    for letter in read:
        assert letter.get_content_type() == "multipart/mixed"
        both, file = letter.iter_parts()
        assert [part.get_content_type() for part in both.iter_parts()] == ["text/plain", "text/html"]
        assert (file.get_content_type(), file.get_param("method")) == ("text/calendar", "CANCEL")
        assert (file.get_filename(), file.is_attachment()) == ("meeting.ics", True)
    ours_file, djangos_file = (letter.get_payload(1).get_payload(decode=True) for letter in read)
    assert ours_file == CALENDAR
    assert djangos_file.replace(b"\r\n", b"\n") == CALENDAR.replace(b"\r\n", b"\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 98
