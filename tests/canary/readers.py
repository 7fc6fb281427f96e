"""Who looks, what each may find, and what speakers agreed to share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from django.test import Client

from presessions.accounts.models import Grant, User
from presessions.permissions import Role
from publications.enums import OutsideAudience
from publications.items import Item, items_of
from publications.models import Statement
from tests.publications.sharing import let_guardian, share, unshare

from .markers import Mark, Planted, found_in

BACKEND = "presessions.accounts.backends.RoleBackend"
EVERYBODY = (OutsideAudience.PUBLIC, OutsideAudience.MISSIONS)
MISSIONS = (OutsideAudience.MISSIONS,)
INTERPRETERS = (OutsideAudience.INTERPRETERS,)
WAYS = ("everything", "for missions", "nothing", "withdrawn", "without names", "for interpreters")
NAMES = ("organisation_name", "speaker_name")
# what a moderator runs a meeting with; the rest of an application is not theirs to read
OF_MEETINGS = ("Application.organisation_name", "Application.speaker_name", "Application.speaker_position")
OF_OFFICERS = (
    "Application.", "ApplicationIssue.", "SupportingFile", "Assessment.", "Section.", "Recommendation.",
    "Question.", "Attachment", "Guardian.", "Proof",
)  # fmt: skip
OF_A_STATE = (*OF_OFFICERS, "Panel.", "Wish.", "Seat.", "Statement.", "OutgoingMail.")


@dataclass
class Reader:
    """One browser; ``emails`` are the addresses its person had before planting."""

    name: str
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    emails: frozenset[str] = frozenset()
    speaks_for: frozenset[str] = frozenset()
    staff: str = ""
    recused: frozenset[str] = frozenset()
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    sign_in: Callable[[], Client] | None = None

    def arrive(self) -> None:
        """Sign in anew, for a session ends while others look for an hour."""
        if self.sign_in is not None:
            self.cookies = self.sign_in().cookies

    def get(self, address: str):  # type: ignore[no-untyped-def]
        """The answer, in the browser as it was at first."""
        self.client.cookies = SimpleCookie({key: one.value for key, one in self.cookies.items()})
        return self.client.get(address)

    def post(self, address: str, values: dict):  # type: ignore[no-untyped-def,type-arg]
        """The answer to a form, in the browser as it was at first."""
        self.client.cookies = SimpleCookie({key: one.value for key, one in self.cookies.items()})
        return self.client.post(address, values)

    def may_find(self, mark: Mark, planted: Planted) -> bool:
        if mark.is_public_fact or mark.word in planted.public:
            return True
        if self.staff:
            return self._as_staff(mark)
        about = planted.missions.get(mark.word)
        if self.speaks_for and about is not None and about not in self.speaks_for:
            return True
        if planted.named.get(mark.word, frozenset()) & self.emails:
            return True
        return bool(mark.owners & self.emails) or planted.asked.get(mark.word) in self.emails

    def _as_staff(self, mark: Mark) -> bool:
        if self.staff == Role.MODERATOR:
            return mark.place.startswith(OF_MEETINGS) or not mark.place.startswith(OF_OFFICERS)
        return not (mark.states & self.recused and mark.place.startswith(OF_A_STATE))


def reader_of(
    name: str, client: Client, user: User | None, *, staff: str = "", recused: tuple[str, ...] = ()
) -> Reader:
    """A reader with the session of this client."""
    grants = Grant.objects.filter(user=user, role=Role.DELEGATE) if user else []
    return Reader(
        name,
        cookies=client.cookies,
        emails=frozenset({user.email} if user else ()),
        speaks_for=frozenset(grant.iso3 for grant in grants),
        staff=staff,
        recused=frozenset(recused),
    )


def let_speakers_share(planted: Planted, statements: list[Statement]) -> dict[str, int]:
    """Each statement its own way, in turn; notes in ``planted`` who may read what because of it. How many of each."""
    counts = dict.fromkeys(WAYS, 0)
    for place, statement in enumerate(statements):
        way = WAYS[place % len(WAYS)]
        counts[way] += 1
        _share(planted, statement, way)
    return counts


def _share(planted: Planted, statement: Statement, way: str) -> None:
    if way == "nothing":
        return
    items = [
        each for each in items_of(statement) if not (each.key == "speaker_name" and statement.seat.under_18)
    ]
    if way == "without names":
        items = [each for each in items if each.key not in NAMES]
    audiences = {"for missions": MISSIONS, "for interpreters": INTERPRETERS}.get(way, EVERYBODY)
    share(statement, [each.key for each in items], to=audiences)
    if statement.guardian is not None:
        let_guardian(statement.guardian)
    if way == "withdrawn":
        unshare(statement)
        return
    iso3 = statement.seat.panel.pre_session.state_under_review_id
    if guardian := planted.guardians.get(statement.pk):
        words = {word for item in items for word in words_of_item(planted, statement, item)}
        planted.asked |= dict.fromkeys(words, guardian)
    for word in {word for item in items for word in words_of_item(planted, statement, item)}:
        if way == "for interpreters":
            planted.interpreters.add(word)
            continue
        planted.missions[word] = iso3
        if OutsideAudience.PUBLIC in audiences:
            planted.public.add(word)


def words_of_item(planted: Planted, statement: Statement, item: Item) -> set[str]:
    """The words one item carries; of a file those on its pages."""
    files = {each.item: f"Attachment body {each.pk}" for each in statement.attachments.all()}
    if item.key in files:
        return {mark.word for mark in planted.marks.values() if mark.place == files[item.key]}
    return found_in(f"{item.text} {item.values}")
