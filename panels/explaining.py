"""Why an application has no seat, told to its own applicant after the meeting: the criterion in plain words.

Nothing but the name and the meaning of one criterion leaves here: no number, no name, no other application. In a
small pool more would tell who the others are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.enums import ApplicationStatus

from .approved import approved_runs
from .models import Panel, Proposal, Seat
from .selection_policy import Criterion
from .selection_reasons import Cause

if TYPE_CHECKING:
    from applications.models import Application

Text = str | Promise
ANSWERED = (ApplicationStatus.NOT_SELECTED, ApplicationStatus.RESERVE)


@dataclass(frozen=True)
class Told:
    """What decided, and what that means."""

    title: Text
    meaning: Text


UNKNOWN = Told(
    _("It was decided by the team"),
    _("The rule’s own answer for your application is not kept. Write to us, and we tell you what we know."),
)
TEAM = Told(
    _("A decision of the team"),
    _("The team decided it and wrote down why. Write to us if you would like to know."),
)
"""Of one's own application or of others on the panel: which of the two would tell something of the others."""
TOLD: dict[str, Told] = {
    Criterion.SIZE: Told(
        _("The size of the panel"),
        _("As many organisations as there are seats were to sit together; with yours, fewer could have."),
    ),
    Criterion.GENDER_PERSPECTIVE: Told(
        _("Gender perspective"),
        _("Whether a woman speaks, or somebody speaks on women’s rights or gender equality."),
    ),
    Criterion.NATIONAL_OR_GRASSROOTS: Told(
        _("National and grassroots voices"),
        _("Organisations that work in the country and at its grassroots come before all others."),
    ),
    Criterion.GENDER_GAP: Told(
        _("Parity"),
        _("As many women as men on the panel, as far as they told us and where it costs no national voice."),
    ),
    Criterion.NATIONAL_COALITIONS: Told(
        _("National coalitions"), _("Coalitions of national or grassroots organisations come first.")
    ),
    Criterion.SUBMITTED: Told(
        _("Reports to the review"), _("Organisations that submitted a report to this review come first.")
    ),
    Criterion.DISTINCT_THEMES: Told(
        _("The spread of themes"),
        _("The panel as a whole speaks on as many different themes as it can; the first four of each count."),
    ),
    Cause.DRAW: Told(
        _("The draw"),
        _("Panels with and without your organisation were equal in every criterion, so lots decided."),
    ),
    Cause.EXCLUDED: TEAM,
    Cause.DISPLACED: TEAM,
    Cause.CLASH: Told(
        _("Who can sit together"),
        _(
            "One application of each organisation or coalition, one seat for the national human rights "
            "institution, and at most six seats: with what was settled, yours could not sit."
        ),
    ),
}


def may_ask(application: Application) -> bool:
    """Whoever was told that there is no seat, and never had one offered."""
    told = application.answer_sent_at is not None and application.status in ANSWERED
    return told and not Seat.objects.filter(application=application, offered_at__isnull=False).exists()


def explanation(application: Application) -> Told:
    """What decided when the panel was approved; a later run knows less, for the seats were given by then.

    Where the approved seats are not as any run proposed them, no run knows.
    """
    panel = Panel.objects.filter(pre_session_id=application.pre_session_id).first()
    for run in [] if panel is None else _runs(panel):
        reason = run.result.get("reasons", {}).get(str(application.public_id))
        if reason and not reason["selected"]:
            return TOLD.get(_cause(run.result, str(application.public_id), reason["criterion"]), UNKNOWN)
    return UNKNOWN


def _runs(panel: Panel) -> list[Proposal]:
    """The runs that may know, the one on which the panel was approved before the newest; those after it know of
    whoever applied later.
    """
    runs = list(panel.proposals.only("result", "made_at"))
    if panel.approved_at is None:
        return runs
    key = approved_runs([panel]).get(panel.pk)
    found = [run for run in runs if run.pk == key]
    return [*found, *(run for run in runs if run.made_at > panel.approved_at)] if found else []


def _cause(result: dict[str, Any], id_: str, criterion: str) -> str:
    """What kept it out: the criterion, unless the rule alone would have seated it and a wish of staff did not.

    A run kept no answer to that where it was not proved; then no criterion is claimed.
    """
    if not result.get("wishes") or criterion == Cause.EXCLUDED:
        return criterion
    displaced = result.get("displaced")
    if displaced is None:
        return Cause.NOT_PROVEN
    return Cause.DISPLACED if id_ in displaced else criterion
