"""A file whose text goes into the sections: taken in, read, looked at, taken over. Needs the database."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from presessions.privacy.erase import Person
from publications import erasing, text_files
from publications.beside_models import StatementVersion
from publications.blank import word_template
from publications.file_models import TextFile
from publications.models import Section, Statement
from publications.published import TABLES
from tests.applications.corpus import docx, image, odt
from tests.publications.files import long_html, pdf_of, word, words
from tests.publications.sharing import share as share_all
from tests.publications.speakers import make_spoken, speaker_client
from tests.publications.test_file_text import scanned
from tests.publications.test_losing_nothing import cut
from tests.publications.test_views import url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]


def send(client: Client, statement: Statement, content: bytes, name: str = "statement.docx"):
    return client.post(url(statement, "text_file"), {"file": SimpleUploadedFile(name, content)})


def read(client: Client, statement: Statement, content: bytes, name: str = "statement.docx"):
    """Upload a file, let the worker read it, and look at the page."""
    assert send(client, statement, content, name).status_code == 302
    assert text_files.read_waiting() == 1
    return client.get(url(statement, "text_file"))


def fields(page, **more) -> dict:
    """What the page of what goes where would send, with these answers."""
    sent = {"seen": "1"} | {f"seen-{name}": mark for name, mark in page.context["seen"].items()}
    sent |= {f"do-{place.name}": place.do for place in page.context["places"]}
    return {**sent, "tab": page.context["tab"], "take": "1", "whole": "1", **more}


def texts(statement: Statement) -> dict[str, str]:
    return dict(Section.objects.filter(statement=statement).values_list("kind", "text"))


SENT = word(
    ("Title", "Our statement"),
    ("Heading 2", "Who we are"),
    ("Normal", "A coalition of twelve."),
    ("Heading 2", "In short"),
    ("Normal", "Wells are salt."),
    ("Heading 2", "Recommendations"),
    ("List Number", "Publish the results of well 1 each quarter."),
    ("List Number", "Train the judges by 2028."),
)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_our_own_template_comes_back_to_the_letter(language):
    statement = make_spoken()
    Section.objects.create(statement=statement, kind="plan", text="First wells.\n\nThen schools.")
    with translation.override(language):
        made = word_template(statement)
    client = speaker_client(statement)
    page = read(client, statement, made)

    assert all(place.is_same for place in page.context["places"])
    assert [place.name for place in page.context["places"]] == ["summary", "plan", "recommendation"]
    assert page.context["rest"] == ""


def test_nothing_changes_before_its_speaker_says_so_and_what_stood_there_is_kept():
    statement = make_spoken()
    client = speaker_client(statement)
    page = read(client, statement, SENT)
    assert texts(statement) == {"summary": "We checked every well on the island."}
    assert page.context["rest"] == "Our statement"
    client.post(url(statement, "text_file"), fields(page))

    assert texts(statement) == {"summary": "Wells are salt.", "organisation": "A coalition of twelve."}
    assert [each.text for each in statement.recommendations.all()] == [
        "Publish the results of well 1 each quarter.",
        "Train the judges by 2028.",
    ]
    first, second = StatementVersion.objects.all()
    assert (first.content["sections"], second.why) == (
        {"summary": ["We checked every well on the island."]},
        "file",
    )
    assert TextFile.objects.count() == 0


def test_text_may_be_put_below_left_out_or_sent_to_a_section():
    statement = make_spoken()
    client = speaker_client(statement)
    page = read(client, statement, SENT)
    sent = fields(
        page,
        **{
            "do-summary": "below",
            "do-organisation": "leave",
            "do-recommendation": "leave",
            "rest_to": "plan",
        },
    )
    client.post(url(statement, "text_file"), sent)

    assert texts(statement) == {
        "summary": "We checked every well on the island.\n\nWells are salt.",
        "plan": "Our statement",
    }
    assert statement.recommendations.count() == 2


def test_text_without_headings_goes_where_its_speaker_says():
    statement = make_spoken()
    client = speaker_client(statement)
    page = read(client, statement, word(("Normal", "Wells are salt."), ("Normal", "Schools are closed.")))
    assert not page.context["is_recognised"]
    client.post(url(statement, "text_file"), fields(page, rest_to="developments"))

    assert texts(statement)["developments"] == "Wells are salt.\n\nSchools are closed."


def test_issues_stay_with_their_recommendation():
    statement = make_spoken()
    from tests.factories import make_issue

    second = statement.recommendations.last()
    second.issues.add(make_issue())
    client = speaker_client(statement)
    made = word(("Heading 2", "Recommendations"), ("Normal", second.text), ("Normal", "Something new."))
    client.post(url(statement, "text_file"), fields(read(client, statement, made)))

    assert [(each.text, each.issues.count()) for each in statement.recommendations.all()] == [
        (second.text, 1),
        ("Something new.", 1),
    ]
    assert statement.recommendations.first().public_id == second.public_id


def test_what_is_too_long_waits_on_its_page():
    statement = make_spoken()
    client = speaker_client(statement)
    made = word(("Heading 2", "In short"), ("Normal", " ".join(words(200))))
    page = read(client, statement, made)
    assert "Too long by 50 words" in page.content.decode()
    client.post(url(statement, "text_file"), fields(page))

    assert texts(statement)["summary"] == "We checked every well on the island."
    assert "word199" in client.get(url(statement, "statement_section", "summary")).content.decode()


def test_more_than_three_recommendations_are_said_beforehand():
    statement = make_spoken(recommendations=0)
    client = speaker_client(statement)
    made = word(("Heading 2", "Recommendations"), *(("Normal", f"Do {letter}.") for letter in "ABCD"))
    page = read(client, statement, made)
    assert "There is room for 3." in page.content.decode()
    client.post(url(statement, "text_file"), fields(page))

    assert [each.text for each in statement.recommendations.all()] == ["Do A.", "Do B.", "Do C."]


def test_change_in_another_window_is_noticed_and_nothing_is_taken_over():
    statement = make_spoken()
    client = speaker_client(statement)
    page = read(client, statement, SENT)
    client.post(url(statement, "statement_section", "summary"), {"text": "Another window."})
    answer = client.post(url(statement, "text_file"), fields(page))

    assert answer.status_code == 409
    assert texts(statement) == {"summary": "Another window."}
    assert "Another window." in answer.content.decode()
    assert client.post(url(statement, "text_file"), fields(answer)).status_code == 302
    assert texts(statement)["summary"] == "Wells are salt."


def test_half_an_answer_takes_nothing_over():
    statement = make_spoken()
    client = speaker_client(statement)
    page = read(client, statement, SENT)

    assert cut(client, url(statement, "text_file"), fields(page)) == 400
    assert texts(statement) == {"summary": "We checked every well on the island."}


def test_sent_twice_it_is_one_file_and_taken_over_once():
    statement = make_spoken()
    client = speaker_client(statement)
    send(client, statement, SENT)
    send(client, statement, SENT)
    assert TextFile.objects.count() == 1
    assert text_files.read_waiting() == 1
    sent = fields(client.get(url(statement, "text_file")))
    client.post(url(statement, "text_file"), sent)
    client.post(url(statement, "text_file"), sent)

    assert StatementVersion.objects.count() == 2


def test_bytes_are_gone_once_they_were_read_and_nothing_of_it_can_be_published():
    statement = make_spoken()
    client = speaker_client(statement)
    send(client, statement, SENT)
    file = TextFile.objects.get()
    storage, name = file.original.storage, file.original.name
    assert storage.exists(name)
    text_files.read_waiting()

    file.refresh_from_db()
    assert (file.original.name, file.status) == ("", "read")
    share_all(statement)
    assert all("coalition of twelve" not in str(vars(row)) for table in TABLES for row in table.objects.all())


def test_bytes_of_a_file_are_deleted_on_commit(django_capture_on_commit_callbacks):
    statement = make_spoken()
    client = speaker_client(statement)
    send(client, statement, SENT)
    file = TextFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        text_files.read_waiting()

    assert not file.original.storage.exists(file.original.name)


def locked_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of("<p>Text</p>"))) as made:
        made.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (scanned, "This PDF holds pictures of pages and no text that could be read."),
        (locked_pdf, "This file is locked with a password."),
        (lambda: pdf_of(long_html(40)), "This file has 40 pages; at most 30 are read."),
        (
            lambda: word(("Normal", " ".join(words(9000)))),
            "This file has about 9000 words; at most 8000 are read.",
        ),
        (lambda: word(("Normal", "")), "There is no text in this file."),
        (lambda: docx({"word/vbaProject.bin": b"x"}), "This file holds macros"),
        (lambda: odt({"x.html": b"x"}), "This file holds macros"),
        (lambda: docx()[:-200], "This file can’t be opened."),
    ],
    ids=["scanned", "locked", "forty pages", "too many words", "empty", "macros", "active ODT", "cut off"],
)
def test_what_cannot_be_read_is_said_and_the_text_stays(make, said):
    statement = make_spoken()
    client = speaker_client(statement)
    page = read(client, statement, make())

    assert said in page.content.decode()
    assert TextFile.objects.get().original.name == ""
    assert texts(statement) == {"summary": "We checked every well on the island."}
    assert send(client, statement, SENT).status_code == 302


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (image("PNG"), "This is a picture."),
        (b"\xd0\xcf\x11\xe0" + b"x" * 99, "This Word file is of an old kind, or locked with a password."),
        (b"plain text", "This isn’t a Word (DOCX), OpenDocument (ODT) or PDF file."),
        (b"", "This file is empty."),
    ],
)
def test_what_is_no_document_is_refused_at_once(content, said):
    statement = make_spoken()
    answer = send(speaker_client(statement), statement, content)

    assert (answer.status_code, TextFile.objects.count()) == (422, 0)
    assert said in answer.content.decode()


def test_speaker_may_take_nothing():
    statement = make_spoken()
    client = speaker_client(statement)
    read(client, statement, SENT)
    client.post(url(statement, "text_file"), {"drop": "1"})

    assert TextFile.objects.count() == 0
    assert StatementVersion.objects.count() == 0


def test_what_waits_is_forgotten_with_its_person_and_in_time():
    statement = make_spoken()
    client = speaker_client(statement)
    read(client, statement, SENT)
    erasing.forget_person(Person("", user=statement.seat.panelist))
    assert TextFile.objects.count() == 0

    send(client, statement, SENT)
    assert text_files.forget_old(timezone.now() - erasing.WAITING) == 0
    assert text_files.forget_old(timezone.now()) == 1
