"""What is read from Word, OpenDocument and PDF files, and what is left. No database."""

import io
import json
import subprocess
import sys

import pikepdf
import pytest

from applications.file_rules import FileType
from publications.file_text import EMPTY, MAX_PAGES, NO_TEXT, TOO_LONG, UNREADABLE, read
from tests.applications.corpus import image, pdf
from tests.publications.files import long_html, open_document, pdf_of, raw_word, word, words


def texts(tmp_path, content: bytes, kind: FileType) -> list[str]:
    path = tmp_path / "x"
    path.write_bytes(content)
    told = read(path, kind)
    assert told.problem == ""
    return [("# " if block.level else "") + block.text for block in told.blocks]


def problem(tmp_path, content: bytes, kind: FileType) -> str:
    path = tmp_path / "x"
    path.write_bytes(content)
    return read(path, kind).problem


def test_word_keeps_headings_lists_and_quotes(tmp_path):
    made = word(
        ("Heading 2", "Who we are"),
        ("Normal", "A coalition."),
        ("List Bullet", "One well"),
        ("List Bullet", "Two wells"),
        ("List Number", "Measure"),
        ("List Number", "Publish"),
        ("Quote", "The water is salt."),
    )

    assert texts(tmp_path, made, FileType.DOCX) == [
        "# Who we are", "A coalition.", "• One well", "• Two wells", "1. Measure", "2. Publish",
        "“The water is salt.”",
    ]  # fmt: skip


def test_word_leaves_deleted_text_comments_and_field_codes(tmp_path):
    body = (
        "<w:p><w:r><w:t>Kept</w:t></w:r><w:del><w:r><w:delText> secret</w:delText></w:r></w:del>"
        '<w:ins><w:r><w:t xml:space="preserve"> and added</w:t></w:r></w:ins>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:commentReference/></w:r>"
        "<w:r><w:br/><w:t>Next line</w:t><w:tab/><w:t>tabbed</w:t></w:r></w:p>"
    )

    assert texts(tmp_path, raw_word(body), FileType.DOCX) == ["Kept and added\nNext line tabbed"]


def test_notes_follow_their_paragraph(tmp_path):
    body = '<w:p><w:r><w:t>Wells are salt.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = (
        '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t>A/HRC/1, para. 7</w:t></w:r></w:p></w:footnote>'
    )

    assert texts(tmp_path, raw_word(body, notes), FileType.DOCX) == [
        "Wells are salt. [1]",
        "[1] A/HRC/1, para. 7",
    ]


def test_table_is_read_row_by_row(tmp_path):
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    row = f"<w:tr>{cell.format('2019')}{cell.format('salt')}</w:tr>"

    assert texts(tmp_path, raw_word(f"<w:tbl>{row}{row}</w:tbl>"), FileType.DOCX) == ["2019 | salt"] * 2


def test_open_document_keeps_headings_lists_quotes_and_notes(tmp_path):
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style>'
        '<style:style style:name="P1" style:parent-style-name="Quotations"/>'
    )
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:h>Who we are</text:h><text:p>Two<text:s text:c='2'/>blanks<text:line-break/>and a line</text:p>"
        "<text:list><text:list-item><text:p>a well</text:p></text:list-item></text:list>"
        '<text:list text:style-name="L1"><text:list-item><text:p>first</text:p></text:list-item>'
        "<text:list-item><text:p>second</text:p></text:list-item></text:list>"
        '<text:p text:style-name="P1">Salt water.</text:p>'
        "<text:p>Noted<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Source</text:p>"
        "</text:note-body></text:note>.<office:annotation><text:p>remark</text:p></office:annotation></text:p>"
    )

    assert texts(tmp_path, open_document(body, styles), FileType.ODT) == [
        "# Who we are", "Two  blanks\nand a line", "• a well", "1. first", "2. second", "“Salt water.”",
        "Noted [1].", "[1] Source",
    ]  # fmt: skip


def test_pdf_keeps_paragraphs_headings_lists_and_letters_of_any_script(tmp_path):
    html = (
        "<h2>Who we are</h2><p>We measure wells. Proverá água — Äpfel, œuvre, Проверено. "
        + "The text goes on so that it needs more than a single line of the page. " * 3
        + "</p><p>Another paragraph.</p><ul><li>one</li><li>two</li></ul>"
    )
    found = texts(tmp_path, pdf_of(html), FileType.PDF)

    assert found[0] == "# Who we are"
    assert found[1].startswith("We measure wells. Proverá água — Äpfel, œuvre, Проверено. The text goes on")
    assert found[1].count("single line of the page.") == 3
    assert found[2:] == ["Another paragraph.", "• one", "• two"]


@pytest.mark.parametrize(
    "words", ["العربية في العالم", "नदी का जल", "水井", "wells \U0001f4a7", "office of a flood", "Проверено"]
)
def test_pdf_of_any_script_is_read_as_it_is_said(tmp_path, words):
    """Also where the letters run to the left, are drawn as one, or have no picture in the font."""
    assert texts(tmp_path, pdf_of(f"<p>{words}</p>"), FileType.PDF) == [words]


def test_pdf_keeps_numbers_of_lists_and_hyphens_at_the_ends_of_lines(tmp_path):
    narrow = "<style>p { width: 5.2cm }</style>"
    said = "Independent inspection of village\u2010level and state-level wells, long-term and short-term, every year."
    found = texts(
        tmp_path, pdf_of(f"{narrow}<p>{said}</p><ol><li>first</li><li>second</li></ol>"), FileType.PDF
    )

    assert found == [said, "1. first", "2. second"]


def test_pdf_of_two_pages_loses_its_page_numbers_and_joins_a_broken_sentence(tmp_path):
    number = "@page { @bottom-center { content: counter(page) } }"
    html = f"<style>{number}</style><p>This sentence goes on</p><p style='break-before: page'>to the next page.</p>"

    assert texts(tmp_path, pdf_of(html), FileType.PDF) == ["This sentence goes on to the next page."]


def scanned() -> bytes:
    """A page that is a picture."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 200))
    picture = made.make_stream(image("JPEG"))
    picture.update({"/Type": "/XObject"})
    picture.Subtype, picture.Width, picture.Height = pikepdf.Name.Image, 40, 30
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    picture.Filter = pikepdf.Name.DCTDecode
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.obj.Contents = made.make_stream(b"q 300 0 0 200 0 0 cm /Im0 Do Q")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def letters_without_a_table() -> bytes:
    """A font that says how its letters look and not which they are."""
    made = pikepdf.open(io.BytesIO(pdf_of("<p>Nobody can tell what this says, not at all.</p>")))
    for each in made.objects:
        if isinstance(each, pikepdf.Dictionary) and "/ToUnicode" in each:
            del each["/ToUnicode"]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "kind", "code"),
    [
        (scanned, FileType.PDF, NO_TEXT),
        (pdf, FileType.PDF, NO_TEXT),
        (letters_without_a_table, FileType.PDF, UNREADABLE),
        (lambda: pdf_of(long_html(40)), FileType.PDF, TOO_LONG),
        (lambda: word(("Normal", " ".join(words(9000)))), FileType.DOCX, TOO_LONG),
        (lambda: word(("Normal", "  ")), FileType.DOCX, EMPTY),
        (lambda: raw_word("<w:p>"), FileType.DOCX, UNREADABLE),
        (lambda: open_document("<text:p></text:p>"), FileType.ODT, EMPTY),
    ],
    ids=["scanned", "blank", "no letters", "forty pages", "too many words", "empty", "broken", "empty ODT"],
)
def test_what_cannot_be_read_is_named(tmp_path, make, kind, code):
    assert problem(tmp_path, make(), kind) == code


def test_forty_pages_are_counted(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(pdf_of(long_html(40)))

    assert read(path, FileType.PDF).pages == 40 > MAX_PAGES


def test_program_prints_what_it_read(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(word(("Normal", "One paragraph.")))
    done = subprocess.run(
        [sys.executable, "-m", "publications.file_text", str(path), FileType.DOCX],
        capture_output=True,
        check=True,
    )

    assert json.loads(done.stdout) == {
        "blocks": [["One paragraph.", 0, False]],
        "problem": "",
        "words": 2,
        "pages": None,
    }
