"""The one list of the desk in the staff site: what was published about past series, entered by hand."""

from django.contrib import admin

from presessions.admin_site import StaffAdmin

from .models import ReportedFigures


@admin.register(ReportedFigures)
class ReportedFiguresAdmin(StaffAdmin):
    """For series of which no records exist here; the public page marks them as published, not counted."""

    list_display = ("label", "meetings", "speakers", "national", "women", "nhris", "missions", "source")
    search_fields = ("label", "source")
    fieldsets = (
        (None, {"fields": ("label", "order", "source")}),
        (
            "Figures, as they were written",
            {
                "description": "Copy what was published, words such as “about half” included. "
                "Leave empty what was not published. A series counted here replaces its line.",
                "fields": (
                    "meetings",
                    "speakers",
                    "national",
                    "women",
                    "nhris",
                    "missions",
                    "missions_per_meeting",
                    "sur",
                ),
            },
        ),
    )
