"""What the XML parts of Word and OpenDocument files do, read as their programs read them.

A parser sees through what hides a mark from a search of the bytes: character references, CDATA, comments, other
prefixes, other quotes, a ">" inside an attribute, UTF-16. Prefixes are left out and only the rest of a name counts:
whoever gives a harmless element the name of a dangerous one is refused too. A document type ends the reading, so no
entity is ever expanded. Knows neither Django nor the database.
"""

import re
from collections.abc import Callable
from xml.parsers import expat

from applications.file_rules import Reason

Attributes = dict[str, str]

_SCHEME = re.compile(r"\s*(https?:|ftp:|smb:|file:|//|\\\\)", re.IGNORECASE)
_RUNS = re.compile(
    r"\s*(macro|javascript|vbscript|service|slot|\.uno|vnd\.sun\.star\.script):", re.IGNORECASE
)
_MACRO_TYPE = re.compile(r"macroEnabled|vbaProject|oleObject|activeX", re.IGNORECASE)
_OBJECT_RELATION = re.compile(
    r"/(oleObject|package|control|activeXControlBinary|aFChunk|vbaProject|wordVbaData)$", re.IGNORECASE
)
_FETCHING = r"DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK"
_NEW_FIELD = "\x00"
_FIELD_CODES = (
    re.compile(rf"\b({_FETCHING})\b\s+[\"\\\w]"),
    re.compile(rf"{_NEW_FIELD}\s*({_FETCHING})\b", re.IGNORECASE),
    re.compile(r"\bQUOTE(\s+\d{2,3}){2}", re.IGNORECASE),  # spells another field, letter by letter
)
_WORD_NAMES = frozenset(
    {"Relationship", "Default", "Override", "fldChar", "fldSimple", "instrText", "delInstrText"}
)
_ODT_ACTIVE = frozenset(
    {"event-listener", "script", "object-ole", "plugin", "applet", "dde-source", "dde-connection-decl"}
)
_ODT_LINKS = frozenset({"a", "template"})  # followed when somebody clicks; where its author's template lay


class Refused(Exception):
    """This part is why the file is not taken."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


def is_xml(data: bytes) -> bool:
    """Whether this part begins as XML does, whatever it is called."""
    return data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def look_at_word(xml: bytes) -> None:
    """Raises ``Refused`` where a part of a Word file runs or fetches something."""
    codes: list[str] = []
    inside: list[str] = []

    def start(name: str, found: Attributes) -> None:
        if name not in _WORD_NAMES:
            return
        attributes = _plain(found)
        if name == "Relationship":
            _relation(attributes)
        elif name in {"Default", "Override"} and _MACRO_TYPE.search(attributes.get("ContentType", "")):
            raise Refused(Reason.ACTIVE)
        elif name == "fldChar" and attributes.get("fldCharType") == "begin":
            codes.append(_NEW_FIELD)
        elif name == "fldSimple":
            codes.append(f"{_NEW_FIELD}{attributes.get('instr', '')}{_NEW_FIELD}")
        if name in {"instrText", "delInstrText"}:
            inside.append(name)

    def end(name: str) -> None:
        if inside and inside[-1] == name:
            inside.pop()

    def text(written: str) -> None:
        if inside:
            codes.append(written)

    _read(xml, start, end, text)
    if codes and any(code.search(_NEW_FIELD + "".join(codes)) for code in _FIELD_CODES):
        raise Refused(Reason.ACTIVE)


def _relation(attributes: Attributes) -> None:
    kind = attributes.get("Type", "")
    if _OBJECT_RELATION.search(kind):
        raise Refused(Reason.ACTIVE)
    elsewhere = attributes.get("TargetMode", "").strip().lower() == "external"
    if elsewhere and not kind.endswith("/hyperlink"):
        raise Refused(Reason.OUTSIDE_LINKS)


def look_at_open_document(xml: bytes) -> None:
    """Raises ``Refused`` where a part of an OpenDocument file runs or fetches something, or is encrypted."""

    def start(name: str, attributes: Attributes) -> None:
        if name == "encryption-data":
            raise Refused(Reason.LOCKED)
        if name in _ODT_ACTIVE:
            raise Refused(Reason.ACTIVE)
        target = _plain(attributes).get("href", "") if attributes else ""
        if _RUNS.match(target):
            raise Refused(Reason.ACTIVE)
        if name not in _ODT_LINKS and _SCHEME.match(target):
            raise Refused(Reason.OUTSIDE_LINKS)

    _read(xml, start)


def _read(
    xml: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call these for every element and text, with names of elements that have lost their prefixes."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _document_type
    parser.StartElementHandler = lambda name, found: start(_local(name), found)
    if end is not None:
        parser.EndElementHandler = lambda name: end(_local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except (
        expat.ExpatError,
        LookupError,
        ValueError,
    ) as error:  # not well-formed, or in no encoding that is known
        raise Refused(Reason.BROKEN) from error


def _document_type(*_told: object) -> None:
    raise Refused(Reason.BOMB)


def _plain(attributes: Attributes) -> Attributes:
    return {_local(name): value for name, value in attributes.items()}


def _local(name: str) -> str:
    return name.rpartition(":")[2]
