"""One organisation, kept once over all series: finding it again, and telling its data again."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db.models import Q

from .eligibility import name_key
from .enums import OrganisationKind
from .models import Application, NotTheSame, Organisation, OrganisationMerge

# what an organisation says once and need not say again in a later series
TOLD_ONCE = (
    "kind",
    "is_coalition",
    "nhri_accreditation",
    "nhri_as_of",
    "website",
    "founded",
    "has_ecosoc",
    "about",
)
AT_HOME = frozenset({OrganisationKind.NHRI, OrganisationKind.NATIONAL, OrganisationKind.GRASSROOTS})


def organisation_for(application: Application) -> tuple[Organisation, bool]:
    """The organisation of this application, found or made, and whether it stands there already.

    The same organisation: the same name (as compared by ``name_key``) from the
    same owner, or at home in the same State. It "stands already" only by an
    application of the same owner. Where somebody else applied in that name for
    this State, the applicant isn't told (that another organisation applied is
    nobody's business outside): a second row is kept, which staff see as a likely
    duplicate.
    """
    key = name_key(application.organisation_name)
    if application.owner_id is not None:
        # one after the other for one owner, so that two drafts sent at once don't both find nothing
        get_user_model().objects.select_for_update().get(pk=application.owner_id)
    found = _standing_for([org for org in _candidates(application) if name_key(org.name) == key])
    found.sort(key=lambda org: (org.owner_id != application.owner_id or org.owner_id is None, org.pk))
    for organisation in found:
        standing = (
            Application.objects.standing()
            .filter(organisation=organisation, pre_session=application.pre_session)
            .exclude(pk=application.pk)
            .first()
        )
        if standing is None:
            return _brought_up_to_date(organisation, application), False
        if application.owner_id is not None and standing.owner_id == application.owner_id:
            return organisation, True
    return _made(application), False


def _candidates(application: Application) -> list[Organisation]:
    state_id = home_of(application)
    same_home = (
        Q(state_id=state_id) if state_id else Q(state=None, name__iexact=application.organisation_name)
    )
    mine = Q(owner_id=application.owner_id) if application.owner_id else Q(pk__in=[])
    return list(Organisation.objects.filter(same_home | mine).select_for_update())


def _standing_for(found: list[Organisation]) -> list[Organisation]:
    """The same, each that was merged replaced by the one that took it in."""
    merges = OrganisationMerge.objects.filter(merged__in=found, undone_at=None).select_related("kept")
    taken_in = {merge.merged_id: merge.kept for merge in merges} if found else {}
    return list({(org := taken_in.get(each.pk, each)).pk: org for each in found}.values())


def home_of(application: Application) -> str | None:
    """The State in which the organisation is at home, as far as its kind tells."""
    return application.pre_session.state_under_review_id if application.kind in AT_HOME else None


def _made(application: Application) -> Organisation:
    values = {name: getattr(application, name) for name in TOLD_ONCE}
    return Organisation.objects.create(
        name=application.organisation_name,
        state_id=home_of(application),
        owner_id=application.owner_id,
        **{**values, "is_coalition": bool(application.is_coalition)},
    )


def _brought_up_to_date(organisation: Organisation, application: Application) -> Organisation:
    """Its own owner's newest words; somebody else's application changes nothing of it."""
    if organisation.owner_id is None or organisation.owner_id != application.owner_id:
        return organisation
    for name in TOLD_ONCE:
        setattr(organisation, name, getattr(application, name))
    organisation.is_coalition = bool(application.is_coalition)
    organisation.name = application.organisation_name
    organisation.save()
    return organisation


def tell_again(draft: Application) -> None:
    """Fill a new draft with what its owner's organisation said last time."""
    if draft.owner_id is None:
        return
    earlier = (
        Application.objects.of(draft.owner_id)
        .exclude(organisation_name="")
        .order_by("-changed_at", "-pk")
        .first()
    )
    if earlier is None:
        return
    draft.organisation_name = earlier.organisation_name
    draft.coalition_members = earlier.coalition_members
    for name in TOLD_ONCE:
        setattr(draft, name, getattr(earlier, name))


def of_one_home(organisation: Organisation) -> list[Organisation]:
    """Others at home in the same State, or in none: those among which doubles and members are looked for."""
    others = Organisation.objects.apart().filter(Q(state=organisation.state_id) | Q(state=None))
    return list(others.exclude(pk=organisation.pk).only("pk", "name", "state", "kind"))


def likely_duplicates(organisation: Organisation, among: list[Organisation]) -> list[Organisation]:
    """Those of the same name that staff didn't hold apart: to look at side by side."""
    key = name_key(organisation.name)
    same = [other for other in among if name_key(other.name) == key]
    if not same:
        return []
    pairs = NotTheSame.objects.filter(Q(first=organisation.pk) | Q(second=organisation.pk))
    held_apart = {pk for pair in pairs.values_list("first", "second") for pk in pair}
    return [other for other in same if other.pk not in held_apart]
