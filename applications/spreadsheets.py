"""Applications as a table to take away: no cell is ever a formula, accents are right.

Only what staff need for their work is in it; what is restricted (who speaks,
gender, risk, needs) stays here.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from import_export import resources
from import_export.fields import Field

from presessions.cells import BOM, sheet_cell

from .models import Application

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ApplicationResource(resources.ModelResource):
    """One line per application."""

    reference = Field(column_name="reference")
    series = Field(column_name="series")
    state = Field(column_name="State")
    issues = Field(column_name="issues")
    at_risk = Field(column_name="at risk")

    class Meta:
        model = Application
        fields = (
            "reference",
            "series",
            "state",
            "status",
            "organisation_name",
            "kind",
            "is_coalition",
            "submitted",
            "submission_reference",
            "confirmed_kind",
            "confirmed_is_coalition",
            "confirmed_submitted",
            "confirmed_evidence",
            "issues",
            "language",
            "speaks",
            "statement_language",
            "attendance",
            "needs_visa_letter",
            "needs_funding",
            "at_risk",
            "website",
            "submitted_at",
        )
        export_order = fields

    def dehydrate_reference(self, row: Application) -> str:
        return row.reference

    def dehydrate_series(self, row: Application) -> int:
        return row.pre_session.series.number

    def dehydrate_state(self, row: Application) -> str:
        return row.pre_session.state_under_review.name_en

    def dehydrate_issues(self, row: Application) -> str:
        return "; ".join(chosen.issue.name_en for chosen in row.issues.all())

    def dehydrate_at_risk(self, row: Application) -> str:
        return "yes" if row.is_at_risk else ""

    def export_resource(self, instance: Any, *args: Any, **kwargs: Any) -> list[str]:
        return [sheet_cell(cell) for cell in super().export_resource(instance, *args, **kwargs)]


def exported(rows: QuerySet[Application], kind: str) -> bytes:
    """The table as CSV (UTF-8 with its mark, so that spreadsheet programs read accents) or XLSX."""
    rows = rows.select_related("pre_session__series", "pre_session__state_under_review").prefetch_related(
        "issues__issue"
    )
    table = ApplicationResource().export(rows)
    if kind == "csv":
        return (BOM + table.export("csv")).encode()
    return bytes(table.export("xlsx"))
