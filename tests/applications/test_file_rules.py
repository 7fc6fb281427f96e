"""Names, sizes and first bytes: pure."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.file_rules import (
    MAX_BYTES,
    MAX_DAY,
    MAX_NAME,
    MAX_TOTAL,
    PIECE,
    Reason,
    Verdict,
    clean_name,
    first_look,
    piece_bytes,
    pieces_of,
    refused,
    room_for,
    room_today,
    served_name,
    type_from_head,
)

RLO = "\u202e"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\report.pdf", "report.pdf"),
        (f"report{RLO}fdp.exe", "reportfdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("Re\u0301seau.pdf", "Réseau.pdf"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("می\u200cخواهم.pdf", "می\u200cخواهم.pdf"),
        ("  -rf .pdf  ", "rf .pdf"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("...", "file"),
        ("😀.png", "😀.png"),
        ('"><img src=x>.pdf', '"><img src=x>.pdf'),
        ("a" * 300 + ".pdf", "a" * (MAX_NAME - 4) + ".pdf"),
        ("a" * 300, "a" * MAX_NAME),
        ("a." + "b" * 300, "a." + "b" * (MAX_NAME - 2)),
    ],
)
def test_clean_name(name, cleaned):
    assert clean_name(name) == cleaned


@given(st.text())
def test_clean_name_is_one_short_line_without_what_turns_text(name):
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= MAX_NAME
    assert not any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in cleaned)
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069/\\")


@pytest.mark.parametrize(
    ("size", "count", "total", "reason"),
    [
        (0, 0, 0, Reason.EMPTY),
        (MAX_BYTES, 0, 0, None),
        (MAX_BYTES + 1, 0, 0, Reason.TOO_LARGE),
        (1, 4, 4, None),
        (1, 5, 5, Reason.TOO_MANY),
        (5, 3, MAX_TOTAL - 5, None),
        (6, 3, MAX_TOTAL - 5, Reason.TOO_MUCH),
    ],
)
def test_room_for(size, count, total, reason):
    assert room_for(size, count=count, total=total) == reason


@pytest.mark.parametrize(
    ("head", "kind", "reason"),
    [
        (b"%PDF-1.7", "pdf", None),
        (b"PK\x03\x04", "zip", None),
        (b"\xff\xd8\xff\xe0", "jpeg", None),
        (b"\x89PNG\r\n\x1a\n", "png", None),
        (b" %PDF-1.7", "", Reason.WRONG_TYPE),
        (b"", "", Reason.EMPTY),
    ],
)
def test_first_look(head, kind, reason):
    assert type_from_head(head) == kind
    assert first_look(head) == reason


@pytest.mark.parametrize(
    ("name", "media_type", "served"),
    [
        ("report.pdf", "application/pdf", "report.pdf"),
        ("report.exe", "application/pdf", "report.exe.pdf"),
        ("report", "application/pdf", "report.pdf"),
        ("photo.JPEG", "image/jpeg", "photo.JPEG"),
        ("photo.jpg", "image/jpeg", "photo.jpg"),
        ("report.pdf", "", "report.pdf.bin"),
    ],
)
def test_served_name_ends_as_its_type(name, media_type, served):
    assert served_name(name, media_type) == served


def test_verdict_of_a_refusal():
    assert refused(Reason.BOMB) == Verdict(None, Reason.BOMB)
    assert not refused(Reason.BOMB).is_clean


@given(st.integers(1, MAX_BYTES))
def test_pieces_together_are_the_file(size):
    lengths = [piece_bytes(size, number) for number in range(pieces_of(size))]
    assert sum(lengths) == size
    assert set(lengths[:-1]) <= {PIECE}
    assert piece_bytes(size, pieces_of(size)) == piece_bytes(size, -1) == 0


def test_day_holds_50_mb_and_no_byte_more():
    assert room_today(10, today=MAX_DAY - 10) is None
    assert room_today(11, today=MAX_DAY - 10) == Reason.TOO_MUCH_TODAY
