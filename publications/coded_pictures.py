"""Coded pictures (JPEG, JPEG 2000) without what cameras and programs write beside them; the picture itself untouched.

Taken out: EXIF with its places, XMP, IPTC, colour profiles' texts, comments, small pictures of how it looked before it
was cut, and whatever follows the end. Pure: bytes in, bytes out.
"""

from __future__ import annotations

START, END = b"\xff\xd8", b"\xff\xd9"
COMMENT, JFIF, COLOURS = 0xFE, 0xE0, 0xEE
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
# Boxes of JPEG 2000 that the picture needs; and in the head of its code the marks that begin it, tell of it, end it.
BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
CODE, TOLD, TILE = b"\xff\x4f", b"\xff\x64", b"\xff\x90"


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without what is beside the picture; of what is no JPEG nothing but the sign of its start.

    Kept: APP0 (JFIF) without its small picture, and APP14 (how colours are coded), without which some pictures would
    look different.
    """
    place = jpeg.find(START)
    if place < 0:
        return START
    kept, place = [START], place + 2
    while place + 1 < len(jpeg):
        if jpeg[place] != 0xFF:  # bytes of a scan, up to the next marker
            end = _end_of_scan(jpeg, place)
            kept.append(jpeg[place:end])
            place = end
            continue
        marker = jpeg[place + 1]
        if marker == 0xFF:  # filled up
            place += 1
        elif marker == END[1]:
            return b"".join([*kept, END])
        elif marker in ALONE or marker == 0:
            kept.append(jpeg[place : place + 2])
            place += 2
        else:
            length = int.from_bytes(jpeg[place + 2 : place + 4], "big") + 2
            kept.append(_segment(marker, jpeg[place : place + length]))
            place += max(length, 2)
    return b"".join(kept)


def _end_of_scan(jpeg: bytes, place: int) -> int:
    """Where the coded bytes end; 0xFF00 is a byte of them, and restarts stand among them."""
    while (place := jpeg.find(b"\xff", place)) >= 0 and place + 1 < len(jpeg):
        if jpeg[place + 1] != 0 and jpeg[place + 1] not in ALONE:
            return place
        place += 2
    return len(jpeg)


def _segment(marker: int, segment: bytes) -> bytes:
    """What stays of one segment, whole with its marker and length."""
    if marker == JFIF and segment[4:9] == b"JFIF\x00" and len(segment) >= 18:
        return b"\xff\xe0\x00\x10" + segment[4:16] + b"\x00\x00"
    if marker == COLOURS and segment[4:9] == b"Adobe" and len(segment) >= 16:
        return b"\xff\xee\x00\x0e" + segment[4:16]
    return b"" if marker == COMMENT or 0xE0 <= marker <= 0xEF else segment


def without_boxes(picture: bytes) -> bytes:
    """A JPEG 2000 file or its bare code without what is beside the picture."""
    if picture.startswith(CODE):
        return _without_comments(picture)
    kept, place = [], 0
    while place + 8 <= len(picture):
        length, name = int.from_bytes(picture[place : place + 4], "big"), picture[place + 4 : place + 8]
        head = 8
        if length == 1:
            head, length = 16, int.from_bytes(picture[place + 8 : place + 16], "big")
        elif length == 0:
            length = len(picture) - place
        if length < head:
            break
        if name in BOXES:
            body = picture[place + head : place + length]
            body = _without_comments(body) if name == b"jp2c" else body
            kept.append((len(body) + 8).to_bytes(4, "big") + name + body)
        place += length
    return b"".join(kept)


def _without_comments(code: bytes) -> bytes:
    """Comments stand in the head, before the first tile."""
    kept, place = [code[:2]], 2
    while place + 4 <= len(code) and code[place : place + 2] != TILE:
        length = int.from_bytes(code[place + 2 : place + 4], "big") + 2
        if code[place : place + 2] != TOLD:
            kept.append(code[place : place + length])
        place += length
    return b"".join([*kept, code[place:]])
