"""Who may do what: the one place.

A person acts under the roles granted to them (`Grant`) and, outside the
staff, on what is theirs. The rule in plain words:

- A verb lists the roles that hold it; whoever holds none of them may not.
- The roles applicant, panelist and guardian are not granted: they come with owning the
  thing (its ``owner_id``, or a key this browser opened with a recovery phrase).
- Staff roles count only where the second factor was given (``verified``).
- Staff recused from a State may do nothing with what belongs to that State.
- A delegate reads as a mission about every State but those they speak for;
  for these they see what the public sees (design, section 6).

Pure: values in, yes or no out. What is true "when" (a deadline, a status) is
for the rules of each app; here it is only "who".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a person may be here. The public is the absence of all of them."""

    APPLICANT = "applicant"
    PANELIST = "panelist"
    GUARDIAN = "guardian"
    DELEGATE = "delegate"
    OBSERVER = "observer"
    OFFICER = "officer"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


STAFF_ROLES = frozenset({Role.OFFICER, Role.MODERATOR, Role.ADMINISTRATOR})
OWNER_ROLES = frozenset({Role.APPLICANT, Role.PANELIST, Role.GUARDIAN})
GRANTED_ROLES = frozenset(Role) - OWNER_ROLES


class Refused(Exception):
    """The actor may not. Outside the staff site it is shown as "not found"."""

    def __init__(self, verb: str) -> None:
        self.verb = verb
        super().__init__(f"You may not do this ({verb.replace('_', ' ')}).")


@dataclass(frozen=True)
class RoleGrant:
    """One role given to one person; ``iso3`` is the State a delegate speaks for."""

    role: Role
    iso3: str = ""


@dataclass(frozen=True)
class Actor:
    """Whoever acts, as far as the rules need to know.

    ``user_id`` is None for the public and for a browser that opened one
    application with its recovery phrase (then ``owns`` holds that key).
    ``recused`` are the States (ISO 3166-1 alpha-3) a staff member keeps out of;
    ``verified`` says that the second factor was given.
    """

    user_id: int | None = None
    grants: frozenset[RoleGrant] = frozenset()
    recused: frozenset[str] = frozenset()
    verified: bool = False
    owns: frozenset[str] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        """The granted roles; owning something is asked of each subject instead."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def is_staff(self) -> bool:
        """Holds a staff role and gave the second factor."""
        return self.verified and bool(self.roles & STAFF_ROLES)

    @property
    def is_delegate(self) -> bool:
        return Role.DELEGATE in self.roles

    @property
    def is_observer(self) -> bool:
        return Role.OBSERVER in self.roles

    @property
    def delegate_states(self) -> frozenset[str]:
        """The States this person speaks for in Geneva."""
        return frozenset(grant.iso3 for grant in self.grants if grant.role is Role.DELEGATE and grant.iso3)


ANONYMOUS = Actor()


@dataclass(frozen=True)
class Subject:
    """What is acted upon.

    ``kind`` names it ("application"), ``iso3`` is the State under Review it
    belongs to, ``owner_id`` the user whose it is, ``key`` its public id.
    """

    kind: str = ""
    iso3: str = ""
    owner_id: int | None = None
    key: str = ""


NOTHING = Subject()

_OFFICERS = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
_STAFF = STAFF_ROLES
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
_APPLICANT = frozenset({Role.APPLICANT})
_PANELIST = frozenset({Role.PANELIST})
_GUARDIAN = frozenset({Role.GUARDIAN})

VERBS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        # the staff site
        "enter_staff_site": _STAFF,
        "see_dashboard": _STAFF,
        # series and calls
        "manage_series": _OFFICERS,
        "open_call": _OFFICERS,
        "announce_series": _OFFICERS,
        # applications
        "read_application": _OFFICERS | _APPLICANT,
        "edit_application": _APPLICANT,
        "withdraw_application": _APPLICANT,
        "assess_application": _OFFICERS,
        "confirm_claim": _OFFICERS,
        "import_applications": _OFFICERS,
        "link_applications": _OFFICERS,
        "extend_deadline": _OFFICERS,
        "read_file": _OFFICERS | _APPLICANT | _PANELIST,
        # panels
        "propose_panel": _OFFICERS,
        "approve_panel": _OFFICERS,
        "offer_seat": _OFFICERS,
        "answer_offer": _PANELIST,
        "release_seat": _OFFICERS | _PANELIST,
        # the timetable
        "plan_timetable": _OFFICERS,
        "publish_timetable": _OFFICERS,
        # statements and consent
        "write_statement": _PANELIST,
        "give_consent": _PANELIST,
        "withdraw_consent": _PANELIST,
        "answer_as_guardian": _GUARDIAN,
        "confirm_guardian": _OFFICERS,
        "read_statement": _OFFICERS | _PANELIST,
        "check_statement": _OFFICERS,
        "publish_statement": _OFFICERS,
        # consent that reached staff on paper: two of them; what is taken back: one
        "propose_consent": _OFFICERS,
        "confirm_consent": _OFFICERS,
        "withdraw_for_speaker": _OFFICERS,
        "read_as_mission": frozenset({Role.DELEGATE}),
        # missions and meetings
        "invite_delegate": _OFFICERS,
        "answer_invitation": frozenset({Role.DELEGATE, Role.OBSERVER}),
        "record_presence": _STAFF,
        "run_meeting": _STAFF,
        # mail
        "see_outbox": _OFFICERS,
        "resend_mail": _OFFICERS,
        "send_mailing": _OFFICERS,
        # records
        "see_key_figures_staff": _STAFF,
        "see_audit": _ADMINISTRATORS,
        "export_personal_data": _OFFICERS,
        "erase_person": _ADMINISTRATORS,
        "manage_people": _ADMINISTRATORS,
    }
)


def owns(actor: Actor, subject: Subject) -> bool:
    """Whether the subject is the actor's own, by account or by recovery phrase."""
    if subject.owner_id is not None and subject.owner_id == actor.user_id:
        return True
    return bool(subject.key) and subject.key in actor.owns


def may(actor: Actor, verb: str, subject: Subject = NOTHING) -> bool:
    """Whether ``actor`` may do ``verb`` to ``subject``; an unknown verb is a KeyError."""
    holders = VERBS[verb]
    if holders & OWNER_ROLES and owns(actor, subject):
        return True
    if actor.is_staff and holders & STAFF_ROLES & actor.roles:
        return not (subject.iso3 and subject.iso3 in actor.recused)
    if verb == "read_as_mission":
        return (
            bool(subject.iso3) and bool(actor.delegate_states) and subject.iso3 not in actor.delegate_states
        )
    return bool(holders & actor.roles - STAFF_ROLES)


def check_may(actor: Actor, verb: str, subject: Subject = NOTHING) -> None:
    """Raise ``Refused`` unless ``actor`` may do ``verb`` to ``subject``."""
    if not may(actor, verb, subject):
        raise Refused(verb)
