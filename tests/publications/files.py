"""Word, OpenDocument and PDF files with text in them, made here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from docx import Document

from tests.applications.corpus import W, docx

ODT = "application/vnd.oasis.opendocument.text"
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in (("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"))
)


def word(*paragraphs: tuple[str, str]) -> bytes:
    """A Word file of (style, text)."""
    document = Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def raw_word(body: str, notes: str = "") -> bytes:
    """A Word file with this XML as its body, and as its footnotes."""
    made = io.BytesIO(docx())
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "word/document.xml":
                new.writestr(name, old.read(name))
        new.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        if notes:
            new.writestr("word/footnotes.xml", f'<w:footnotes xmlns:w="{W}">{notes}</w:footnotes>')
    return out.getvalue()


def open_document(body: str, styles: str = "") -> bytes:
    """An OpenDocument text with this XML as its body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODT)
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return out.getvalue()


def pdf_of(html: str) -> bytes:
    """A PDF that a word processor might have made."""
    from weasyprint import HTML

    made: bytes = HTML(string=html).write_pdf()
    return made


def long_html(pages: int) -> str:
    """So many pages of a statement that does not end."""
    return "".join(
        f'<p style="page-break-after: always">Page with words {number}.</p>' for number in range(pages)
    )


def words(count: int) -> Iterable[str]:
    return (f"word{number}" for number in range(count))
