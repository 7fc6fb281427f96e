"""What may stand in the copy of a PDF: every part of it by name, and nothing that has no name here.

A PDF may hold anything beside what its pages show: comments that only the outline of its structure still refers to,
the whole document of a word processor behind the last page, pages that were taken out, coordinates, and keys of any
program's own. So the way goes from the catalogue through all that pages need, and whatever is not expected at its place
is taken out. What nothing refers to any more is not written.

Pure: knows neither Django nor the database.
"""

from __future__ import annotations

import re
from typing import Any

import pikepdf


class HiddenLayer(ValueError):
    """A layer holds what the pages don't show: nobody would agree to it, and anybody could read it."""


# What is expected as a value: PLAIN holds no words (numbers, names, yes or no, and lists of them), WORDS may.
# Everything else is a part with a table of its own; "*" stands for keys of any name.
PLAIN, WORDS = "plain", "words"
PARTS: dict[str, dict[str, str]] = {
    "catalogue": {
        "Type Version PageLayout PageMode": PLAIN,
        "Lang": WORDS,
        "Pages": "pages",
        "PageLabels": "labels",
        "Names": "names",
        "Dests": "destinations",
        "ViewerPreferences": "wishes",
        "MarkInfo": "marks",
        "Outlines": "outline",
        "StructTreeRoot": "structure",
    },
    "wishes": {"Direction PrintScaling Duplex": PLAIN},
    "marks": {"Marked Suspects": PLAIN},
    # Of every stream, beside what its own part names.
    "stream": {"Length Filter": PLAIN, "DecodeParms": "decoding"},
    "decoding": {
        "Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows EndOfBlock": PLAIN,
        "BlackIs1 DamagedRowsBeforeError ColorTransform": PLAIN,
        "JBIG2Globals": "letter_shapes",
    },
    "pages": {
        "Type Count MediaBox CropBox Rotate": PLAIN,
        "Parent": "pages",
        "Kids": "pages",
        "Resources": "resources",
    },
    "page": {
        "Type MediaBox CropBox BleedBox TrimBox ArtBox Rotate StructParents Tabs UserUnit": PLAIN,
        "Parent": "pages",
        "Resources": "resources",
        "Contents": "content",
        "Group": "group",
    },
    "content": {},
    "resources": {
        "ProcSet": PLAIN,
        "ExtGState": "states",
        "ColorSpace": "colours",
        "Pattern": "patterns",
        "Shading": "shadings",
        "XObject": "drawings",
        "Font": "fonts",
        "Properties": "properties",
    },
    "states": {"*": "state"},
    "colours": {"*": "colour"},
    "patterns": {"*": "pattern"},
    "shadings": {"*": "shading"},
    "drawings": {"*": "drawing"},
    "fonts": {"*": "font"},
    "properties": {"*": "property"},
    "state": {
        "Type LW LC LJ ML D RI OP op OPM FL SM SA BM CA ca AIS TK": PLAIN,
        "Font": "font",
        "TR TR2": "function",
        "SMask": "mask",
    },
    "mask": {"Type S BC": PLAIN, "G": "form", "TR": "function"},
    "group": {"Type S I K": PLAIN, "CS": "colour"},
    "colour": {
        "N Range WhitePoint BlackPoint Gamma Matrix Subtype Components": PLAIN,
        "FunctionType Domain Size BitsPerSample Order Encode Decode C0 C1 Bounds": PLAIN,
        "Functions": "function",
        "Alternate ColorSpace": "colour",
        "Colorants": "colours",
        "Process": "colour",
    },
    "function": {
        "FunctionType Domain Range Size BitsPerSample Order Encode Decode C0 C1 N Bounds": PLAIN,
        "Functions": "function",
    },
    "shading": {
        "ShadingType Background BBox AntiAlias Coords Domain Extend Matrix": PLAIN,
        "BitsPerCoordinate BitsPerComponent BitsPerFlag Decode VerticesPerRow": PLAIN,
        "ColorSpace": "colour",
        "Function": "function",
    },
    "pattern": {
        "Type PatternType PaintType TilingType BBox XStep YStep Matrix": PLAIN,
        "Resources": "resources",
        "Shading": "shading",
        "ExtGState": "state",
    },
    "form": {
        "Type Subtype FormType BBox Matrix StructParent StructParents": PLAIN,
        "Resources": "resources",
        "Group": "group",
    },
    "image": {
        "Type Subtype Width Height BitsPerComponent Intent ImageMask Decode Interpolate SMaskInData": PLAIN,
        "StructParent Matte": PLAIN,
        "ColorSpace": "colour",
        "Mask SMask": "image",
    },
    "font": {
        "Type Subtype Name BaseFont FirstChar LastChar Widths FontBBox FontMatrix DW W DW2 W2": PLAIN,
        "FontDescriptor": "descriptor",
        "Encoding ToUnicode CIDToGIDMap": "codes",
        "CIDSystemInfo": "character_set",
        "DescendantFonts": "font",
        "CharProcs": "letters",
        "Resources": "resources",
    },
    "letters": {"*": "content"},
    "descriptor": {
        "Type FontName FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading CapHeight": PLAIN,
        "XHeight StemV StemH AvgWidth MaxWidth MissingWidth Lang": PLAIN,
        "FontFamily CharSet": WORDS,
        "FontFile FontFile2 FontFile3 CIDSet": "letter_shapes",
    },
    "letter_shapes": {"Length1 Length2 Length3 Subtype": PLAIN},
    "codes": {
        "Type BaseEncoding Differences CMapName WMode": PLAIN,
        "CIDSystemInfo": "character_set",
        "UseCMap": "codes",
    },
    "character_set": {"Registry Ordering Supplement": WORDS},
    "property": {"Type MCID": PLAIN, "Lang ActualText Alt E": WORDS},
    # The way through the document.
    "names": {"Dests": "named_places"},
    "named_places": {"Kids": "named_places", "Limits": WORDS, "Names": "places"},
    "destinations": {"*": "place"},
    "place": {"D": "place"},
    "labels": {"Kids": "labels", "Limits": PLAIN, "Nums": "label"},
    "label": {"Type S St": PLAIN, "P": WORDS},
    "outline": {
        "Type Count C F": PLAIN,
        "Title": WORDS,
        "First Last Next Prev Parent": "outline",
        "Dest": "place",
        "A": "jump",
    },
    "jump": {"Type S": PLAIN, "D": "place"},
    # What reads aloud goes by: headings, lists, tables, and what pictures show.
    "structure": {
        "Type ParentTreeNextKey": PLAIN,
        "RoleMap": "roles",
        "K": "element",
        "ParentTree": "numbers",
    },
    "roles": {"*": PLAIN},
    "element": {
        "Type S R": PLAIN,
        "Lang Alt ActualText E": WORDS,
        "P": "parent",
        "Pg": "of_page",
        "K": "element",
        "A": "layout",
    },
    "marked": {"Type MCID": PLAIN, "Pg": "of_page"},
    "layout": {
        "O Placement WritingMode TextAlign BlockAlign InlineAlign Width Height BBox StartIndent EndIndent": PLAIN,
        "TextIndent SpaceBefore SpaceAfter LineHeight ListNumbering RowSpan ColSpan Scope": PLAIN,
    },
    "numbers": {"Kids": "numbers", "Limits": PLAIN, "Nums": "numbers"},
}
_ALLOWED = {
    part: {f"/{name}": kind for names, kind in keys.items() for name in names.split()}
    for part, keys in PARTS.items()
}
# Where a name, a number or words alone may say it.
_NAMED = ("colour", "function", "codes", "mask", "place")
_NUMBERED = ("colour", "place", "element", "label", "font", "image", "layout", "numbers")
_SPELLED = ("colour", "place")
# Lists whose places count: where something may not stand, nothing stands then.
_IN_PLACES = ("places", "label", "numbers", "colour", "function")
_DRAWN = {"/Image": "image", "/Form": "form"}
_LAYOUTS = ("/Layout", "/List", "/Table")
# What programs write for the description of a picture that nobody described: the file it came from, and whose it was.
_A_FILE = re.compile(r"[a-z]:\\|/(home|users)/|^\S+\.(jpe?g|png|gif|bmp|tiff?|emf|wmf|webp)$", re.IGNORECASE)
_DEEPEST = 8  # of lists inside lists of numbers


def leave_what_is_known(pdf: pikepdf.Pdf) -> list[pikepdf.Stream]:
    """Take out of a document everything that has no place in it here; returns the pictures that stay.

    Raises ``HiddenLayer``.
    """
    refuse_hidden_layers(pdf)
    for key in [key for key in pdf.trailer.keys() if key not in ("/Root", "/Size")]:  # noqa: SIM118 - no mapping
        del pdf.trailer[key]
    way = _Way(pdf)
    way.go()
    return way.pictures


def refuse_hidden_layers(pdf: pikepdf.Pdf) -> None:
    """Layers that are all shown are no layers any more in the copy; one that isn't is refused."""
    layers = pdf.Root.get("/OCProperties")
    if not isinstance(layers, pikepdf.Dictionary):
        return
    shown = layers.get("/D", pikepdf.Dictionary())
    if str(shown.get("/BaseState", "/ON")) != "/ON" or len(shown.get("/OFF", [])):
        raise HiddenLayer
    if any(isinstance(each, pikepdf.Dictionary) and _may_be_off(each) for each in pdf.objects):
        raise HiddenLayer


def _may_be_off(thing: pikepdf.Dictionary) -> bool:
    """A layer that is off on screen, in print or in an export; or what is shown by a rule on other layers."""
    if str(thing.get("/Type")) == "/OCMD":
        return "/VE" in thing or str(thing.get("/P", "/AnyOn")) in ("/AllOff", "/AnyOff")
    usage = thing.get("/Usage") if str(thing.get("/Type")) == "/OCG" else None
    if not isinstance(usage, pikepdf.Dictionary):
        return False
    states = ((usage.get(f"/{each}"), f"/{each}State") for each in ("View", "Print", "Export"))
    return any(isinstance(one, pikepdf.Dictionary) and str(one.get(key)) == "/OFF" for one, key in states)


class _Way:
    """Walks through a document part by part, never deeper into Python than a step: files are made to hurt."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.root = pdf.Root
        self.pages = {page.obj.objgen for page in pdf.pages}
        self.structure = self.root.get("/StructTreeRoot", pikepdf.Dictionary()).objgen
        self.pictures: list[pikepdf.Stream] = []
        self.been: set[tuple[tuple[int, int], str]] = set()
        self.elements: set[tuple[int, int]] = set()
        self.waiting: list[tuple[Any, str]] = [(self.root, "catalogue")]

    def go(self) -> None:
        self._walk()
        structure = self.root.get("/StructTreeRoot")
        numbers = structure.get("/ParentTree") if structure is not None else None
        if numbers is not None:  # after all others, for it may name no element but those that stand
            self.waiting.append((numbers, "numbers"))
            self._walk()

    def _walk(self) -> None:
        while self.waiting:
            thing, part = self.waiting.pop()
            if thing.is_indirect:
                if (thing.objgen, part) in self.been:
                    continue
                self.been.add((thing.objgen, part))
            if isinstance(thing, pikepdf.Array):
                self._list(thing, part)
            else:
                self._part(thing, _exactly(thing, part))

    def _part(self, thing: Any, part: str) -> None:
        if part == "image":
            self.pictures.append(thing)
        if part == "element" and thing.is_indirect:
            self.elements.add(thing.objgen)
        allowed = _ALLOWED[part]
        if isinstance(thing, pikepdf.Stream):
            allowed = {**allowed, **_ALLOWED["stream"]}
        for key in list(thing.keys()):
            kind, value = allowed.get(key, allowed.get("/*", "")), thing[key]
            if isinstance(value, pikepdf.Dictionary) and _may_be_off(value):
                raise HiddenLayer
            if not kind or not self._stays(value, kind) or _is_a_file(key, value):
                del thing[key]
            elif kind != "numbers" or part == "numbers":
                self._enter(value, kind)

    def _list(self, things: pikepdf.Array, kind: str) -> None:
        inside = "place" if kind == "places" else kind
        for number in reversed(range(len(things))):
            if self._stays(things[number], inside):
                self._enter(things[number], inside)
            elif kind in _IN_PLACES:
                things[number] = None
            else:
                del things[number]

    def _enter(self, value: Any, kind: str) -> None:
        if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            is_element = kind == "numbers" and "/S" in value
            if kind in (*_ALLOWED, "drawing") and not is_element:
                self.waiting.append((value, kind))
        elif isinstance(value, pikepdf.Array) and kind not in (PLAIN, WORDS, "place"):
            self.waiting.append((value, kind))

    def _stays(self, value: Any, kind: str) -> bool:
        """Whether this may stand where something of this kind is expected."""
        if kind in (PLAIN, WORDS):
            return _is_plain(value, words=kind == WORDS)
        if isinstance(value, pikepdf.Name):
            return kind in _NAMED
        if isinstance(value, pikepdf.String):
            return kind in _SPELLED
        if isinstance(value, pikepdf.Array):
            return kind != "place" or self._leads_to_a_page(value)
        if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            return self._may_stand(value, kind)
        return value is None or kind in _NUMBERED

    def _may_stand(self, value: Any, kind: str) -> bool:
        """What the kind alone doesn't tell: pages that were taken out, notes beside the page, actions."""
        if kind == "of_page":
            return value.objgen in self.pages
        if kind == "parent":
            return value.is_indirect and (value.objgen in self.elements or value.objgen == self.structure)
        if kind == "numbers":
            return "/Nums" in value or "/Kids" in value or value.objgen in self.elements
        if kind == "pages":
            return "/Kids" in value or value.objgen in self.pages
        if kind == "element":
            here = "/Pg" not in value or value["/Pg"].objgen in self.pages
            return here and str(value.get("/Type")) != "/OBJR" and "/Stm" not in value
        if kind == "names":
            return "/Dests" in value
        if kind == "drawing":
            return str(value.get("/Subtype")) in _DRAWN
        if kind == "jump":
            return str(value.get("/S")) == "/GoTo"
        if kind == "layout":
            return str(value.get("/O")) in _LAYOUTS
        return kind in _ALLOWED

    def _leads_to_a_page(self, place: pikepdf.Array) -> bool:
        first = place[0] if len(place) else None
        is_page = isinstance(first, pikepdf.Dictionary) and first.objgen in self.pages
        return is_page and all(_is_plain(each, words=False) for each in list(place)[1:])


def _exactly(thing: Any, part: str) -> str:
    """Of parts of which there are two sorts, which one it is."""
    if part == "pages":
        return "pages" if "/Kids" in thing else "page"
    if part == "drawing":
        return _DRAWN[str(thing.get("/Subtype"))]
    if part == "element":
        return "marked" if str(thing.get("/Type")) == "/MCR" else "element"
    return part


def _is_plain(value: Any, *, words: bool, depth: int = 0) -> bool:
    if isinstance(value, pikepdf.String):
        return words
    if isinstance(value, pikepdf.Array):
        return depth < _DEEPEST and all(_is_plain(each, words=words, depth=depth + 1) for each in value)
    return not isinstance(value, pikepdf.Dictionary | pikepdf.Stream)


def _is_a_file(key: str, value: Any) -> bool:
    return key in ("/Alt", "/ActualText", "/E") and bool(_A_FILE.search(str(value)))
