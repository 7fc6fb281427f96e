"""The public page of key figures, and the same as a table for machines."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from presessions.conditional import etagged
from presessions.kept import kept

from .figure_rows import key_figures, reported
from .figure_words import charts, lines, table, table_heads, write_csv, write_reported_csv


@require_safe
@etagged
@kept(seconds=60)
def figures_page(request: HttpRequest) -> HttpResponse:
    """Every series that is over, with its figures and how they are counted. Only counts, nothing of consent."""
    found = key_figures(timezone.now())
    rows = found.series if found else []
    series = [{"id": f"series-{row.number}", "row": row, "lines": lines(row.figures)} for row in rows]
    every = lines(found.every) if found and len(found.series) > 1 else []
    published = reported()
    values = {
        "found": found,
        "series": series,
        "every": every,
        "charts": charts(found, published),
        "table": table(found, published) if len(rows) + len(published) > 1 else [],
        "heads": table_heads(),
        "published": published,
    }
    return render(request, "desk/key_figures.html", values)


@require_safe
@etagged
@kept(seconds=60)
def figures_csv(request: HttpRequest) -> HttpResponse:
    """One row a series; column names stay English and the same."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pre-sessions-key-figures.csv"'
    write_csv(key_figures(timezone.now()), response)  # type: ignore[arg-type]
    return response


@require_safe
@etagged
def published_csv(request: HttpRequest) -> HttpResponse:
    """What was published about series of which no records exist here, as it was written."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pre-sessions-figures-as-published.csv"'
    write_reported_csv(reported(), response)  # type: ignore[arg-type]
    return response
