"""Every verb against every role, written out; then the rules that go across."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presessions.permissions import (
    ANONYMOUS,
    GRANTED_ROLES,
    VERBS,
    Actor,
    Refused,
    Role,
    RoleGrant,
    Subject,
    check_may,
    may,
    owns,
)

KEN = "KEN"
OF_KENYA = Subject(kind="application", iso3=KEN, owner_id=7, key="a1")


def staff(role: Role, *, verified: bool = True, recused: tuple[str, ...] = ()) -> Actor:
    return Actor(1, frozenset({RoleGrant(role)}), frozenset(recused), verified)


ACTORS = {
    "public": ANONYMOUS,
    "owner": Actor(7),
    "phrase": Actor(owns=frozenset({"a1"})),
    "other": Actor(8),
    "delegate": Actor(9, frozenset({RoleGrant(Role.DELEGATE, "FRA")})),
    "own_delegate": Actor(10, frozenset({RoleGrant(Role.DELEGATE, KEN)})),
    "observer": Actor(11, frozenset({RoleGrant(Role.OBSERVER)})),
    "officer": staff(Role.OFFICER),
    "moderator": staff(Role.MODERATOR),
    "administrator": staff(Role.ADMINISTRATOR),
    "unverified": staff(Role.ADMINISTRATOR, verified=False),
    "recused": staff(Role.ADMINISTRATOR, recused=(KEN,)),
}

OFFICERS = {"officer", "administrator"}
STAFF = OFFICERS | {"moderator"}
OWNERS = {"owner", "phrase"}
MISSIONS = {"delegate", "own_delegate"}

TABLE: dict[str, set[str]] = {
    "enter_staff_site": STAFF,
    "see_dashboard": STAFF,
    "manage_series": OFFICERS,
    "open_call": OFFICERS,
    "announce_series": OFFICERS,
    "read_application": OFFICERS | OWNERS,
    "edit_application": OWNERS,
    "withdraw_application": OWNERS,
    "assess_application": OFFICERS,
    "confirm_claim": OFFICERS,
    "import_applications": OFFICERS,
    "link_applications": OFFICERS,
    "extend_deadline": OFFICERS,
    "read_file": OFFICERS | OWNERS,
    "propose_panel": OFFICERS,
    "approve_panel": OFFICERS,
    "offer_seat": OFFICERS,
    "answer_offer": OWNERS,
    "release_seat": OFFICERS | OWNERS,
    "plan_timetable": OFFICERS,
    "publish_timetable": OFFICERS,
    "write_statement": OWNERS,
    "give_consent": OWNERS,
    "withdraw_consent": OWNERS,
    "answer_as_guardian": OWNERS,
    "confirm_guardian": OFFICERS,
    "read_statement": OFFICERS | OWNERS,
    "check_statement": OFFICERS,
    "publish_statement": OFFICERS,
    "propose_consent": OFFICERS,
    "confirm_consent": OFFICERS,
    "withdraw_for_speaker": OFFICERS,
    "read_as_mission": {"delegate"},
    "invite_delegate": OFFICERS,
    "answer_invitation": MISSIONS | {"observer"},
    "record_presence": STAFF,
    "run_meeting": STAFF,
    "see_outbox": OFFICERS,
    "resend_mail": OFFICERS,
    "send_mailing": OFFICERS,
    "see_key_figures_staff": STAFF,
    "see_audit": {"administrator"},
    "export_personal_data": OFFICERS,
    "erase_person": {"administrator"},
    "manage_people": {"administrator"},
}


def test_table_names_every_verb():
    assert set(TABLE) == set(VERBS)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_may_is_held_by_exactly_the_listed(verb):
    assert {name for name, actor in ACTORS.items() if may(actor, verb, OF_KENYA)} == TABLE[verb]


def test_check_may_says_which_verb_is_refused():
    with pytest.raises(Refused, match="open call") as caught:
        check_may(ANONYMOUS, "open_call")
    assert caught.value.verb == "open_call"
    check_may(ACTORS["officer"], "open_call")


def test_unknown_verb_is_an_error_and_not_a_refusal():
    with pytest.raises(KeyError):
        may(ACTORS["administrator"], "fly")


def test_recused_staff_still_work_on_other_states():
    assert may(ACTORS["recused"], "read_application", Subject(iso3="FRA")) is True
    assert may(ACTORS["recused"], "manage_series") is True


def test_recused_staff_keep_what_is_their_own():
    own = Subject(kind="application", iso3=KEN, owner_id=1)
    assert may(ACTORS["recused"], "read_application", own) is True


def test_delegate_of_two_states_reads_neither_as_a_mission():
    both = Actor(1, frozenset({RoleGrant(Role.DELEGATE, "FRA"), RoleGrant(Role.DELEGATE, KEN)}))
    read = {iso3: may(both, "read_as_mission", Subject(iso3=iso3)) for iso3 in ("FRA", KEN, "TUN")}
    assert read == {"FRA": False, KEN: False, "TUN": True}


def test_delegate_reads_nothing_whose_state_is_unknown():
    assert may(ACTORS["delegate"], "read_as_mission", Subject()) is False


def test_delegate_without_a_state_reads_nothing():
    assert may(Actor(1, frozenset({RoleGrant(Role.DELEGATE)})), "read_as_mission", Subject(iso3=KEN)) is False


def test_staff_who_are_also_delegates_keep_the_delegates_limits():
    actor = Actor(1, frozenset({RoleGrant(Role.OFFICER), RoleGrant(Role.DELEGATE, KEN)}), verified=True)
    assert may(actor, "read_as_mission", Subject(iso3=KEN)) is False


def test_nobody_owns_what_has_no_owner_and_no_key():
    assert owns(ANONYMOUS, Subject()) is False
    assert owns(Actor(owns=frozenset({""})), Subject()) is False


def test_actor_properties_speak_of_its_grants():
    delegate = ACTORS["delegate"]
    assert (delegate.is_signed_in, delegate.is_delegate, delegate.is_observer, delegate.is_staff) == (
        True,
        True,
        False,
        False,
    )
    assert delegate.delegate_states == {"FRA"}
    assert ACTORS["observer"].is_observer is True
    assert ACTORS["unverified"].is_staff is False


grants = st.frozensets(
    st.builds(RoleGrant, st.sampled_from(sorted(GRANTED_ROLES)), st.sampled_from(["", "FRA", KEN]))
)
actors = st.builds(
    Actor,
    st.none() | st.integers(1, 3),
    grants,
    st.frozensets(st.sampled_from(["FRA", KEN])),
    st.booleans(),
    st.frozensets(st.sampled_from(["a1", "b2"])),
)
subjects = st.builds(
    Subject,
    iso3=st.sampled_from(["", "FRA", KEN]),
    owner_id=st.none() | st.integers(1, 3),
    key=st.sampled_from(["", "a1", "b2"]),
)
verbs = st.sampled_from(sorted(VERBS))


@given(actors, verbs, subjects)
def test_without_a_role_only_owners_may(actor, verb, subject):
    bare = Actor(actor.user_id, owns=actor.owns)
    if may(bare, verb, subject):
        assert owns(bare, subject)


@given(actors, verbs, subjects)
def test_recusal_and_a_missing_second_factor_only_take_away(actor, verb, subject):
    less = Actor(actor.user_id, actor.grants, actor.recused | {subject.iso3}, False, actor.owns)
    if may(less, verb, subject):
        assert may(actor, verb, subject)


@given(grants, subjects)
def test_own_states_delegates_never_read_more_than_the_public(held, subject):
    actor = Actor(1, held, verified=True)
    if subject.iso3 in actor.delegate_states:
        assert may(actor, "read_as_mission", subject) is False
