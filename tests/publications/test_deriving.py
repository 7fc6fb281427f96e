"""The copy that may be shared: nothing in it but what the pages show."""

import io
import zlib
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageChops

from applications.file_rules import FileType
from publications.coded_pictures import without_boxes, without_segments
from publications.deriving import clean_copy
from publications.pdf_parts import HiddenLayer

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


# --- What may stand in odd places of a PDF -----------------------------------------------------------


def drawn(spoil: Callable[[pikepdf.Pdf, pikepdf.Page], object]) -> bytes:
    """A page with words, a picture and a square, after something was put into the document."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
    page.obj.Contents = pdf.make_stream(
        b"0 0 1 rg 10 10 40 40 re f BT /F1 20 Tf 10 150 Td (Shown) Tj ET q 60 0 0 60 100 20 cm /Im0 Do Q"
    )
    plain = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(plain, "JPEG", progressive=True)
    put_picture(pdf, page, plain.getvalue(), Name.DCTDecode)
    spoil(pdf, page)
    out = io.BytesIO()
    pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=False,
        fix_metadata_version=False,
    )
    return out.getvalue()


def put_picture(pdf: pikepdf.Pdf, page: pikepdf.Page, coded: bytes, how: object, **more: object) -> None:
    with Image.open(
        io.BytesIO(coded if not isinstance(how, Array) or len(how) == 1 else zlib.decompress(coded))
    ) as it:
        width, height = it.size
    colours = {} if how == Name.JPXDecode else {"ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8}
    page.obj.Resources.XObject = Dictionary(
        Im0=pdf.make_stream(
            coded,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            Filter=how,
            **colours,
            **more,
        )
    )


def jpeg_2000() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "JPEG2000", comment=CANARY)
    xmp = f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode()
    return out.getvalue() + (len(xmp) + 8).to_bytes(4, "big") + b"xml " + xmp


def noted(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A colleague's comment in a tagged PDF: the structure refers to it, too."""
    note = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Text, Contents=CANARY, T=CANARY, Rect=[0, 0, 1, 1])
    )
    page.obj.Annots = Array([note])
    kid = Dictionary(Type=Name.OBJR, Obj=note, Pg=page.obj)
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Annot, Pg=page.obj, K=kid))
    numbers = Dictionary(Nums=Array([0, element, 1, note]))
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        Dictionary(Type=Name.StructTreeRoot, K=Array([element]), ParentTree=numbers)
    )


def taken_out(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """A page that was deleted, while bookmarks, links and structure still lead to it."""
    gone = pdf.add_blank_page(page_size=(200, 200))
    gone.obj.Contents = pdf.make_stream(f"BT ({CANARY}) Tj ET".encode())
    gone = pdf.pages[1].obj
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, Pg=gone, ActualText=CANARY, K=0))
    pdf.Root.StructTreeRoot = Dictionary(
        K=Array([element]), ParentTree=Dictionary(Nums=Array([0, Array([element])]))
    )
    pdf.Root.Dests = Dictionary(there=Array([gone, Name.Fit]))
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("there"), Array([gone, Name.Fit])])))
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("There", 1))
    del pdf.pages[1]


def bookmarked(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("First", 0))
    first = pdf.Root.Outlines.First
    first.A = Dictionary(S=Name.GoTo, D=Array([page.obj, Name.Fit]), Next=Dictionary(S=Name.URI, URI=CANARY))
    first.SE = Dictionary(S=Name.P, T=CANARY)


def layered(pdf: pikepdf.Pdf, page: pikepdf.Page, **how: object) -> None:
    layer = pdf.make_indirect(
        Dictionary(
            Type=Name.OCG,
            Name=CANARY,
            Usage=Dictionary(CreatorInfo=Dictionary(Creator=CANARY, Subtype=Name.Artwork)),
        )
    )
    off = {key: Array([layer]) if value == "it" else value for key, value in how.items()}
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(Creator=CANARY, **off))
    page.obj.Resources.Properties = Dictionary(MC0=layer)


PLACES: dict[str, Callable[[pikepdf.Pdf, pikepdf.Page], object]] = {
    "a comment in the structure": noted,
    "a page that was taken out": taken_out,
    "bookmarks": bookmarked,
    "a layer's name": layered,
    "a whole document behind the last page": lambda pdf, page: pdf.trailer.__setitem__(
        "/AdditionalStreams",
        Array([Name("/application/vnd.oasis.opendocument.text"), pdf.make_stream(CANARY.encode())]),
    ),
    "an own key of the trailer": lambda pdf, page: pdf.trailer.__setitem__(
        "/DocChecksum", Name("/" + CANARY)
    ),
    "the identifier": lambda pdf, page: pdf.trailer.__setitem__(
        "/ID", Array([String(CANARY), String(CANARY)])
    ),
    "an own key of the catalogue": lambda pdf, page: pdf.Root.__setitem__("/LastEditor", String(CANARY)),
    "an own key of all pages": lambda pdf, page: pdf.Root.Pages.__setitem__("/Author", String(CANARY)),
    "an own key of a page": lambda pdf, page: page.obj.__setitem__("/Author", String(CANARY)),
    "where a map lies": lambda pdf, page: page.obj.__setitem__(
        "/VP", Array([Dictionary(Name=CANARY, Measure=Dictionary(Subtype=Name.GEO, GPTS=[46.2, 6.1]))])
    ),
    "beside a font": lambda pdf, page: page.obj.Resources.Font.F1.__setitem__("/Author", String(CANARY)),
    "beside a group": lambda pdf, page: page.obj.__setitem__(
        "/Group", Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, Author=CANARY)
    ),
    "what colours are meant": lambda pdf, page: pdf.Root.__setitem__(
        "/OutputIntents", Array([Dictionary(S=Name.GTS_PDFA1, OutputConditionIdentifier="sRGB", Info=CANARY)])
    ),
    "properties of the structure": lambda pdf, page: pdf.Root.__setitem__(
        "/StructTreeRoot",
        Dictionary(
            K=pdf.make_indirect(
                Dictionary(
                    S=Name.Figure,
                    T=CANARY,
                    Alt=rf"C:\Users\{CANARY}\picture.png",
                    A=Dictionary(O=Name.UserProperties, P=Array([Dictionary(N="Author", V=CANARY)])),
                )
            )
        ),
    ),
    "a photograph": lambda pdf, page: put_picture(pdf, page, photograph(), Array([Name.DCTDecode])),
    "a photograph, packed": lambda pdf, page: put_picture(
        pdf, page, zlib.compress(photograph()), Array([Name.FlateDecode, Name.DCTDecode])
    ),
    "after the end of a photograph": lambda pdf, page: put_picture(
        pdf, page, photograph(canary="") + CANARY.encode(), Name.DCTDecode
    ),
    "a photograph of another kind": lambda pdf, page: put_picture(pdf, page, jpeg_2000(), Name.JPXDecode),
    "another picture for print": lambda pdf, page: put_picture(
        pdf,
        page,
        photograph(canary=""),
        Name.DCTDecode,
        Alternates=Array([Dictionary(Image=pdf.make_stream(CANARY.encode()))]),
    ),
    "a picture that no page shows": lambda pdf, page: page.obj.Resources.XObject.__setitem__(
        "/Im1",
        pdf.make_stream(CANARY.encode(), Type=Name.XObject, Subtype=Name.Image, Width=1, Height=10),
    ),
}


def pictures_in(pdf: bytes) -> bytes:
    """The coded pictures, unpacked as far as they are packed."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        rows = [each for each in opened.objects if isinstance(each, pikepdf.Stream)]
        raw = [each.read_raw_bytes() for each in rows if each.get("/Subtype") == Name.Image]
    return b"".join(zlib.decompress(each) if each[:1] == b"x" else each for each in raw)


def seen(pdf: bytes) -> tuple[list[Image.Image], list[str]]:
    """What a reader sees of the pages, and the words on them."""
    opened = pypdfium2.PdfDocument(pdf)
    pages = [opened[number] for number in range(len(opened))]
    pictures = [
        page.render(may_draw_forms=False, draw_annots=False).to_pil().convert("RGB") for page in pages
    ]
    return pictures, [page.get_textpage().get_text_range() for page in pages]


@pytest.mark.parametrize("place", PLACES)
def test_pdf_copy_shows_the_same_pages_and_holds_nothing_else(place):
    source = drawn(PLACES[place])
    hidden = (CANARY.encode(), CANARY.encode().hex().encode(), b"GPTS")
    assert any(each in everything_in(source) + pictures_in(source) for each in hidden)
    copy = clean_copy(source, FileType.PDF).content

    assert [each for each in hidden if each in everything_in(copy) + pictures_in(copy)] == []
    (before, words), (after, same) = seen(source), seen(copy)
    assert words == same
    assert [ImageChops.difference(*pair).getbbox() for pair in zip(before, after, strict=True)] == [None]


def test_pdf_copy_keeps_its_headings_its_bookmarks_and_what_pictures_show():
    def told(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        bookmarked(pdf, page)
        figure = Dictionary(Type=Name.StructElem, S=Name.Figure, Pg=page.obj, Alt="A bridge", K=Array([0]))
        figure = pdf.make_indirect(figure)
        heading = Dictionary(
            Type=Name.StructElem, S=Name.H1, K=Array([Dictionary(Type=Name.MCR, Pg=page.obj, MCID=1)])
        )
        pdf.Root.StructTreeRoot = pdf.make_indirect(
            Dictionary(
                K=Array([pdf.make_indirect(heading), figure]), ParentTree=Dictionary(Nums=Array([0, figure]))
            )
        )
        figure.P = pdf.Root.StructTreeRoot
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = String("fr")

    with pikepdf.open(io.BytesIO(clean_copy(drawn(told), FileType.PDF).content)) as pdf:
        heading, figure = pdf.Root.StructTreeRoot.K
        assert (str(figure.Alt), list(figure.K), figure.P.objgen) == (
            "A bridge",
            [0],
            pdf.Root.StructTreeRoot.objgen,
        )
        assert (heading.S, heading.K[0].MCID, heading.K[0].Pg.objgen) == (Name.H1, 1, pdf.pages[0].obj.objgen)
        assert pdf.Root.StructTreeRoot.ParentTree.Nums[1].objgen == figure.objgen
        assert (pdf.Root.MarkInfo.Marked, str(pdf.Root.Lang)) == (True, "fr")
        first = pdf.Root.Outlines.First
        assert (str(first.Title), first.A.D[0].objgen) == ("First", pdf.pages[0].obj.objgen)


@pytest.mark.parametrize(
    "how",
    [{"OFF": "it"}, {"BaseState": Name.OFF}, {"BaseState": Name.OFF, "ON": "it"}],
    ids=["off", "all off", "all off but one"],
)
def test_pdf_with_a_layer_that_is_not_shown_is_refused(how):
    with pytest.raises(HiddenLayer):
        clean_copy(drawn(lambda pdf, page: layered(pdf, page, **how)), FileType.PDF)


@pytest.mark.parametrize("use", ["View", "Print", "Export"])
def test_pdf_with_a_layer_for_the_screen_or_for_paper_alone_is_refused(use):
    def spoil(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        layered(pdf, page)
        off = Dictionary({f"/{use}State": Name.OFF})
        pdf.Root.OCProperties.OCGs[0].Usage = Dictionary({f"/{use}": off})

    with pytest.raises(HiddenLayer):
        clean_copy(drawn(spoil), FileType.PDF)


@pytest.mark.parametrize("rule", [{"P": Name.AllOff}, {"P": Name.AnyOff}, {"VE": Array([Name.Not])}])
def test_pdf_with_words_shown_by_a_rule_on_layers_is_refused(rule):
    def spoil(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        layered(pdf, page)
        page.obj.Resources.Properties.MC0 = Dictionary(Type=Name.OCMD, **rule)

    with pytest.raises(HiddenLayer):
        clean_copy(drawn(spoil), FileType.PDF)


def test_what_was_rubbed_out_of_a_picture_is_gone():
    picture = Image.new("RGBA", (4, 4), (123, 45, 67, 255))
    picture.putpixel((0, 0), (123, 45, 67, 0))
    picture.putpixel((1, 0), (123, 45, 67, 9))
    out = io.BytesIO()
    picture.save(out, "PNG")
    copy = Image.open(io.BytesIO(clean_copy(out.getvalue(), FileType.PNG).content))

    assert [copy.getpixel((x, 0)) for x in range(3)] == [(0, 0, 0, 0), (123, 45, 67, 9), (123, 45, 67, 255)]


@pytest.mark.parametrize("how", [{"progressive": True}, {"quality": 100}, {"restart_marker_blocks": 1}, {}])
def test_segments_leave_every_point_of_a_photograph(how):
    out = io.BytesIO()
    Image.effect_noise((61, 43), 90).convert("RGB").save(out, "JPEG", comment=CANARY, **how)
    clean = without_segments(out.getvalue())

    assert CANARY.encode() not in clean
    pictures = [Image.open(io.BytesIO(each)).convert("RGB").tobytes() for each in (out.getvalue(), clean)]
    assert pictures[0] == pictures[1]


def test_segments_leave_the_colours_of_a_photograph_for_print():
    out = io.BytesIO()
    Image.effect_noise((16, 16), 90).convert("CMYK").save(out, "JPEG")
    clean = without_segments(out.getvalue())

    assert Image.open(io.BytesIO(clean)).tobytes() == Image.open(io.BytesIO(out.getvalue())).tobytes()


def test_a_small_picture_beside_the_large_one_is_gone():
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG")
    whole = out.getvalue()
    jfif = whole[6:18] + b"\x01\x01" + b"abc"  # one point wide, one high
    jfxx = b"\xff\xe0" + (2 + 5 + len(CANARY)).to_bytes(2, "big") + b"JFXX\x00" + CANARY.encode()
    with_both = whole[:2] + b"\xff\xe0" + (len(jfif) + 2).to_bytes(2, "big") + jfif + jfxx + whole[20:]

    assert without_segments(with_both) == whole


def test_boxes_leave_every_point_and_bare_code_loses_its_comments():
    file = jpeg_2000()
    bare = file[file.index(b"\xff\x4f\xff\x51") : -len(CANARY) - 8 - 23]

    for each in (file, bare):
        assert CANARY.encode() in each
        assert CANARY.encode() not in without_boxes(each)
    assert Image.open(io.BytesIO(without_boxes(file))).getpixel((3, 3)) == (255, 0, 0)


@pytest.mark.parametrize("odd", [b"", b"no picture at all", b"\x00\x00\x00\x01jp2c", b"\x00\x00\x00\x00xml "])
def test_boxes_of_what_is_no_picture_do_no_harm(odd):
    assert without_boxes(odd) == b""
