"""Opens a file and judges it: ``judge(path)``; as a program, ``python -m applications.file_checks PATH``.

Meant to run in a process of its own, with limits on time and memory, because
what it opens may have been made to hurt. It opens no connection, writes nothing
and knows neither Django nor the database. Archives are judged by their
directory before anything in them is unpacked.
"""

import json
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pikepdf
import puremagic
from PIL import Image, ImageFile, UnidentifiedImageError

from applications.file_rules import HEAD, MAX_BYTES, FileType, Reason, Verdict, refused, type_from_head
from applications.file_xml import Refused, is_xml, look_at_open_document, look_at_word

CPU_SECONDS = 20
MEMORY_BYTES = 512 * 1024 * 1024
MAX_PIXELS = 60_000_000  # a photograph of a large camera; more is a bomb or a poster
MAX_ENTRIES = 3000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200  # real Word files reach about 20, their emptiest XML about 60
MAX_PART = 60 * 1024 * 1024  # one XML part
MAX_PAGES = 600
MAX_OBJECTS = 200_000
MAX_DEPTH = 12  # of objects written out inside one another

_BAD_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/RichMediaExecute",
    }
)
_BAD_KEYS = ("/JS", "/EF", "/RichMediaContent")
_ACTIVE_PARTS = re.compile(
    r"(vbaproject|vbadata|activex|macrosheets|/embeddings/|oleobject|\.bin$|\.exe$|\.dll$|\.js$|\.vbs$)",
    re.IGNORECASE,
)


def judge(path: str | Path) -> Verdict:
    """What this file is, or why it is not taken. Never raises for what is inside the file."""
    file = Path(path)
    size = file.stat().st_size
    if size == 0:
        return refused(Reason.EMPTY)
    if size > MAX_BYTES:
        return refused(Reason.TOO_LARGE)
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    look = {"pdf": _pdf, "zip": _zip, "jpeg": _image, "png": _image}.get(type_from_head(head))
    if look is None or not _magic_agrees(head, type_from_head(head)):
        return refused(Reason.WRONG_TYPE)
    try:
        return look(file)
    except (MemoryError, RecursionError):
        return refused(Reason.TOO_HARD)


def _magic_agrees(head: bytes, kind: str) -> bool:
    """A second opinion on the type; it may add names, it must know ours."""
    try:
        found = {match.extension.lstrip(".") for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return False
    wanted = {"pdf": {"pdf"}, "png": {"png"}, "jpeg": {"jpg", "jpeg", "jfif", "jpe"}}
    return kind == "zip" or bool(found & wanted[kind])


# --- PDF ------------------------------------------------------------------------------


def _pdf(file: Path) -> Verdict:
    try:
        with pikepdf.open(file, suppress_warnings=True, attempt_recovery=True) as pdf:
            return _pdf_content(pdf)
    except pikepdf.PasswordError:
        return refused(Reason.LOCKED)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, NotImplementedError):
        return refused(Reason.BROKEN)


def _pdf_content(pdf: pikepdf.Pdf) -> Verdict:
    if pdf.is_encrypted:
        return refused(Reason.LOCKED)
    if not 0 < len(pdf.pages) <= MAX_PAGES or len(pdf.objects) > MAX_OBJECTS:
        return refused(Reason.BOMB if len(pdf.pages) else Reason.BROKEN)
    names = pdf.Root.get("/Names")
    if names is not None and ("/JavaScript" in names or "/EmbeddedFiles" in names):
        return refused(Reason.ACTIVE)
    if "/AA" in pdf.Root or "/XFA" in pdf.Root.get("/AcroForm", {}) or len(pdf.attachments):
        return refused(Reason.ACTIVE)
    if any(_is_active(thing, depth=0) for thing in pdf.objects):
        return refused(Reason.ACTIVE)
    return Verdict(FileType.PDF)


def _is_active(thing: Any, *, depth: int) -> bool:
    """Whether this object, or one written out inside it, does something by itself."""
    if isinstance(thing, pikepdf.Array):
        children: Iterable[Any] = thing
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        if str(thing.get("/S", "")) in _BAD_ACTIONS or any(key in thing for key in _BAD_KEYS):
            return True
        children = (thing[key] for key in thing.keys())  # noqa: SIM118 - not a mapping
    else:
        return False
    return depth < MAX_DEPTH and any(
        _is_active(child, depth=depth + 1)
        for child in children
        if isinstance(child, pikepdf.Object) and not child.is_indirect
    )


# --- Word and OpenDocument -----------------------------------------------------------------


def _zip(file: Path) -> Verdict:
    try:
        with zipfile.ZipFile(file) as archive:
            return _archive(archive)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        OSError,
        ValueError,
        EOFError,
        KeyError,
    ):
        return refused(Reason.BROKEN)
    except RuntimeError:  # zipfile's word for "needs a password"
        return refused(Reason.LOCKED)


def _archive(archive: zipfile.ZipFile) -> Verdict:
    reason = _directory(archive.infolist())
    if reason is not None:
        return refused(reason)
    names = set(archive.namelist())
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return _docx(archive)
    if "mimetype" in names and _read(archive, "mimetype").strip() == FileType.ODT.value.encode():
        return _odt(archive)
    return refused(Reason.ACTIVE if _has_active(names) else Reason.WRONG_TYPE)


def _directory(entries: list[zipfile.ZipInfo]) -> Reason | None:
    """What the directory alone tells, before anything is unpacked."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return Reason.BOMB
    if len({entry.filename for entry in entries}) != len(entries):
        return Reason.BROKEN
    for entry in entries:
        if entry.flag_bits & 0x1:
            return Reason.LOCKED
        if entry.file_size > MAX_PART or entry.file_size > MAX_RATIO * max(entry.compress_size, 1024):
            return Reason.BOMB
        is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if is_link or entry.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", entry.filename):
            return Reason.BROKEN
    return None


def _has_active(names: Iterable[str]) -> bool:
    return any(
        _ACTIVE_PARTS.search(name) or name.lower().endswith((".zip", ".jar", ".html", ".hta"))
        for name in names
    )


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, never more of it than the directory promised."""
    with archive.open(name) as part:
        return part.read(MAX_PART + 1)


def _docx(archive: zipfile.ZipFile) -> Verdict:
    if _has_active(archive.namelist()):
        return refused(Reason.ACTIVE)
    return _parts(archive, look_at_word) or Verdict(FileType.DOCX)


def _odt(archive: zipfile.ZipFile) -> Verdict:
    names = archive.namelist()
    if any(name.startswith(("Basic/", "Scripts/")) for name in names) or _has_active(names):
        return refused(Reason.ACTIVE)
    if "content.xml" not in names:
        return refused(Reason.BROKEN)
    return _parts(archive, look_at_open_document) or Verdict(FileType.ODT)


def _parts(archive: zipfile.ZipFile, look: Callable[[bytes], None]) -> Verdict | None:
    """What is wrong with a part that is XML, by its name or by how it begins; None where nothing is.

    A relation may lead to a part of any name. What says that the rest is encrypted is read first.
    """
    for name in sorted(archive.namelist(), key=lambda name: name != "META-INF/manifest.xml"):
        data = _read(archive, name)
        if not (name.lower().endswith((".xml", ".rels")) or is_xml(data)) or not data:
            continue
        if _has_entities(data):
            return refused(Reason.BOMB)
        try:
            look(data)
        except Refused as refusal:
            return refused(refusal.reason)
    return None


def _has_entities(xml: bytes) -> bool:
    """A document type or entity has no place in these formats; written in UTF-16 it is looked for too."""
    encodings = ("ascii", "utf-16-le", "utf-16-be")
    return any(word.encode(code) in xml for word in ("<!DOCTYPE", "<!ENTITY") for code in encodings)


# --- Images --------------------------------------------------------------------------------


def _image(file: Path) -> Verdict:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _pixels(file)
    except Image.DecompressionBombError:
        return refused(Reason.TOO_MANY_PIXELS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return refused(Reason.BROKEN)


def _pixels(file: Path) -> Verdict:
    with Image.open(file, formats=("JPEG", "PNG")) as image:
        if image.width * image.height > MAX_PIXELS:
            return refused(Reason.TOO_MANY_PIXELS)
        if getattr(image, "n_frames", 1) > 1 and image.format == "PNG":
            return refused(Reason.ACTIVE)
        kind = FileType.PNG if image.format == "PNG" else FileType.JPEG
        # the library that makes PDFs lets cut-off pictures pass, for the whole process; here they may not
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        image.load()
    return Verdict(kind)


# --- As a program --------------------------------------------------------------------------


def limit_this_process() -> None:
    """Bound time, memory and files of the process that looks; children inherit it."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(
        resource.RLIMIT_AS, (MEMORY_BYTES * 2, MEMORY_BYTES * 2)
    )  # address space, twice the real
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> int:
    """Print the verdict on the one file named, as JSON; exit status 2 when called wrongly."""
    if len(arguments) != 1:
        return 2
    limit_this_process()
    verdict = judge(arguments[0])
    sys.stdout.write(json.dumps({"type": verdict.type, "reason": verdict.reason}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
