"""Every message, in every language: whole, small, neutral, and impossible to inject into. No database."""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings

from presessions.mail import messages
from presessions.mail.letters import Letter
from presessions.mail.models import OutgoingMail
from presessions.mail.rendering import plainly, render
from tests.mail.canaries import ADDRESSES, NUMBERS, QUOTES, TEXTS, values

LANGUAGES = [code for code, _ in settings.LANGUAGES]
FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
# What could tell a person looking over a shoulder what this is about.
TELLING = re.compile(
    r"\bupr\b|\bepu\b|universal periodic|human rights|droits de l|derechos humanos", re.IGNORECASE
)


def posted(name, language, **changed):
    rendered = render(messages.build(name, {**values(name), **changed}), language)
    row = OutgoingMail(to="reader@example.org", message_id="<canary@example.org>", language=language)
    return rendered, Letter(row, rendered).message().as_bytes(linesep="\r\n")


def test_every_message_has_its_three_templates_and_every_folder_a_message():
    found = {
        folder.name: {path.name for path in folder.iterdir()}
        for folder in FOLDER.iterdir()
        if folder.is_dir()
    }
    assert found == {name: {"subject.txt", "body.txt", "body.html"} for name in messages.NAMES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", messages.NAMES)
def test_message_is_complete_small_and_neutral(name, language):
    rendered, raw = posted(name, language)
    given = values(name)
    parsed = message_from_bytes(raw, policy=policy.default)

    assert len(raw) <= 30 * 1024
    assert parsed.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    for key in ADDRESSES.keys() & given.keys():
        assert given[key] in rendered.text
        assert given[key] in rendered.html
    for key in (TEXTS.keys() & given.keys()) - {"opens"}:
        assert str(given[key]) in rendered.text
    assert not re.search(r"<(img|script|link|iframe|object|form)|url\(|@import|src=", rendered.html)
    assert set(re.findall(r"https?://[^\s\"<]+", rendered.html)) <= set(ADDRESSES.values())
    assert not TELLING.search(rendered.subject + str(parsed["From"]))
    assert not TELLING.search(re.search(r'class="pre">(.*?)</div>', rendered.html, re.DOTALL)[1])
    assert "{{" not in rendered.text + rendered.html
    assert "{%" not in rendered.text + rendered.html


@pytest.mark.parametrize("name", messages.NAMES)
def test_subject_carries_reference_series_and_dates_only(name):
    """Whatever a subject takes from its values is among what may be seen on a locked screen."""
    allowed = {"reference", "deadline", "due", "closes"}
    subject = render(messages.build(name, values(name)), "en").subject
    shown = {key for key, text in TEXTS.items() if text in subject}
    assert shown <= allowed


@pytest.mark.parametrize("name", messages.NAMES)
def test_message_takes_no_parameter_that_names_whom_or_what_it_is_about(name):
    known = {*TEXTS, *ADDRESSES, *NUMBERS, "counts", *QUOTES.get(name, {})}
    assert set(values(name)) <= known


def test_only_the_digest_quotes_and_on_its_cover_nothing_of_it():
    """It goes to delegates who asked for it; subject and preview stay neutral as those of all others."""
    assert set(QUOTES) == {"mission_digest"}
    rendered, _raw = posted("mission_digest", "en")
    preheader = re.search(r'class="pre">(.*?)</div>', rendered.html, re.DOTALL)[1]

    assert "CNRY" not in rendered.subject + preheader
    for shown in ("CNRY-STATE", "CNRY-TEXT", "CNRY-NAME", "2 recommendations", "3 more recommendations"):
        assert shown in rendered.text
        assert shown in rendered.html


INJECTIONS = [
    "x\r\nBcc: thief@example.org",
    "x\nBcc: thief@example.org",
    "x%0aBcc: thief@example.org",
    "x\u2028Bcc: thief@example.org",
    "x\x85Bcc: thief@example.org",
    "{{ settings.SECRET_KEY }}{x.__class__}%(reference)s",
    "<a href='https://evil.example'>here</a>",
    "é" * 1000,
]


@pytest.mark.parametrize("nasty", INJECTIONS)
@pytest.mark.parametrize("name", ["application_received", "statement_reminder"])
def test_injected_text_stays_text_and_adds_no_header_or_reader(name, nasty):
    rendered, raw = posted(name, "fr", reference=nasty)
    parsed = message_from_bytes(raw, policy=policy.default)

    assert parsed["Bcc"] is None
    assert parsed.get_all("To") == ["reader@example.org"]
    assert len(rendered.subject.splitlines()) == 1
    assert "<a href='https://evil" not in rendered.html
    if "{" in nasty:
        assert nasty in rendered.text


@pytest.mark.parametrize(
    "bad", ["javascript:alert(1)", "/my/", "https://", "https://a b/", "https://a/\r\nX: y"]
)
def test_address_that_is_not_absolute_and_plain_is_refused(bad):
    with pytest.raises(ValueError, match="absolute"):
        messages.application_received(reference="54-7KQM", url=bad, deadline="soon")


def test_only_lists_can_be_left_and_decisions_carry_no_such_header():
    carrying = {name for name in messages.NAMES if b"List-Unsubscribe-Post" in posted(name, "en")[1]}
    assert carrying == {
        *("call_for_applications", "programme_published", "publication_notice"),
        "mission_digest",
    }


@pytest.mark.parametrize(
    ("days", "lead"),
    [(0, "is due today."), (1, "is due in one day."), (14, "is due in 14 days.")],
)
def test_statement_reminder_counts_its_days(days, lead):
    assert lead in posted("statement_reminder", "en", days=days)[0].text


@pytest.mark.parametrize(
    ("shown", "lead"),
    [(True, "can now be read."), (False, "Nobody outside reads any of it yet.")],
)
def test_statement_published_says_whether_it_is_read(shown, lead):
    letter = posted("statement_published", "en", shown=shown)[0]
    assert lead in letter.text
    assert ("is shown" in letter.subject) is shown


def test_build_refuses_values_that_do_not_fit():
    with pytest.raises(KeyError):
        messages.build("no_such_message", {})
    with pytest.raises(TypeError):
        messages.build("seat_offer", {"reference": "54-7KQM"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", messages.NAMES)
def test_rendering_through_marks_equals_plain_rendering(name, language):
    message = messages.build(name, values(name))
    rendered = render(message, language)
    subject, text, html = plainly(name, language, {**message.context, "help_email": settings.HELP_EMAIL})
    # a subject is one line: every space in it, French no-break ones too, becomes a plain one
    assert (rendered.subject, rendered.text, rendered.html) == (" ".join(subject.split()), text, html)


ABOUT_APPLICANTS = [name for name in messages.NAMES if "reference" in values(name)] + ["programme_published"]
ON_THE_COVER = re.compile(
    r"panel|seat|statement|application|declara|candidat|intervenci|presession|pre-session", re.I
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ABOUT_APPLICANTS)
def test_discreet_letter_does_not_say_what_it_is_about(name, language, settings):
    settings.DEFAULT_FROM_EMAIL = "UPR Info, Pre-sessions <post@site.example>"
    settings.DISCREET_FROM_EMAIL = "post@site.example"
    rendered, raw = posted(name, language, discreet=True)
    given = values(name)

    assert str(message_from_bytes(raw, policy=policy.default)["From"]) == "post@site.example"
    assert not ON_THE_COVER.search(rendered.subject + rendered.text.replace("presessions@localhost", ""))
    assert not TELLING.search(
        rendered.subject + rendered.text + re.sub(r"<style>.*</style>", "", rendered.html, flags=re.S)
    )
    assert 'class="pre"></div>' in rendered.html
    assert given["url"] in rendered.text
    assert all(given[key] in rendered.text for key in ("answer_by", "deadline", "due") if key in given)
    assert b"List-Unsubscribe" not in raw


def test_a_code_leaves_without_the_senders_name(settings):
    settings.DEFAULT_FROM_EMAIL = "UPR Info, Pre-sessions <post@site.example>"
    settings.DISCREET_FROM_EMAIL = "post@site.example"
    rendered, raw = posted("sign_in_code", "en")
    assert b"From: post@site.example\r\n" in raw
    assert "Pre-sessions" not in rendered.html + rendered.text
