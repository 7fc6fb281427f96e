"""The file beside the answers: what is shown, how it is handed out, that it is recorded. Needs the database."""

import io
import re

import docx
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from applications.enums import FileStatus
from applications.file_rules import FileType
from applications.models import SupportingFile
from presessions.accounts.grants import recuse
from presessions.lifecycle.models import AuditEvent
from tests.applications import corpus
from tests.applications.staff import staff_client
from tests.factories import make_application, make_officer

pytestmark = pytest.mark.django_db


def page_of(row):
    return reverse("admin:applications_application_change", args=[row.pk])


def shown(file):
    return reverse("admin:applications_application_shown_file", args=[file.application_id, file.public_id])


def attach(row, content, kind, status=FileStatus.CLEAN):
    file = SupportingFile(
        application=row,
        name="Rapport <été>",
        size=len(content),
        sha256=f"{row.files.count():064}",
        media_type=kind,
        status=status,
        problem="broken" if status == FileStatus.REFUSED else "",
    )
    file.file.save("", ContentFile(content), save=False)
    file.save()
    return file


def word(*paragraphs):
    document, out = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left cell", "right cell"
    document.save(out)
    return out.getvalue()


def views():
    return [
        event.detail.get("shown_as", "")
        for event in AuditEvent.objects.filter(kind="file_view").order_by("number")
    ]


@pytest.mark.parametrize(
    ("content", "kind", "tag"),
    [
        (corpus.pdf(), FileType.PDF, "iframe"),
        (corpus.image("PNG"), FileType.PNG, "img"),
        (corpus.image("JPEG"), FileType.JPEG, "img"),
    ],
)
def test_pdf_and_picture_stand_in_a_sandbox_and_each_view_is_recorded(content, kind, tag):
    row = make_application()
    file = attach(row, content, kind)
    client = staff_client()
    page = client.get(page_of(row), {"file": str(file.public_id)})
    assert re.search(f'<{tag} [^>]*src="{shown(file)}["#]', page.text)
    assert "Rapport &lt;été&gt;" in page.text
    before_frame = page.text.partition(f"<{tag} ")[0]  # where a browser leaves the frame empty
    assert f'href="{shown(file)}" target="_blank" rel="noopener"' in before_frame
    assert "Download the file</a>" in before_frame
    assert views() == []  # the page shows nothing by itself
    answer = client.get(shown(file))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'self'"
    assert (answer["X-Frame-Options"], answer["Cross-Origin-Resource-Policy"]) == (
        "SAMEORIGIN",
        "same-origin",
    )
    assert "no-store" in answer["Cache-Control"]
    assert views() == ["frame"]


def test_word_is_shown_as_its_words_escaped_and_recorded():
    row = make_application()
    file = attach(row, word("First paragraph.", "<script>alert(1)</script>", "عربي"), FileType.DOCX)
    client = staff_client()
    page = client.get(page_of(row), {"file": "first"})
    assert page.context["beside"].paragraphs == [
        "First paragraph.",
        "<script>alert(1)</script>",
        "عربي",
        "left cell",
        "right cell",
    ]
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>alert" not in page.text
    assert views() == ["text"]
    assert client.get(shown(file)).status_code == 404  # never as it is: a browser might do something with it


def test_opendocument_is_shown_as_its_words():
    content = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        b"<text:h>Heading</text:h><text:p>One <text:span>two</text:span> three<text:line-break/>four</text:p>"
        b"<text:tracked-changes><text:p>struck out</text:p></text:tracked-changes>"
        b"</office:text></office:body></office:document-content>"
    )
    row = make_application()
    attach(row, corpus.odt(content=content), FileType.ODT)
    page = staff_client().get(page_of(row), {"file": "first"})
    assert page.context["beside"].paragraphs == ["Heading", "One two three\nfour"]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 broken", corpus.archive({"word/document.xml": b"<!DOCTYPE a><a/>"})]
)
def test_what_cannot_be_read_is_said_and_nothing_fails(content):
    row = make_application()
    attach(row, content, FileType.DOCX)
    page = staff_client().get(page_of(row), {"file": "first"})
    assert page.status_code == 200
    assert "can’t be read here" in page.text


@pytest.mark.parametrize("status", [FileStatus.CHECKING, FileStatus.REFUSED])
@pytest.mark.parametrize("wish", ["first", "id", "nonsense", "x" * 3000])
def test_a_file_that_was_not_checked_is_never_beside(status, wish):
    row = make_application()
    file = attach(row, corpus.pdf(), FileType.PDF, status)
    client = staff_client()
    page = client.get(page_of(row), {"file": str(file.public_id) if wish == "id" else wish})
    assert page.context["beside"] is None
    assert "There is no file to read here." in page.text
    assert client.get(shown(file)).status_code == 404
    assert views() == []


def test_a_file_of_another_application_is_not_beside_this_one():
    row, other = make_application(), make_application()
    file = attach(other, corpus.pdf(), FileType.PDF)
    page = staff_client().get(page_of(row), {"file": str(file.public_id)})
    assert page.context["beside"] is None
    stray = reverse("admin:applications_application_shown_file", args=[row.pk, file.public_id])
    assert staff_client().get(stray).status_code == 404


def test_recused_staff_and_strangers_get_nothing(client):
    row = make_application()
    file = attach(row, corpus.pdf(), FileType.PDF)
    officer = make_officer()
    recuse(officer, row.pre_session.state_under_review_id, by=None)
    assert staff_client(officer).get(shown(file)).status_code == 404
    assert client.get(shown(file)).status_code == 302
    assert views() == []


def test_going_on_opens_the_file_of_the_next_one():
    row = make_application(organisation_name="A")
    other = make_application(row.pre_session, organisation_name="B")
    attach(row, corpus.pdf(), FileType.PDF)
    attach(other, corpus.pdf(), FileType.PDF)
    client = staff_client()
    page = client.get(page_of(row), {"file": "first"})
    assert page.context["after"] == f"{page_of(other)}?file=first"
    assert client.get(page.context["after"]).context["beside"].kind == "frame"
    assert page.context["close_file"] == page_of(row)
