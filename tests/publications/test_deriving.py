"""The copy that may be shared: nothing in it but what the pages show."""

import io

import pikepdf
import pytest
from PIL import Image

from applications.file_rules import FileType
from publications.deriving import clean_copy, without_segments

CANARY = "CNRY-7f3a"


def photograph(kind: str = "JPEG", *, canary: str = CANARY) -> bytes:
    """A picture with a camera's notes beside it."""
    exif = Image.Exif()
    exif[0x010F] = canary  # who made the camera
    exif[0x013B] = canary  # artist
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x8825] = {1: "S", 2: (13.0, 50.0, 0.0)}  # where it was taken
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, kind, exif=exif, comment=canary.encode())
    return out.getvalue()


def full_pdf() -> bytes:
    """A PDF with everything a word processor, a reader and a colleague may leave in it, and an earlier revision."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    pdf.docinfo["/Author"] = CANARY
    with pdf.open_metadata() as meta:
        meta["dc:creator"] = [CANARY]
    page.obj.Annots = pdf.make_indirect(
        pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents=CANARY, T=CANARY
                )
            ]
        )
    )
    page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(LastModified=CANARY))
    image = pdf.make_stream(
        photograph(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=40,
        Height=20,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
        Metadata=pdf.make_stream(CANARY.encode()),
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.obj.Contents = pdf.make_stream(b"q 40 0 0 20 10 10 cm /Im0 Do Q")
    pdf.attachments["note.txt"] = CANARY.encode()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{CANARY}')")
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pikepdf.Dictionary(T=CANARY, V=CANARY)])
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return out.getvalue() + revision(out.getvalue())


def revision(pdf: bytes) -> bytes:
    """A change appended as programs do that keep the earlier text below it."""
    place = len(pdf)
    added = f"999 0 obj\n({CANARY})\nendobj\n".encode()
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        root = opened.trailer.Root.objgen[0]
    table = f"xref\n999 1\n{place:010d} 00000 n \ntrailer\n<< /Size 1000 /Root {root} 0 R /Prev {start} >>\n"
    return added + table.encode() + f"startxref\n{place + len(added)}\n%%EOF\n".encode()


def everything_in(pdf: bytes) -> bytes:
    """The bytes and every stream unpacked."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        out = io.BytesIO()
        opened.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
        )
    return pdf + out.getvalue()


def test_pdf_copy_holds_nothing_but_its_pages():
    source = full_pdf()
    assert source.count(CANARY.encode()) >= 8
    copy = clean_copy(source, FileType.PDF)

    assert CANARY.encode() not in everything_in(copy.content)
    assert (copy.content.count(b"%%EOF"), copy.pages, copy.media_type) == (1, 1, "application/pdf")
    with pikepdf.open(io.BytesIO(copy.content)) as pdf:
        assert list(pdf.attachments) == []
        assert sorted(key for key in pdf.Root if key not in ("/Type", "/Pages")) == []
        assert "/Info" not in pdf.trailer
        picture = pdf.pages[0].obj.Resources.XObject.Im0
        assert (picture.Width, picture.Height) == (40, 20)
        Image.open(io.BytesIO(picture.read_raw_bytes())).load()


def test_pdf_copy_is_the_same_each_time():
    source = full_pdf()

    assert clean_copy(source, FileType.PDF).content == clean_copy(source, FileType.PDF).content


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", FileType.JPEG), ("PNG", FileType.PNG)])
def test_picture_is_encoded_anew_and_stands_upright(kind, media_type):
    copy = clean_copy(photograph(kind), media_type)
    image = Image.open(io.BytesIO(copy.content))

    assert CANARY.encode() not in copy.content
    assert (image.size, dict(image.getexif()), image.format) == ((20, 40), {}, kind)
    assert "comment" not in image.info


def test_png_keeps_what_is_transparent():
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(out, "PNG")

    assert Image.open(io.BytesIO(clean_copy(out.getvalue(), FileType.PNG).content)).getpixel((0, 0))[3] == 0


def test_word_is_never_copied():
    with pytest.raises(ValueError, match="not shared"):
        clean_copy(b"PK", FileType.DOCX)


@pytest.mark.parametrize("odd", [b"", b"no picture", b"\xff\xd8", b"\xff\xd8\xff\xe1\xff\xff"])
def test_segments_of_what_is_no_picture_do_no_harm(odd):
    assert without_segments(odd) in {odd, b"\xff\xd8"}
