"""The copy of an attachment that may be shared: made once, clean, stored, and shown to its speaker first.

PDF: only what its pages need is written again, part by part (``pdf_parts``): no document information, XMP, embedded
files, scripts, actions, forms, annotations (comments), private data of programs, thumbnails, earlier revisions, pages
that were taken out. One with a layer that isn't shown is refused. Photographs inside lose what cameras write beside
them. JPEG and PNG: their pixels alone are encoded anew, and what was made wholly transparent is black below.

Pure: bytes in, bytes out; knows neither Django nor the database.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
from PIL import Image, ImageOps

from applications.file_rules import FileType

from .coded_pictures import without_boxes, without_segments
from .pdf_parts import leave_what_is_known

JPEG_QUALITY = 88
CODED = {"/DCTDecode": without_segments, "/DCT": without_segments, "/JPXDecode": without_boxes}


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
        pdf.remove_unreferenced_resources()
        for picture in leave_what_is_known(pdf):
            _clean_coded(pdf, picture)
        pages = len(pdf.pages)
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    return Copy(out.getvalue(), str(FileType.PDF), pages)


def _clean_coded(pdf: pikepdf.Pdf, picture: pikepdf.Stream) -> None:
    """A picture that is coded as a camera writes it may stand below other codings."""
    steps = _listed(picture.get("/Filter"))
    options = [*_listed(picture.get("/DecodeParms")), *[None] * len(steps)][: len(steps)]
    last = str(steps[-1]) if steps else ""
    if last not in CODED:
        return
    coded = picture.read_raw_bytes()
    if len(steps) > 1:
        below = pdf.make_stream(coded)
        below.Filter = pikepdf.Array(steps[:-1])
        if any(options[:-1]):
            below.DecodeParms = pikepdf.Array(options[:-1])
        coded = below.read_bytes()
    picture.write(CODED[last](coded), filter=steps[-1], decode_parms=options[-1])


def _listed(value: Any) -> list[Any]:
    """One, several or none, as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _picture(content: bytes, kind: FileType) -> bytes:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as source:
        turned = ImageOps.exif_transpose(source)
        plain = turned.convert("RGB") if kind is FileType.JPEG else _png_mode(turned)
        fresh = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    if fresh.mode == "RGBA":
        fresh = _without_what_is_below(fresh)
    out = io.BytesIO()
    if kind is FileType.JPEG:
        fresh.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        fresh.save(out, "PNG", optimize=True)
    return out.getvalue()


def _png_mode(image: Image.Image) -> Image.Image:
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")


def _without_what_is_below(picture: Image.Image) -> Image.Image:
    """What was rubbed out of a picture often still stands there, only transparent."""
    nothing = Image.new("RGBA", picture.size)
    return Image.composite(picture, nothing, picture.getchannel("A").point(lambda alpha: 255 if alpha else 0))
