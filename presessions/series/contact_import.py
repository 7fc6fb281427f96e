"""A file that says what contacts are: first what is wrong with it, then all of it or nothing.

The rule in plain words:

- Of an address that is on the list, the file says what it is and nothing else: States and language are its own choice.
- An address that is not yet there is asked, in one mail, whether it wants calls. It gets none before it says yes.
- Nobody is asked by a file twice: who was asked before, or left, is not written to.
- While one row has a fault, nothing is done. What was set can be undone; a mail can't.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import override

from presessions.accounts.actors import actor_of
from presessions.folding import fold
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditKind
from presessions.numbers import LONGEST_ADDRESS
from presessions.permissions import Actor, Subject, check_may
from presessions.row_files import ECHOED, Line, Sheet, Unreadable

from . import subscriptions
from .enums import ContactKind, ContactStatus
from .models import LANGUAGES, Contact, State

if TYPE_CHECKING:
    from presessions.accounts.models import User

MAX_ROWS = 1000
COLUMNS = {
    "email": "The address. Needed.",
    "kind": "What they are: nhri, cso or other. Blank: not known; what is known stays.",
    "language": "For an address that is not yet on the list: en, fr or es. Blank: en.",
    "states": "For an address that is not yet on the list: three-letter codes with a space between. Blank: every call.",
}
# what lists of other people call them; the words of our own form, in three languages, are taken as well
ALSO = {
    "indh": ContactKind.NHRI,
    "inddhh": ContactKind.NHRI,
    "ngo": ContactKind.CSO,
    "ong": ContactKind.CSO,
    "osc": ContactKind.CSO,
}
ASKED = "was asked before and has not answered"
LEFT = "left the list"


@dataclass(frozen=True)
class Fault:
    """What is wrong, where: ``row`` as a spreadsheet program counts, ``column`` as its heading."""

    row: int
    column: str
    words: str


@dataclass(frozen=True)
class Known:
    """An address on the list, what is known of it and what the file says."""

    row: int
    contact: Contact
    kind: str

    @property
    def says(self) -> str:
        return str(ContactKind(self.kind).label)


@dataclass(frozen=True)
class Wish:
    """An address to be asked whether it wants calls."""

    row: int
    email: str
    kind: str
    language: str
    states: list[State]

    @property
    def says(self) -> str:
        return str(ContactKind(self.kind).label) if self.kind else ""


@dataclass
class Checked:
    """What would become of each row; ``alone`` are address and reason of those that stay as they are."""

    faults: list[Fault] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    alone: list[tuple[str, str]] = field(default_factory=list)


class Faulty(Exception):
    """The file has faults, so nothing of it was done."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        super().__init__(f"{len(checked.faults)} faults")


def check(sheet: Sheet, *, actor: Actor) -> Checked:
    """Every fault, and what would become of each address. Changes nothing.

    Raises ``Unreadable`` for what is wrong with the file as a whole.
    """
    check_may(actor, "send_mailing", Subject(kind="series"))
    unknown = [name for name in sheet.headings if name not in COLUMNS]
    if unknown:
        raise Unreadable(f"Not columns of this file: {', '.join(unknown)}.")
    if "email" not in sheet.headings:
        raise Unreadable("The column email is missing.")
    if not sheet.lines:
        raise Unreadable("There is no address below the headings.")
    return _read(sheet)


def _read(sheet: Sheet) -> Checked:
    checked = Checked()
    kinds, states = dict(_kinds()), State.objects.in_bulk()
    on_list = {
        row.email: row for row in Contact.objects.filter(email__in=[_address(line) for line in sheet.lines])
    }
    met: dict[str, int] = {}
    for line in sheet.lines:
        faults = list(_faults(line, kinds, states, met))
        met.setdefault(_address(line), line.number)
        checked.faults += faults
        if not faults:
            _sort(line, kinds, states, on_list.get(_address(line)), checked)
    return checked


def _address(line: Line) -> str:
    return line.cells.get("email", "").lower()


def _iso3s(line: Line) -> list[str]:
    return line.cells.get("states", "").upper().replace(",", " ").replace(";", " ").split()


def _kinds() -> Iterator[tuple[str, str]]:
    """What may stand for a kind: its code, its words in three languages, what others call it."""
    yield from ALSO.items()
    for kind in ContactKind:
        yield kind.value, kind.value
        for code, _name in LANGUAGES:
            with override(code):
                yield fold(str(kind.label)), kind.value


def _faults(
    line: Line, kinds: Mapping[str, str], states: Mapping[str, State], met: Mapping[str, int]
) -> Iterator[Fault]:
    address, kind = _address(line), line.cells.get("kind", "")
    try:
        validate_email(address)
    except ValidationError:
        yield Fault(line.number, "email", "Write the whole address, for example name@example.org.")
    if len(address) > LONGEST_ADDRESS:
        yield Fault(
            line.number, "email", f"This is longer than {LONGEST_ADDRESS} signs. Write the address alone."
        )
    if address in met:
        yield Fault(line.number, "email", f"The same address as in row {met[address]}.")
    if kind and fold(kind) not in kinds:
        yield Fault(line.number, "kind", f"“{kind[:ECHOED]}” is none of nhri, cso, other.")
    if line.cells.get("language", "").lower() not in {"", *dict(LANGUAGES)}:
        yield Fault(line.number, "language", "Write en, fr or es.")
    unknown = next((iso3 for iso3 in _iso3s(line) if iso3 not in states), "")
    if unknown:
        yield Fault(line.number, "states", f"“{unknown[:ECHOED]}” is the code of no State.")


def _sort(
    line: Line,
    kinds: Mapping[str, str],
    states: Mapping[str, State],
    contact: Contact | None,
    checked: Checked,
) -> None:
    address, kind = _address(line), kinds.get(fold(line.cells.get("kind", "")), "")
    if contact is None:
        language = line.cells.get("language", "").lower() or "en"
        wanted = [states[iso3] for iso3 in _iso3s(line)]
        checked.wishes.append(Wish(line.number, address, kind, language, wanted))
    elif contact.status == ContactStatus.LEFT:
        checked.alone.append((address, LEFT))
    elif contact.status == ContactStatus.UNCONFIRMED:
        checked.alone.append((address, ASKED))
    elif kind in {"", contact.kind}:
        checked.alone.append((address, "is on the list as it is"))
    else:
        checked.known.append(Known(line.number, contact, kind))


def take(sheet: Sheet, *, by: User) -> Checked:
    """Note what they are, and ask those who are new; or raise ``Faulty`` and do nothing. Again, it does nothing."""
    with transaction.atomic():
        named = Contact.objects.filter(email__in=[_address(line) for line in sheet.lines])
        list(named.select_for_update().order_by("pk").values_list("pk"))
        checked = check(sheet, actor=actor_of(by))
        if checked.faults:
            raise Faulty(checked)
        for known in checked.known:
            Contact.objects.filter(pk=known.contact.pk).update(kind=known.kind)
        for wish in checked.wishes:
            subscriptions.ask(wish.email, language=wish.language, states=wish.states, kind=wish.kind)
        detail = {"act": "contacts from a file", "set": len(checked.known), "asked": len(checked.wishes)}
        audit.record(AuditKind.MAILING, by=by, what="series.Contact", detail=detail)
    return checked


def undo(changes: list[tuple[int, str, str]], *, by: User) -> int:
    """Put back what was known of each, where nobody said otherwise since; how many that were.

    ``changes`` are key, what was known, and what the file said.
    """
    check_may(actor_of(by), "send_mailing", Subject(kind="series"))
    with transaction.atomic():
        return sum(
            Contact.objects.filter(pk=key, kind=after).update(kind=before) for key, before, after in changes
        )
