"""One function per message: plain typed values in, a ``Message`` out.

Values are texts already written for the reader in the language of the mail
(dates with weekday, hour and "Geneva time", through ``presessions.wording``)
and absolute addresses; models stay outside. ``reference`` is the application's
public reference ("54-7KQM"): the only thing about an application a subject may
carry. No message takes the name of a State, an organisation, a speaker or a
theme, so none can leave in a subject line or a preview; but for the digest to
delegates, whose body quotes what is public anyway.

A value ``calendar`` (a calendar file as bytes) is attached to whichever message it stands beside.

Whoever asked to be written to discreetly gets the message ``discreet`` in place
of any other: it says that there is something on their page, and until when.

Each message has three templates in ``templates/emails/<name>/``: subject.txt,
body.txt (complete by itself) and body.html.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

Values = dict[str, Any]
"""Keyword arguments of the function of the same name below, and ``BESIDES`` (see ``build``)."""

DATES = ("answer_by", "deadline", "due", "statement_due")
BESIDES = frozenset({"discreet", "calendar"})
"""Values that stand beside those of any message."""
UNSIGNED = frozenset({"discreet", "sign_in_code"})
"""Messages that name no sender: a code is mailed to everybody alike, discreet or not."""


@dataclass(frozen=True)
class Message:
    """What the three templates are rendered with.

    ``list_unsubscribe_url`` is set where the reader can leave a list with one
    POST; decisions never carry it.
    """

    name: str
    context: Values = field(default_factory=dict)
    list_unsubscribe_url: str = ""
    calendar: bytes = b""


TITLES = {
    "contact_confirm": "Calls by e-mail: confirm the address",
    "seat_declined_ack": "Declined seat acknowledged",
    "consent_receipt": "Receipt of choices",
    "mission_digest": "Digest for missions",
}
"""Where the name of a message would not say enough."""


def title_of(name: str) -> str:
    """What staff call a message: "seat_offer" is "Seat offer"."""
    return TITLES.get(name) or name.replace("_", " ").capitalize()


def _line(value: object) -> str:
    """One line: line breaks of any kind, tabs and runs of spaces become one space."""
    return " ".join(str(value).split())


def _address(value: str) -> str:
    """An absolute http(s) address without blanks; anything else is a ``ValueError``."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or value != _line(value) or " " in value:
        raise ValueError("A mail needs absolute http(s) addresses.")
    return value


# --- Signing in ---------------------------------------------------------------


def sign_in_code(*, code: str, minutes: int, page: str = "") -> Message:
    """The one-time code; ``minutes`` it lives, ``page`` (an address) that asked for it."""
    context = {"code": _line(code), "minutes": int(minutes), "page": _address(page) if page else ""}
    return Message("sign_in_code", context)


# --- Saying nothing --------------------------------------------------------------


def discreet(*, url: str, reference: str = "", deadline: str = "") -> Message:
    """Stands for any message to somebody who asked that mail does not say what it is about."""
    return Message(
        "discreet", {"url": _address(url), "reference": _line(reference), "deadline": _line(deadline)}
    )


def _discreetly(message: Message) -> Message:
    """The same news without saying which: its page, its reference and the date that counts."""
    known = message.context
    date = next((known[name] for name in DATES if known.get(name)), "")
    return discreet(url=known["url"], reference=known.get("reference", ""), deadline=date)


# --- The call -------------------------------------------------------------------


def call_for_applications(
    *, series: str | int, opens: str, closes: str, url: str, unsubscribe_url: str
) -> Message:
    """A call has opened: its series number, when it opens and closes (texts), its page."""
    context = {"series": _line(series), "opens": _line(opens), "closes": _line(closes)}
    return _listed("call_for_applications", context, url=url, unsubscribe_url=unsubscribe_url)


def contact_confirm(*, url: str) -> Message:
    """Asks somebody who gave this address for calls to confirm it; ``url`` is the page with the button."""
    return Message("contact_confirm", {"url": _address(url)})


# --- The application --------------------------------------------------------------


def application_draft_saved(*, reference: str, url: str) -> Message:
    """A draft was begun; ``url`` leads back to it."""
    return _about("application_draft_saved", reference, url)


def application_received(*, reference: str, url: str, deadline: str) -> Message:
    """It was sent; it can be changed until ``deadline``, if that is still to come."""
    return _about("application_received", reference, url, deadline=deadline)


def application_changed(*, reference: str, url: str, deadline: str) -> Message:
    """A sent application was changed; it can be changed again until ``deadline``, if that is still to come."""
    return _about("application_changed", reference, url, deadline=deadline)


def application_reopened(*, reference: str, url: str, deadline: str) -> Message:
    """Staff let what was sent be changed after the deadline, until ``deadline``."""
    return _about("application_reopened", reference, url, deadline=deadline)


def application_withdrawn(*, reference: str, url: str) -> Message:
    """It was withdrawn by the applicant."""
    return _about("application_withdrawn", reference, url)


def deadline_reminder(*, reference: str, deadline: str, url: str, days: int) -> Message:
    """A draft was not sent and ``days`` remain."""
    return _about("deadline_reminder", reference, url, deadline=deadline, days=int(days))


def correction_asked(*, reference: str, deadline: str, url: str) -> Message:
    """Staff ask for a correction of some answers; which ones, and why, stands at ``url`` only."""
    return _about("correction_asked", reference, url, deadline=deadline)


def correction_reminder(*, reference: str, deadline: str, url: str, days: int) -> Message:
    """A correction was asked for and not made, and ``days`` remain (0: today)."""
    return _about("correction_reminder", reference, url, deadline=deadline, days=int(days))


def review_moved(
    *, reference: str, url: str, series: str | int, deadline: str, draft: int, coming: int
) -> Message:
    """The review moved to another session: the application goes with it to ``series`` (its number).

    It can be changed until ``deadline``, or once a call that is ``coming`` is open; else no more. A ``draft``
    was not sent yet (1 or 0, both).
    """
    facts = {"draft": int(draft), "coming": int(coming)}
    return _about("review_moved", reference, url, series=series, deadline=deadline, **facts)


def application_not_held(*, reference: str, url: str) -> Message:
    """The Pre-session that was applied for is not held; ``url`` says why. Panelists have ``meeting_not_held``."""
    return _about("application_not_held", reference, url)


# --- The seat ---------------------------------------------------------------------


def seat_offer(*, reference: str, url: str, answer_by: str) -> Message:
    """A seat on the panel is offered; it can be answered until ``answer_by``."""
    return _about("seat_offer", reference, url, answer_by=answer_by)


def seat_offer_reminder(*, reference: str, url: str, answer_by: str) -> Message:
    """An offer waits for an answer."""
    return _about("seat_offer_reminder", reference, url, answer_by=answer_by)


def seat_confirmed(*, reference: str, url: str, statement_due: str) -> Message:
    """The seat was accepted; the statement is due at ``statement_due``."""
    return _about("seat_confirmed", reference, url, statement_due=statement_due)


def seat_declined_ack(*, reference: str, url: str) -> Message:
    """The offer was declined by the panelist, or the seat given back."""
    return _about("seat_declined_ack", reference, url)


def seat_lapsed(*, reference: str, url: str) -> Message:
    """No answer came in time; the seat goes to the next organisation."""
    return _about("seat_lapsed", reference, url)


def reserve_notice(*, reference: str, url: str) -> Message:
    """Not among those offered a seat, but in reserve."""
    return _about("reserve_notice", reference, url)


def not_selected(*, reference: str, url: str) -> Message:
    """No seat; ``url`` shows what is still open: observing, training, bringing documents, next time."""
    return _about("not_selected", reference, url)


# --- The programme ------------------------------------------------------------------


def programme_published(*, url: str, unsubscribe_url: str = "") -> Message:
    """The programme is out."""
    return _listed("programme_published", {}, url=url, unsubscribe_url=unsubscribe_url)


def sitting_changed(*, reference: str, url: str, entry_url: str) -> Message:
    """The day, hour or room of a panelist's meeting changed; ``entry_url`` is its calendar entry as it is now."""
    return _about("sitting_changed", reference, url, entry_url=_address(entry_url))


def meeting_not_held(*, reference: str, url: str) -> Message:
    """The meeting at which the panelist has a seat is not held; ``url`` says why."""
    return _about("meeting_not_held", reference, url)


# --- The statement -------------------------------------------------------------------


def statement_reminder(*, reference: str, due: str, url: str, days: int) -> Message:
    """The statement is due in ``days`` (0: today)."""
    return _about("statement_reminder", reference, url, due=due, days=int(days))


def statement_returned(*, reference: str, url: str) -> Message:
    """Staff ask a question about the statement; it can be read and answered at ``url``."""
    return _about("statement_returned", reference, url)


def statement_comments(*, reference: str, url: str) -> Message:
    """Staff noted something beside the statement; it can be read and answered at ``url``."""
    return _about("statement_comments", reference, url)


def statement_published(*, reference: str, url: str, shown: bool) -> Message:
    """Staff have published the statement as far as the panelist agreed; ``shown`` is whether anybody outside reads
    something of it now, for a yes may be for later."""
    return _about("statement_published", reference, url, shown=shown)


def consent_receipt(*, reference: str, url: str) -> Message:
    """The panelist's choice of what is shared was recorded; the record is at ``url``."""
    return _about("consent_receipt", reference, url)


def consent_by_staff(*, reference: str, url: str) -> Message:
    """To the panelist: staff recorded what they were sent or told; the record is at ``url``."""
    return _about("consent_by_staff", reference, url)


def guardian_asked(*, reference: str, url: str) -> Message:
    """To the parent or guardian of a speaker under 18: there is something to decide at ``url``."""
    return _about("guardian_asked", reference, url)


def guardian_receipt(*, reference: str, url: str) -> Message:
    """To a parent or guardian: their answer was recorded; the record is at ``url``."""
    return _about("guardian_receipt", reference, url)


def guardian_answered(*, reference: str, url: str) -> Message:
    """To the panelist: the parent or guardian answered; ``url`` says what."""
    return _about("guardian_answered", reference, url)


def papers_ready(*, url: str, until: str) -> Message:
    """To an interpreter or a moderator: documents to prepare with, behind ``url`` until the day ``until``."""
    return Message("papers_ready", {"url": _address(url), "until": _line(until)})


# --- Missions -----------------------------------------------------------------


def publication_notice(*, url: str, unsubscribe_url: str = "") -> Message:
    """To delegates: there is something new to read. Says neither what nor how much."""
    return _listed("publication_notice", {}, url=url, unsubscribe_url=unsubscribe_url)


def mission_digest(*, parts: list[Values], more: int, url: str, unsubscribe_url: str) -> Message:
    """To delegates: what was newly shared on what they chose. The one message that quotes, and only what is public.

    A part is a Pre-session: its ``title`` and ``url``, ``lines`` of ``text`` and ``name``, and how many recommendations
    are ``for_missions`` alone; ``more`` is how many public ones it does not quote.
    """
    told = [
        {
            "title": _line(part["title"]),
            "url": _address(part["url"]),
            "lines": [{key: _line(line[key]) for key in ("text", "name")} for line in part["lines"]],
            "for_missions": int(part["for_missions"]),
        }
        for part in parts
    ]
    return _listed(
        "mission_digest", {"parts": told, "more": int(more)}, url=url, unsubscribe_url=unsubscribe_url
    )


def delegate_invitation(*, url: str) -> Message:
    """Invites somebody to sign in as a delegate; names no mission. ``url`` is the sign-in page."""
    return Message("delegate_invitation", {"url": _address(url)})


# --- Building by name -----------------------------------------------------------------------


def _about(message: str, reference: str, url: str, **texts: str | int) -> Message:
    """A message about one application."""
    lines = {key: text if isinstance(text, int) else _line(text) for key, text in texts.items()}
    return Message(message, {"reference": _line(reference), "url": _address(url), **lines})


def _listed(message: str, context: Values, *, url: str, unsubscribe_url: str) -> Message:
    """A message to people on a list, who can leave it."""
    leave = _address(unsubscribe_url) if unsubscribe_url else ""
    return Message(message, {**context, "url": _address(url), "unsubscribe_url": leave}, leave)


_MESSAGES: tuple[Callable[..., Message], ...] = (
    sign_in_code,
    discreet,
    call_for_applications,
    contact_confirm,
    application_draft_saved,
    application_received,
    application_changed,
    application_reopened,
    application_withdrawn,
    deadline_reminder,
    correction_asked,
    correction_reminder,
    review_moved,
    application_not_held,
    seat_offer,
    seat_offer_reminder,
    seat_confirmed,
    seat_declined_ack,
    seat_lapsed,
    reserve_notice,
    not_selected,
    programme_published,
    sitting_changed,
    meeting_not_held,
    statement_reminder,
    statement_returned,
    statement_comments,
    statement_published,
    consent_receipt,
    consent_by_staff,
    guardian_asked,
    guardian_receipt,
    guardian_answered,
    papers_ready,
    publication_notice,
    mission_digest,
    delegate_invitation,
)
_BY_NAME = {function.__name__: function for function in _MESSAGES}
NAMES = tuple(_BY_NAME)


def build(name: str, values: Values) -> Message:
    """The message called ``name`` with these values.

    A true value ``discreet`` asks for the message that does not say what it is about; ``calendar`` goes with either.
    Raises ``KeyError`` for an unknown name, ``TypeError`` where values are
    missing or too many, ``ValueError`` where one does not fit.
    """
    quietly = bool(values.get("discreet"))
    message = _BY_NAME[name](**{key: value for key, value in values.items() if key not in BESIDES})
    return replace(_discreetly(message) if quietly else message, calendar=values.get("calendar", b""))
