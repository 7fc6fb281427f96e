"""From rows to the rule's values, one run of the rule, and its record.

Only confirmed values decide. What staff have not confirmed yet counts with nothing that could favour it: no
kind that is preferred, no coalition, no report; the proposal names those applications. A speaker to be
named later counts as undisclosed.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from applications.enums import ApplicationStatus
from applications.models import Application
from presessions.series.draw import state_seed

from . import judging, selection
from .enums import SeatStatus
from .judging import Question
from .models import Panel, Proposal, Seat, Wish
from .selection_reasons import Cause

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from presessions.accounts.models import User

GONE = (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN)
HELD = (SeatStatus.OFFERED, SeatStatus.CONFIRMED)
LOST = Q(status__in=[SeatStatus.DECLINED, SeatStatus.LAPSED]) | Q(
    status=SeatStatus.RELEASED, offered_at__isnull=False
)
UNCONFIRMED_KIND = selection.Kind.INTERNATIONAL


def applications_for(panel: Panel) -> list[Application]:
    """Those among whom the panel is chosen: sent and not withdrawn, with what the rule needs."""
    return list(
        Application.objects.filter(pre_session_id=panel.pre_session_id)
        .exclude(status__in=GONE)
        .select_related("organisation")
        .prefetch_related("issues", "organisation__members")
        .order_by("pk")
    )


def candidate_of(application: Application, *, gender: str | None = None) -> selection.Candidate:
    """One application as the rule sees it; ``gender`` is that of the panelist, where a seat is held."""
    told = "undisclosed" if application.speaker_later else application.gender or "undisclosed"
    return selection.Candidate(
        id=str(application.public_id),
        organisation=str(application.organisation_id or application.public_id),
        kind=application.confirmed_kind or UNCONFIRMED_KIND,
        coalition=bool(application.confirmed_is_coalition),
        submitted=bool(application.confirmed_submitted),
        themes=tuple(each.issue_id for each in application.issues.all()),
        gender=gender or told,
    )


def question_for(panel: Panel, applications: list[Application] | None = None) -> Question:
    """The run that the panel's seats, the wishes of staff and the series ask for."""
    rows = applications_for(panel) if applications is None else applications
    return question_from(
        panel,
        rows,
        held=panel.seats.filter(status__in=HELD),
        lost=panel.seats.filter(LOST),
        wishes=panel.wishes.order_by("pk"),
    )


def question_from(
    panel: Panel,
    applications: list[Application],
    *,
    held: Iterable[Seat],
    lost: Iterable[Seat],
    wishes: Iterable[Wish],
) -> Question:
    """As ``question_for``, from rows at hand."""
    series = panel.pre_session.series
    ids = {each.pk: str(each.public_id) for each in applications}
    genders = {seat.application_id: seat.gender for seat in held if seat.application_id in ids}
    wished = tuple(
        (wish.kind, ids[wish.application_id])
        for wish in wishes
        if wish.application_id in ids and wish.application_id not in genders
    )
    return Question(
        candidates=tuple(candidate_of(each, gender=genders.get(each.pk)) for each in applications),
        policy=policy_for(panel),
        max_panel=series.panel_size,
        seed=state_seed(series.seed, panel.pre_session.state_under_review_id),
        held=frozenset(ids[pk] for pk in genders),
        lost=frozenset(ids[seat.application_id] for seat in lost if seat.application_id in ids),
        wishes=wished,
        conflicts=tuple(_conflicts(applications)),
    )


def policy_for(panel: Panel) -> selection.Policy:
    """The series' policy, with its rule for the NHRI."""
    series = panel.pre_session.series
    policy = selection.POLICIES.get(series.policy, selection.POLICIES[selection.DEFAULT_POLICY])
    rule = selection.NhriRule(series.nhri_rule)
    return policy if policy.nhri == rule else replace(policy, nhri=rule)


def run(panel: Panel, *, by: User | None, cause: str = "asked", about: Application | None = None) -> Proposal:
    """Ask the rule and keep question, answer and seal as the panel's newest proposal.

    ``cause`` says in a word what led to it (asked, pin, exclude, unwish, undo, swap, declined, lapsed, released,
    withdrawn, speaker), ``about`` which application it concerned.
    """
    applications = applications_for(panel)
    asked = question_for(panel, applications)
    answered = judging.answer(asked)
    _remember_reasons(answered.result, asked, panel.proposals.first())
    result = answered.result | {
        "unconfirmed": [str(each.public_id) for each in applications if each.confirmed_at is None],
        "cause": cause,
        "about": str(about.public_id) if about else None,
    }
    return Proposal.objects.create(
        panel=panel,
        made_by=by,
        policy=asked.policy.name,
        record=answered.record,
        sha256=answered.record["sha256"],
        result=result,
    )


def is_kept_only(result: Mapping[str, Any], id_: str) -> bool:
    """Whether it is on this panel because its seat was given already, not by the rule or a pin of staff."""
    reason = result.get("reasons", {}).get(id_)
    pinned = {wish["id"] for wish in result.get("wishes", []) if wish["kind"] == "pin"}
    return bool(reason) and reason["criterion"] == Cause.PINNED and id_ not in pinned


def _remember_reasons(result: dict[str, Any], asked: Question, before: Proposal | None) -> None:
    """With each seat that is held, as ``given``, the reason for which it was given; "" where that is not known."""
    for id_ in asked.held & set(result["reasons"]):
        then = before.result.get("reasons", {}).get(id_, {}) if before else {}
        is_kept = before is not None and is_kept_only(before.result, id_)
        result["reasons"][id_]["given"] = then.get("given" if is_kept else "text", "")


def applications_of(proposal: Proposal) -> list[int]:
    """Keys of the applications on the proposed panel, in the order of their public ids."""
    return _keys(proposal, proposal.result["panel"] or [])


def reserve_of(proposal: Proposal) -> list[int]:
    """Keys of the applications in reserve, the first to follow first."""
    return _keys(proposal, proposal.result.get("reserve", []))


def is_out_of_date(proposal: Proposal, asked: Question) -> bool:
    """Whether what decides was changed since: an application, a confirmed value, a link, a setting."""
    record = proposal.record
    cap = asked.policy.theme_cap
    now = {
        each.id: {
            **asdict(each),
            "kind": str(each.kind),
            "gender": str(each.gender),
            "themes": list(each.themes[:cap]),
        }
        for each in asked.candidates
    }
    then = {each["id"]: each for each in record["applicants"]}
    settings_then = (
        record["max_panel"],
        record["policy"]["name"],
        record["policy"]["nhri"],
        record["linked"],
    )
    linked = sorted(sorted(pair) for pair in asked.conflicts)
    return now != then or settings_then != (
        asked.max_panel,
        asked.policy.name,
        asked.policy.nhri.value,
        linked,
    )


def _keys(proposal: Proposal, public_ids: list[str]) -> list[int]:
    rows = Application.objects.filter(pre_session=proposal.panel.pre_session, public_id__in=public_ids)
    by_id = {str(public_id): pk for public_id, pk in rows.values_list("public_id", "pk")}
    return [by_id[public_id] for public_id in public_ids if public_id in by_id]


def _conflicts(applications: list[Application]) -> list[tuple[str, str]]:
    """Pairs that staff linked: a coalition and a member of it that applies too."""
    by_organisation = {each.organisation_id: each for each in applications if each.organisation_id}
    pairs = []
    for each in applications:
        for member in each.organisation.members.all() if each.organisation else ():
            other = by_organisation.get(member.pk)
            if other is not None and other.pk != each.pk:
                pairs.append((str(each.public_id), str(other.public_id)))
    return sorted(pairs)
