"""The consent rules, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publications.consent import (
    NAMES,
    READS,
    SPEAKER_NAME,
    Audience,
    Record,
    Why,
    audience_of_delegate,
    canonical_text,
    decide,
    decide_own,
    from_when,
    guardian_agrees,
    hash_bytes,
    hash_parts,
    hash_text,
    latest,
    of_guardian,
    shown,
)

AT = datetime(2027, 3, 30, 9, tzinfo=UTC)
ITEM = "section:summary"
SHA = hash_text("We checked every well.")


def yes(sequence: int = 1, *, item: str = ITEM, audience: Audience = Audience.PUBLIC, **fields) -> Record:
    return Record(sequence, item, audience, fields.pop("sha256", SHA), True, **fields)


def no(sequence: int = 1, *, item: str = ITEM, audience: Audience = Audience.PUBLIC) -> Record:
    return Record(sequence, item, audience, "", False)


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([], Why.NEVER_ASKED),
        ([yes()], Why.SHOWN),
        ([no()], Why.WITHDRAWN),
        ([yes(1), no(2)], Why.WITHDRAWN),
        ([no(1), yes(2)], Why.SHOWN),
        ([no(2), yes(1)], Why.WITHDRAWN),
        ([yes(sha256=hash_text("another text"))], Why.CHANGED),
        ([yes(1), yes(2, sha256=hash_text("another text"))], Why.CHANGED),
        ([yes(effective_from=AT + timedelta(seconds=1))], Why.NOT_YET),
        ([yes(effective_from=AT)], Why.SHOWN),
        ([yes(item="section:plan")], Why.NEVER_ASKED),
        ([yes(audience=Audience.MISSIONS)], Why.NEVER_ASKED),
        ([yes(audience=Audience.STAFF)], Why.NEVER_ASKED),
    ],
)
def test_decide_for_the_public_follows_the_last_word(records, why):
    decision = decide(records, item=ITEM, sha256=SHA, audience=Audience.PUBLIC, at=AT)

    assert (decision.why, decision.shown) == (why, why is Why.SHOWN)


@pytest.mark.parametrize(
    ("given", "reader", "is_shown"),
    [
        (Audience.PUBLIC, Audience.PUBLIC, True),
        (Audience.PUBLIC, Audience.MISSIONS, True),
        (Audience.PUBLIC, Audience.INTERPRETERS, True),
        (Audience.PUBLIC, Audience.STAFF, False),
        (Audience.MISSIONS, Audience.PUBLIC, False),
        (Audience.MISSIONS, Audience.MISSIONS, True),
        (Audience.MISSIONS, Audience.INTERPRETERS, False),
        (Audience.INTERPRETERS, Audience.MISSIONS, False),
        (Audience.INTERPRETERS, Audience.INTERPRETERS, True),
        (Audience.STAFF, Audience.STAFF, True),
        (Audience.STAFF, Audience.PUBLIC, False),
    ],
)
def test_decide_only_public_widens(given, reader, is_shown):
    assert decide([yes(audience=given)], item=ITEM, sha256=SHA, audience=reader, at=AT).shown == is_shown


def test_decide_own_asks_exactly_that_audience():
    decision = decide_own([yes()], item=ITEM, sha256=SHA, audience=Audience.MISSIONS, at=AT)

    assert decision.why == Why.NEVER_ASKED


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("speaker", "staff", "why"),
    [
        (None, None, Why.SHOWN),
        (None, AT, Why.SHOWN),
        (AT, AT, Why.SHOWN),
        (None, AT + SECOND, Why.NOT_YET),
        (AT - SECOND, AT + SECOND, Why.NOT_YET),
        (AT + SECOND, AT - SECOND, Why.NOT_YET),
        (AT - SECOND, AT - SECOND, Why.SHOWN),
    ],
)
def test_of_the_hours_of_staff_and_speaker_the_later_counts(speaker, staff, why):
    records = [yes(effective_from=speaker)]
    found = decide_own(records, item=ITEM, sha256=SHA, audience=Audience.PUBLIC, at=AT, hour=staff)
    assert found.why is why


def test_no_hour_at_all_is_none():
    assert from_when() is from_when(None, None) is None
    assert from_when(None, AT) == from_when(AT - SECOND, AT) == AT


def test_decide_names_the_record_it_rests_on():
    record = yes(7)

    assert decide([yes(3), record], item=ITEM, sha256=SHA, audience=Audience.MISSIONS, at=AT).record == record


@pytest.mark.parametrize("audience", list(Audience))
def test_decide_never_shows_the_name_of_a_minor(audience):
    records = [yes(number, item=SPEAKER_NAME, audience=each) for number, each in enumerate(Audience, 1)]
    decision = decide(records, item=SPEAKER_NAME, sha256=SHA, audience=audience, at=AT, minor=True)

    assert decision == decide_own(
        records, item=SPEAKER_NAME, sha256=SHA, audience=audience, at=AT, minor=True
    )
    assert (decision.shown, decision.why, decision.record) == (False, Why.MINOR, None)


def test_decide_shows_other_items_of_a_minor():
    records = [yes(), yes(2, item=of_guardian(ITEM), guardian=7)]
    decision = decide(records, item=ITEM, sha256=SHA, audience=Audience.PUBLIC, at=AT, minor=True, guardian=7)
    assert decision.shown


def test_shown_lists_only_what_was_agreed_to():
    records = [yes(1), yes(2, item="section:plan"), no(3, item="section:plan")]
    items = {ITEM: SHA, "section:plan": SHA, "section:developments": SHA}

    assert shown(records, items, audience=Audience.PUBLIC, at=AT) == {ITEM}


@pytest.mark.parametrize(
    ("states", "audience"),
    [
        ([], Audience.PUBLIC),
        (["WSM"], Audience.PUBLIC),
        (["WSM", "FJI"], Audience.PUBLIC),
        (["FJI"], Audience.MISSIONS),
    ],
)
def test_delegates_of_the_state_under_review_read_what_the_public_reads(states, audience):
    assert audience_of_delegate(states, "WSM") == audience


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("  a \n\n b\t\n\n", "a\n\nb"),
        ("e\u0301", "é"),
        ("", ""),
    ],
)
def test_canonical_text_is_nfc_lf_and_plain(text, canonical):
    assert canonical_text(text) == canonical
    assert hash_text(text) == hash_text(canonical)


def test_hash_bytes_is_of_the_exact_bytes():
    assert hash_bytes(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert hash_bytes(b"a\r\n") != hash_bytes(b"a\n")


def test_latest_of_nothing_is_nothing():
    assert latest([], ITEM, Audience.PUBLIC) is None


RECORDS = st.lists(
    st.builds(
        Record,
        sequence=st.integers(1, 1000),
        item=st.sampled_from([ITEM, "section:plan", *NAMES]),
        audience=st.sampled_from(Audience),
        sha256=st.sampled_from([SHA, "f" * 64]),
        given=st.booleans(),
        effective_from=st.sampled_from([None, AT - timedelta(days=1), AT + timedelta(days=1)]),
    ),
    unique_by=lambda record: record.sequence,
)


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of a busy machine


@patient
@given(RECORDS, st.sampled_from(Audience), st.randoms())
def test_order_of_records_never_matters(records, audience, random):
    shuffled = list(records)
    random.shuffle(shuffled)

    assert decide(records, item=ITEM, sha256=SHA, audience=audience, at=AT) == decide(
        shuffled, item=ITEM, sha256=SHA, audience=audience, at=AT
    )


@patient
@given(RECORDS, st.sampled_from(Audience))
def test_nothing_is_shown_after_every_audience_said_no(records, audience):
    last = 1001
    withdrawn = [*records, *(no(last + number, audience=each) for number, each in enumerate(Audience))]

    assert not decide(withdrawn, item=ITEM, sha256=SHA, audience=audience, at=AT).shown


@patient
@given(RECORDS, st.sampled_from(Audience), st.booleans())
def test_what_is_shown_rests_on_a_standing_yes_to_this_very_content(records, audience, minor):
    decision = decide(records, item=SPEAKER_NAME, sha256=SHA, audience=audience, at=AT, minor=minor)

    if decision.shown:
        record = decision.record
        assert not minor
        assert record.given
        assert record.sha256 == SHA
        assert record.audience in READS[audience]
        assert record == latest(records, SPEAKER_NAME, record.audience)
        assert record.effective_from is None or record.effective_from <= AT


@patient
@given(RECORDS)
def test_missions_read_at_least_what_the_public_reads(records):
    items = {ITEM: SHA, "section:plan": SHA}

    assert shown(records, items, audience=Audience.PUBLIC, at=AT) <= shown(
        records, items, audience=Audience.MISSIONS, at=AT
    )


def test_a_letter_at_the_end_of_a_text_is_no_blank():
    assert canonical_text("\nX marks the well, well X\n") == "X marks the well, well X"


def test_nobody_is_taken_for_a_minor_unless_it_is_said_and_then_no_name_is_shown():
    records = [yes(item=SPEAKER_NAME)]
    asked = {"sha256": SHA, "audience": Audience.PUBLIC, "at": AT}

    assert decide_own(records, item=SPEAKER_NAME, **asked).shown
    assert decide(records, item=SPEAKER_NAME, **asked).shown
    assert shown(records, {SPEAKER_NAME: SHA}, audience=Audience.PUBLIC, at=AT) == {SPEAKER_NAME}
    assert shown(records, {SPEAKER_NAME: SHA}, audience=Audience.PUBLIC, at=AT, minor=True) == frozenset()


WORDS = st.text(alphabet="ab \n", max_size=4)


@given(st.lists(WORDS, min_size=3, max_size=3), st.lists(WORDS, min_size=3, max_size=3))
def test_two_contents_with_one_hash_are_the_same_content(one, other):
    alike = [canonical_text(text) for text in one] == [canonical_text(text) for text in other]

    assert (hash_parts(*one) == hash_parts(*other)) is alike


def test_without_anything_beside_it_the_hash_is_that_of_the_text():
    assert hash_parts("Publish.", "", " \r\n") == hash_text("Publish.")
    assert hash_parts("Publish.", "", "x") != hash_parts("Publish.", "x", "")
    assert hash_parts(" Publish.\r\n", "x ", "") == hash_parts("Publish.", "x", "")
    assert hash_parts("A", "B") == "76fe3925c7167317f2df68454339f5ec3650e4062178b4f2be219b105a507907"


# --- A parent or guardian -------------------------------------------------------------------------

PARENT = 7
WORD = of_guardian(ITEM)


def too(sequence: int = 2, **fields) -> Record:
    """The guardian's yes to the same content for the public."""
    return yes(sequence, item=WORD, guardian=fields.pop("guardian", PARENT), **fields)


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([yes()], Why.GUARDIAN),
        ([yes(), too()], Why.SHOWN),
        ([too(1), yes(2)], Why.SHOWN),
        ([too()], Why.NEVER_ASKED),
        ([yes(), too(), Record(3, WORD, Audience.PUBLIC, "", False, guardian=PARENT)], Why.GUARDIAN),
        ([yes(), too(guardian=8)], Why.GUARDIAN),
        ([yes(), too(), too(3, guardian=8)], Why.GUARDIAN),
        ([yes(), yes(2, item=WORD)], Why.GUARDIAN),
        ([yes(), too(sha256=hash_text("another text"))], Why.GUARDIAN),
        ([yes(), too(audience=Audience.MISSIONS)], Why.GUARDIAN),
        ([yes(), yes(2, item=of_guardian("section:plan"), guardian=PARENT)], Why.GUARDIAN),
        ([yes(), too(), no(3)], Why.WITHDRAWN),
        ([yes(sha256=hash_text("another text")), too()], Why.CHANGED),
        ([yes(effective_from=AT + timedelta(seconds=1))], Why.GUARDIAN),
        ([yes(effective_from=AT + timedelta(seconds=1)), too()], Why.NOT_YET),
    ],
)
def test_of_a_minor_nothing_is_shown_without_the_guardian(records, why):
    for rule in (decide, decide_own):
        decision = rule(
            iter(records),
            item=ITEM,
            sha256=SHA,
            audience=Audience.PUBLIC,
            at=AT,
            minor=True,
            guardian=PARENT,
        )
        assert (decision.why, decision.shown) == (why, why is Why.SHOWN)


def test_the_grant_of_a_minor_is_their_own_and_not_the_guardians():
    decision = decide(
        [yes(5), too(6)], item=ITEM, sha256=SHA, audience=Audience.PUBLIC, at=AT, minor=True, guardian=PARENT
    )
    assert decision.record is not None
    assert (decision.record.sequence, decision.record.guardian) == (5, None)


def test_without_a_guardian_who_stands_nothing_of_a_minor_is_shown():
    records = [yes(), too(guardian=None)]
    assert not guardian_agrees(records, item=ITEM, sha256=SHA, audience=Audience.PUBLIC, guardian=None)
    assert shown(records, {ITEM: SHA}, audience=Audience.PUBLIC, at=AT, minor=True) == frozenset()


def test_of_an_adult_no_guardian_is_asked():
    assert decide([yes()], item=ITEM, sha256=SHA, audience=Audience.PUBLIC, at=AT).shown


def test_the_name_of_a_minor_is_not_shown_whatever_the_guardian_says():
    records = [yes(item=SPEAKER_NAME), yes(2, item=of_guardian(SPEAKER_NAME), guardian=PARENT)]
    decision = decide(
        records, item=SPEAKER_NAME, sha256=SHA, audience=Audience.PUBLIC, at=AT, minor=True, guardian=PARENT
    )
    assert decision.why is Why.MINOR


def test_missions_read_what_the_guardian_let_everybody_read():
    items = {ITEM: SHA}
    for audience in (Audience.MISSIONS, Audience.INTERPRETERS, Audience.PUBLIC):
        found = shown([yes(), too()], items, audience=audience, at=AT, minor=True, guardian=PARENT)
        assert found == frozenset(items)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([ITEM, "section:plan"]),
            st.sampled_from([Audience.INTERPRETERS, Audience.MISSIONS, Audience.PUBLIC]),
            st.sampled_from([None, PARENT, 8]),
            st.sampled_from(["", SHA, hash_text("another text")]),
        ),
        max_size=20,
    ),
    st.sampled_from(list(READS)),
)
def test_what_is_shown_of_a_minor_both_agreed_to_and_would_be_shown_of_an_adult(said, audience):
    records = [
        Record(number, item if whose is None else of_guardian(item), whom, sha, bool(sha), None, whose)
        for number, (item, whom, whose, sha) in enumerate(said)
    ]
    items = {ITEM: SHA, "section:plan": SHA}
    of_minor = shown(records, items, audience=audience, at=AT, minor=True, guardian=PARENT)
    assert of_minor <= shown(records, items, audience=audience, at=AT)
    for item in of_minor:
        words = [latest(records, of_guardian(item), source) for source in READS[audience]]
        assert any(word and word.given and word.guardian == PARENT and word.sha256 == SHA for word in words)
    assert shown(records, items, audience=audience, at=AT, minor=True) == frozenset()
