"""The copy of an attachment that may be shared: made once, clean, stored, and shown to its speaker first.

PDF: rewritten without document information, XMP, embedded files, scripts, actions, forms, annotations (comments),
private data of programs, thumbnails, and without earlier revisions, for only what the pages need is written again.
Photographs inside lose what cameras write beside them. JPEG and PNG: their pixels alone are encoded anew.

Pure: bytes in, bytes out; knows neither Django nor the database.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
from PIL import Image, ImageOps

from applications.file_rules import FileType

OF_ROOT = [
    "/Metadata",
    "/Names",
    "/OpenAction",
    "/AA",
    "/AF",
    "/AcroForm",
    "/PieceInfo",
    "/Collection",
    "/Perms",
    "/Legal",
    "/DSS",
    "/Threads",
    "/URI",
    "/Extensions",
    "/SpiderInfo",
    "/Requirements",
    "/DPartRoot",
]
OF_PAGE = [
    "/Annots",
    "/AA",
    "/AF",
    "/Metadata",
    "/PieceInfo",
    "/Thumb",
    "/LastModified",
    "/B",
    "/PresSteps",
    "/ID",
]
ANYWHERE = ("/Metadata", "/PieceInfo", "/AF", "/LastModified", "/OPI")
KEPT_NAMES = ("/Dests",)
JPEG_QUALITY = 88


@dataclass(frozen=True)
class Copy:
    """The clean copy and what a page says of it; ``pages`` None for a picture."""

    content: bytes
    media_type: str
    pages: int | None = None


def clean_copy(content: bytes, kind: FileType) -> Copy:
    """The copy of a file that was judged clean. Raises ``ValueError`` for a type that is not shared."""
    if kind is FileType.PDF:
        return _pdf(content)
    if kind in (FileType.JPEG, FileType.PNG):
        return Copy(_picture(content, kind), str(kind))
    raise ValueError(f"{kind} is not shared")


def _pdf(content: bytes) -> Copy:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        _without(pdf.Root, OF_ROOT, keep=_destinations(pdf.Root))
        for page in pdf.pages:
            _without(page.obj, OF_PAGE)
        for each in pdf.objects:
            _clean_object(each)
        pages = len(pdf.pages)
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    return Copy(out.getvalue(), str(FileType.PDF), pages)


def _destinations(root: Any) -> dict[str, Any]:
    """Named places inside the document stay, so that its own links and outline work; scripts and files go."""
    names = root.get("/Names")
    return {key: names[key] for key in KEPT_NAMES if names is not None and key in names}


def _without(thing: Any, keys: list[str], *, keep: dict[str, Any] | None = None) -> None:
    for key in keys:
        if key in thing:
            del thing[key]
    if keep:
        thing["/Names"] = pikepdf.Dictionary(keep)


def _clean_object(thing: Any) -> None:
    """Every dictionary and stream of the document, reachable or not."""
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in ANYWHERE:
        if key in thing:
            del thing[key]
    if "/A" in thing and "/Title" in thing:  # an outline entry that opens something from elsewhere
        action = thing["/A"]
        if isinstance(action, pikepdf.Dictionary) and action.get("/S") != pikepdf.Name.GoTo:
            del thing["/A"]
    if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == pikepdf.Name.DCTDecode:
        thing.write(without_segments(thing.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without what programs and cameras write beside the picture (EXIF, XMP, IPTC, comments).

    Kept: APP0 (JFIF) and APP14 (how colours are coded), without which some pictures would look different.
    """
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, place = [b"\xff\xd8"], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF:
        marker = jpeg[place + 1]
        if marker == 0xDA:  # from here on the picture itself
            break
        length = int.from_bytes(jpeg[place + 2 : place + 4], "big") + 2
        spoken = marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)
        if not spoken:
            kept.append(jpeg[place : place + length])
        place += length
    return b"".join([*kept, jpeg[place:]])


def _picture(content: bytes, kind: FileType) -> bytes:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as source:
        turned = ImageOps.exif_transpose(source)
        plain = turned.convert("RGB") if kind is FileType.JPEG else _png_mode(turned)
        fresh = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    out = io.BytesIO()
    if kind is FileType.JPEG:
        fresh.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        fresh.save(out, "PNG", optimize=True)
    return out.getvalue()


def _png_mode(image: Image.Image) -> Image.Image:
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")
