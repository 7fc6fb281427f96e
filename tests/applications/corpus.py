"""Honest and hostile files, made here; each with the verdict that is expected. Nothing is fetched."""

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from docx import Document
from PIL import Image

from applications.file_checks import judge
from applications.file_rules import SUFFIXES, FileType, Reason, Verdict

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SECONDS = 10  # that looking at one file may take
ODT = "application/vnd.oasis.opendocument.text"


@dataclass(frozen=True)
class Case:
    """One file: its name says nothing, its bytes everything."""

    name: str
    make: Callable[[], bytes]
    type: FileType | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class Judged:
    """What came of a case: the verdict it was given, and how long that took."""

    case: Case
    verdict: Verdict
    seconds: float

    @property
    def is_right(self) -> bool:
        return self.verdict == Verdict(self.case.type, self.case.reason) and self.seconds < SECONDS

    @property
    def expected(self) -> str:
        return _said(Verdict(self.case.type, self.case.reason))

    @property
    def given(self) -> str:
        return _said(self.verdict)


def _said(verdict: Verdict) -> str:
    return f"taken, {SUFFIXES[verdict.type]}" if verdict.type else str(verdict.reason)


def judged(case: Case, folder: Path) -> Judged:
    """Made, laid down under a name that says nothing, looked at."""
    path = folder / "file"
    path.write_bytes(case.make())
    begun = time.monotonic()
    verdict = judge(path)
    return Judged(case, verdict, time.monotonic() - begun)


# --- PDF ----------------------------------------------------------------------------


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, *, pages: int = 1, **saving: object) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **saving)
    return out.getvalue()


def _action(**keys: object) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = document.make_indirect(
            pikepdf.Dictionary({f"/{key}": value for key, value in keys.items()})
        )

    return change


def _attachment(document: pikepdf.Pdf) -> None:
    document.attachments["tool.exe"] = b"MZ\x90"


def _named_script(document: pikepdf.Pdf) -> None:
    script = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["go", script]))


def _annotation(**keys: object) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary({f"/{key}": value for key, value in keys.items()})
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 10, 10], A=action
        )
        document.pages[0].obj.Annots = [document.make_indirect(link)]

    return change


def _direct_link(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    document.pages[0].obj.Annots = [
        pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    ]


def _xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(b"<xdp/>"))


def _page_script(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.AA = pikepdf.Dictionary(
        O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    )


def _goto(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])


# --- Archives -------------------------------------------------------------------------


def docx(
    extra: dict[str, bytes] | None = None, *, body: str = "", replace: dict[str, bytes] | None = None
) -> bytes:
    plain = io.BytesIO()
    document = Document()
    document.add_paragraph("Réseau, شبكة, сеть, 网络")
    document.save(plain)
    source = zipfile.ZipFile(plain)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml" and body:
                data = data.replace(b"</w:body>", body.encode() + b"</w:body>")
            archive.writestr(name, (replace or {}).get(name, data))
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def odt(extra: dict[str, bytes] | None = None, *, content: bytes = b"<office:document-content/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", ODT)
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def relations(kind: str, target: str, *, external: bool = True) -> bytes:
    mode = ' TargetMode="External"' if external else ""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="r9" Type="{base}/{kind}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{link}</Relationships>'.encode()


def hidden(*marks: tuple[str, str]) -> bytes:
    """The relation to a template elsewhere, written in a way that only a parser sees through."""
    xml = relations("attachedTemplate", "https://example.org/t.dotm").decode()
    for before, after in marks:
        assert before in xml
        xml = xml.replace(before, after)
    return xml.encode()


def field(code: str) -> bytes:
    """A Word file with this field, its code between the marks that Word writes around it."""
    runs = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>{code}</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return docx(body=f"<w:p>{runs}</w:p>")


def archive(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def _symlink() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<w/>")
    return out.getvalue()


def _locked_docx() -> bytes:
    data = bytearray(docx())
    start = data.find(b"PK\x01\x02")
    while start != -1:  # the bit "encrypted", in the directory
        data[start + 8] |= 1
        start = data.find(b"PK\x01\x02", start + 4)
    return bytes(data)


# --- Images ---------------------------------------------------------------------------


def image(kind: str, size: tuple[int, int] = (40, 30), **saving: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0b5cab").save(out, kind, **saving)
    return out.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_header(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\x00" * 100)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _gps_photo() -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (46.0, 13.0, 0.0)}
    return image("JPEG", exif=exif)


def _animated() -> bytes:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


OK_DOCX, OK_ODT = FileType.DOCX, FileType.ODT
JS, LAUNCH = pikepdf.Name.JavaScript, pikepdf.Name.Launch
MACRO_TYPES = (
    b'<Types><Default ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)
ENTITY = b'<!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>'

CASES = [
    # honest
    Case("a plain PDF", pdf, FileType.PDF),
    Case("a PDF of 40 pages", lambda: pdf(pages=40), FileType.PDF),
    Case("a linearised PDF", lambda: pdf(linearize=True), FileType.PDF),
    Case(
        "a PDF with object streams",
        lambda: pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate),
        FileType.PDF,
    ),
    Case(
        "a PDF with a link",
        lambda: pdf(_annotation(S=pikepdf.Name.URI, URI="https://example.org")),
        FileType.PDF,
    ),
    Case("a PDF that opens at its first page", lambda: pdf(_goto), FileType.PDF),
    Case("a Word file", docx, OK_DOCX),
    Case(
        "a Word file with a hyperlink",
        lambda: docx({"word/_rels/x.rels": relations("hyperlink", "https://example.org")}),
        OK_DOCX,
    ),
    Case("a Word file with a page number", lambda: docx(body='<w:fldSimple w:instr=" PAGE "/>'), OK_DOCX),
    Case("a Word file with a picture", lambda: docx({"word/media/a.png": image("PNG")}), OK_DOCX),
    Case("an OpenDocument text", odt, OK_ODT),
    Case("a JPEG", lambda: image("JPEG"), FileType.JPEG),
    Case("a JPEG that says where it was taken", _gps_photo, FileType.JPEG),
    Case("a progressive JPEG", lambda: image("JPEG", progressive=True), FileType.JPEG),
    Case("a PNG", lambda: image("PNG"), FileType.PNG),
    # not of a type that is taken
    Case("nothing", lambda: b"", reason=Reason.EMPTY),
    Case("a program", lambda: b"MZ\x90\x00" + b"\x00" * 500, reason=Reason.WRONG_TYPE),
    Case("plain text", lambda: "Réseau".encode(), reason=Reason.WRONG_TYPE),
    Case("a web page", lambda: b"<!doctype html><script>alert(1)</script>", reason=Reason.WRONG_TYPE),
    Case(
        "an SVG with a script",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        reason=Reason.WRONG_TYPE,
    ),
    Case("a GIF", lambda: image("GIF"), reason=Reason.WRONG_TYPE),
    Case(
        "a GIF that is a script", lambda: b"GIF89a/*" + b" " * 20 + b"*/=alert(1)", reason=Reason.WRONG_TYPE
    ),
    Case("a web page before a PDF", lambda: b"<html>" + pdf(), reason=Reason.WRONG_TYPE),
    Case("a zip of files", lambda: archive({"a.txt": b"a"}), reason=Reason.WRONG_TYPE),
    Case("a zip in a zip", lambda: archive({"a.zip": archive({"b": b"b"})}), reason=Reason.ACTIVE),
    Case("a zip with a program", lambda: archive({"tool.exe": b"MZ"}), reason=Reason.ACTIVE),
    Case(
        "a workbook",
        lambda: archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"}),
        reason=Reason.WRONG_TYPE,
    ),
    Case(
        "an old Word file",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        reason=Reason.WRONG_TYPE,
    ),
    Case(
        "a test virus as text", lambda: b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR", reason=Reason.WRONG_TYPE
    ),
    # PDFs that do something
    Case(
        "a PDF with a script on opening", lambda: pdf(_action(S=JS, JS="app.alert(1)")), reason=Reason.ACTIVE
    ),
    Case("a PDF with a named script", lambda: pdf(_named_script), reason=Reason.ACTIVE),
    Case("a PDF with a script on a page", lambda: pdf(_page_script), reason=Reason.ACTIVE),
    Case("a PDF that starts a program", lambda: pdf(_action(S=LAUNCH, F="cmd.exe")), reason=Reason.ACTIVE),
    Case(
        "a PDF with a launching link", lambda: pdf(_annotation(S=LAUNCH, F="cmd.exe")), reason=Reason.ACTIVE
    ),
    Case("a PDF with a launching link written out", lambda: pdf(_direct_link), reason=Reason.ACTIVE),
    Case(
        "a PDF that sends a form",
        lambda: pdf(_annotation(S=pikepdf.Name.SubmitForm, F="http://x")),
        reason=Reason.ACTIVE,
    ),
    Case(
        "a PDF that opens another",
        lambda: pdf(_annotation(S=pikepdf.Name.GoToR, F="x.pdf")),
        reason=Reason.ACTIVE,
    ),
    Case("a PDF with a program inside", lambda: pdf(_attachment), reason=Reason.ACTIVE),
    Case("a PDF with an XFA form", lambda: pdf(_xfa), reason=Reason.ACTIVE),
    Case(
        "a locked PDF", lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="u")), reason=Reason.LOCKED
    ),
    Case(
        "a PDF locked for changes",
        lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="")),
        reason=Reason.LOCKED,
    ),
    Case("a PDF cut off", lambda: pdf()[:60], reason=Reason.BROKEN),
    Case("a PDF of nothing", lambda: b"%PDF-1.7\n" + b"\x00" * 300, reason=Reason.BROKEN),
    Case("a PDF of 700 pages", lambda: pdf(pages=700), reason=Reason.BOMB),
    # archives that do something
    Case("a Word file with macros", lambda: docx({"word/vbaProject.bin": b"\xd0\xcf"}), reason=Reason.ACTIVE),
    Case(
        "a macro file renamed",
        lambda: docx(replace={"[Content_Types].xml": MACRO_TYPES}),
        reason=Reason.ACTIVE,
    ),
    Case(
        "a Word file with an OLE object",
        lambda: docx({"word/embeddings/oleObject1.bin": b"x"}),
        reason=Reason.ACTIVE,
    ),
    Case(
        "a Word file with ActiveX", lambda: docx({"word/activeX/activeX1.xml": b"<x/>"}), reason=Reason.ACTIVE
    ),
    Case(
        "a Word file with a template elsewhere",
        lambda: docx(
            {"word/_rels/settings.xml.rels": relations("attachedTemplate", "https://example.org/t.dotm")}
        ),
        reason=Reason.OUTSIDE_LINKS,
    ),
    Case(
        "a Word file with a picture elsewhere",
        lambda: docx({"word/_rels/x.rels": relations("image", "http://10.0.0.1/p.png")}),
        reason=Reason.OUTSIDE_LINKS,
    ),
    Case(
        "a Word file with DDE",
        lambda: docx(body='<w:p><w:r><w:instrText>DDEAUTO "cmd" "/k calc"</w:instrText></w:r></w:p>'),
        reason=Reason.ACTIVE,
    ),
    Case(
        "a Word file that includes another",
        lambda: docx(body='<w:fldSimple w:instr="INCLUDETEXT &quot;x.docx&quot;"/>'.replace("&quot;", "\\")),
        reason=Reason.ACTIVE,
    ),
    *(
        Case(
            f"a Word file with a template elsewhere, {how}",
            lambda marks=marks: docx({"word/_rels/settings.xml.rels": hidden(*marks)}),
            reason=Reason.OUTSIDE_LINKS,
        )
        for how, marks in {
            "after a “>” in its address": [("t.dotm", "?a>b")],
            "with a character written as its number": [("External", "Ext&#101;rnal")],
            "in other prefixes": [
                ("<Relationship ", "<p:Relationship "),
                ("Relationships", "p:Relationships"),
                ("p:Relationships xmlns=", "p:Relationships xmlns:p="),
            ],
            "called a hyperlink beside": [("<Relationship ", '<Relationship aType="x/hyperlink" ')],
        }.items()
    ),
    Case(
        "a Word file with a template elsewhere, in UTF-16",
        lambda: docx({"word/_rels/settings.xml.rels": hidden().decode().encode("utf-16")}),
        reason=Reason.OUTSIDE_LINKS,
    ),
    Case(
        "a Word file with another kind of file as a chunk",
        lambda: docx({"word/_rels/x.rels": relations("aFChunk", "chunk.mht", external=False)}),
        reason=Reason.ACTIVE,
    ),
    *(
        Case(f"a Word file with DDE, {how}", lambda code=code: field(code), reason=Reason.ACTIVE)
        for how, code in {
            "in pieces": "<w:instrText>DDE</w:instrText><w:instrText>AUTO c:</w:instrText>",
            "half of it in CDATA": "<w:instrText>DD<![CDATA[E]]> c:</w:instrText>",
            "with a comment inside": "<w:instrText>DD<!-- -->E c:</w:instrText>",
            "with a letter written as its number": "<w:instrText>&#68;DE c:</w:instrText>",
            "in small letters": "<w:instrText> ddeauto c:</w:instrText>",
            "in simple quotes": "<w:fldSimple w:instr='DDEAUTO c:'/>",
            "spelt by another field": "<w:instrText>QUOTE 68 68 69</w:instrText>",
        }.items()
    ),
    Case(
        "a Word file with DDE in a part of another name",
        lambda: docx({"word/main.txt": b"<a><b:fldSimple b:instr='DDE c:' xmlns:b='b'/></a>"}),
        reason=Reason.ACTIVE,
    ),
    Case(
        "a Word file whose address says link",
        lambda: field('<w:instrText>HYPERLINK "https://example.org/link a"</w:instrText>'),
        OK_DOCX,
    ),
    Case(
        "a Word file of fields without end",
        lambda: docx(
            replace={
                "word/document.xml": b"".join(b"<w:instrText>%d %x" % (n, n * n) for n in range(150_000))
            }
        ),
        reason=Reason.BROKEN,
    ),
    Case("a Word file with entities", lambda: docx({"word/extra.xml": ENTITY}), reason=Reason.BOMB),
    Case(
        "a Word file with entities in UTF-16",
        lambda: docx({"word/e.xml": ENTITY.decode().encode("utf-16")}),
        reason=Reason.BOMB,
    ),
    Case(
        "an OpenDocument text with macros",
        lambda: odt({"Basic/Standard/M.xml": b"<x/>"}),
        reason=Reason.ACTIVE,
    ),
    Case(
        "an OpenDocument text with an event",
        lambda: odt(content=b'<x><script:event-listener script:event-name="dom:load"/></x>'),
        reason=Reason.ACTIVE,
    ),
    Case(
        "an OpenDocument text with a picture elsewhere",
        lambda: odt(content=b'<x><draw:image xlink:href="https://example.org/a.png"/></x>'),
        reason=Reason.OUTSIDE_LINKS,
    ),
    *(
        Case(
            f"an OpenDocument text with a picture elsewhere, {how}",
            lambda content=content: odt(content=content.encode()),
            reason=Reason.OUTSIDE_LINKS,
        )
        for how, content in {
            "in simple quotes": "<x><draw:image xlink:href='https://example.org/a.png'/></x>",
            "with a letter written as its number": '<x><draw:image xlink:href="&#104;ttp://example.org"/></x>',
            "after a “>”": '<x><draw:image a=">" xlink:href="http://example.org"/></x>',
            "in other prefixes": '<x><d:image x:href="http://example.org"/></x>',
            "in capitals": '<x><draw:image xlink:href="HTTP://example.org"/></x>',
            "for the whole page": '<x><style:background-image xlink:href="//example.org/a.png"/></x>',
        }.items()
    ),
    Case(
        "an OpenDocument text that loads itself anew",
        lambda: odt({"meta.xml": b'<x><meta:auto-reload xlink:href="https://example.org"/></x>'}),
        reason=Reason.OUTSIDE_LINKS,
    ),
    Case(
        "an OpenDocument text with a link that runs something",
        lambda: odt(content=b'<x><text:a xlink:href="vnd.sun.star.script:M.m">x</text:a></x>'),
        reason=Reason.ACTIVE,
    ),
    Case(
        "an OpenDocument text with a link, made from a template",
        lambda: odt(
            {"meta.xml": b'<x><meta:template xlink:href="file:///home/a/report.ott"/></x>'},
            content=b'<x><text:a xlink:href="https://example.org">x</text:a></x>',
        ),
        OK_ODT,
    ),
    Case(
        "a locked OpenDocument text",
        lambda: odt({"META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"}),
        reason=Reason.LOCKED,
    ),
    Case("a locked Word file", _locked_docx, reason=Reason.LOCKED),
    Case("a Word file cut off", lambda: docx()[:-200], reason=Reason.BROKEN),
    Case("a path out of the archive", lambda: docx({"../../etc/x": b"x"}), reason=Reason.BROKEN),
    Case("a link in the archive", _symlink, reason=Reason.BROKEN),
    # bombs
    Case("a zip bomb", lambda: docx({"word/media/a.txt": b"\x00" * 50_000_000}), reason=Reason.BOMB),
    Case(
        "100 parts of 5 MB",
        lambda: docx({f"word/m{n}.txt": b"\x00" * 5_000_000 for n in range(42)}),
        reason=Reason.BOMB,
    ),
    Case("4,000 entries", lambda: docx({f"word/{n}.txt": b"" for n in range(4000)}), reason=Reason.BOMB),
    Case("30,000 by 30,000 pixels", lambda: png_header(30_000, 30_000), reason=Reason.TOO_MANY_PIXELS),
    Case("9,000 by 8,000 pixels", lambda: png_header(9_000, 8_000), reason=Reason.TOO_MANY_PIXELS),
    # images
    Case("a JPEG cut off", lambda: image("JPEG", (400, 400))[:300], reason=Reason.BROKEN),
    Case("a PNG cut off", lambda: image("PNG", (400, 400))[:60], reason=Reason.BROKEN),
    Case("a PNG that is a film", _animated, reason=Reason.ACTIVE),
    Case("a JPEG in name only", lambda: b"\xff\xd8\xff" + b"\x00" * 400, reason=Reason.BROKEN),
]
