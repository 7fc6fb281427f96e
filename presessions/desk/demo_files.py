"""A fact sheet as a speaker of the demonstration would attach it: one page of PDF, made here, plainly a sample."""

from __future__ import annotations

import io

import pikepdf
from django.core.files.base import ContentFile

from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from publications import attaching
from publications.enums import AttachmentKind
from publications.models import Statement

A4 = (595, 842)  # points
WORDS = {
    "en": (
        "Fact sheet (sample)",
        "Made up for the demonstration. A real one holds figures and where they come from.",
    ),
    "fr": (
        "Fiche d’information (exemple)",
        "Inventée pour la démonstration. Une vraie fiche donne des chiffres et leurs sources.",
    ),
    "es": (
        "Ficha informativa (ejemplo)",
        "Inventada para la demostración. Una real da cifras y sus fuentes.",
    ),
}


def attach_fact_sheet(statement: Statement, *, by: User) -> None:
    """Attach one and have it checked and copied, the way every attachment goes."""
    language = statement.language
    upload = ContentFile(
        fact_sheet(statement.seat.application.reference, language), name="fact-sheet-sample.pdf"
    )
    each = attaching.attach(
        statement, upload, kind=AttachmentKind.FACT_SHEET, language=language, actor=actor_of(by), by=by
    )
    attaching.derive_one(each.pk)


def fact_sheet(reference: str, language: str) -> bytes:
    """The PDF; the same bytes for the same reference and language."""
    title, text = WORDS[language]
    lines = [("F1", 22, 760, title), ("F2", 11, 725, text), ("F2", 11, 705, reference)]
    drawn = b"\n".join(
        b"BT /%b %d Tf 56 %d Td (%b) Tj ET" % (font.encode(), size, height, _escaped(words))
        for font, size, height, words in lines
    )
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=A4)
        fonts = {"/F1": _font("Times-Bold"), "/F2": _font("Helvetica")}
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(fonts))
        page.obj.Contents = pdf.make_stream(drawn)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _font(name: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name(f"/{name}"),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )


def _escaped(words: str) -> bytes:
    return words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
