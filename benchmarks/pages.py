"""The pages that are measured: each kind once, with the fullest data there is."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.urls import reverse

from applications.models import Application
from panels.models import Panel
from presessions.attendance.models import MeetingRecord
from presessions.scheduling.enums import TimetableStatus
from presessions.scheduling.models import Timetable
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Series
from publications.models import Statement

LEADING_ON = {MeetingRecord, Panel}  # their lists lead to the page of the newest series
OURS = {"presessions", "applications", "panels", "publications"}


def public_pages() -> dict[str, str]:
    """What anybody can read."""
    open_call = Series.objects.latest("session")
    held = _fullest(PreSession.objects.filter(status=PreSessionStatus.HELD))
    library = reverse("publications:library")
    return {
        "Home": reverse("desk:home"),
        "Calls": reverse("series:calls"),
        "One call": reverse("series:call", args=[open_call.number]),
        "Feed of calls": reverse("series:calls_feed"),
        "Programme": reverse("publications:programme"),
        "Programme of one series": reverse("publications:series_programme", args=[held.series.number]),
        "One Pre-session": reverse(
            "publications:pre_session", args=[held.series.number, held.state_under_review.slug]
        ),
        "One State": reverse("publications:state", args=[held.state_under_review.slug]),
        "Library, everything": library,
        "Library, two words": f"{library}?q=water+school",
        "Library, one State": f"{library}?state={held.state_under_review_id}",
        "Key figures": reverse("desk:key_figures"),
        "Safety and privacy": reverse("desk:about_privacy"),
        "Begin an application": reverse("applications:start"),
        "Sign in": reverse("accounts:sign_in"),
    }


def staff_pages() -> dict[str, str]:
    """The desk, the pages work is done on, and every list of ours in the admin that leads nowhere else."""
    lists = {
        f"List of {model._meta.verbose_name_plural}": reverse(
            f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"
        )
        for model in sorted(admin.site._registry, key=lambda model: str(model._meta.label))
        if model.__module__.split(".")[0] in OURS and model not in LEADING_ON
    }
    chosen = Panel.objects.filter(proposals__isnull=False).latest("pk").pre_session
    held = _fullest(PreSession.objects.filter(status=PreSessionStatus.HELD))
    of_series = {"args": [chosen.series.number]}
    return {
        "Due today": reverse("admin:index"),
        "Workbench of one State": reverse("admin:panels_workbench", args=[chosen.pk]),
        "Panels of one series": reverse("admin:panels_overview", **of_series),
        "Timetable board": reverse("admin:scheduling_timetable_board", args=[_draft().pk]),
        "Meetings and who was there": reverse("admin:attendance_meetings", args=[held.series.number]),
        "Record of one meeting": reverse("admin:attendance_record", args=[held.pk]),
        "One application": reverse(
            "admin:applications_application_change", args=[Application.objects.latest("pk").pk]
        ),
        "One statement": reverse(
            "admin:publications_statement_change", args=[Statement.objects.latest("pk").pk]
        ),
        "One series": reverse("admin:series_series_change", args=[chosen.series_id]),
        **lists,
    }


def _fullest(meetings: QuerySet[PreSession]) -> PreSession:
    """The meeting most organisations applied for."""
    by_size = meetings.annotate(size=Count("applications")).order_by("-size", "pk")
    return by_size.select_related("series", "state_under_review")[0]


def _draft() -> Timetable:
    return Timetable.objects.filter(status=TimetableStatus.DRAFT).latest("pk")
