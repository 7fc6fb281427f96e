"""The library's page: a question in the address, results as recommendations with their source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from presessions.folding import fold
from presessions.kept import kept
from presessions.series.models import Issue
from presessions.templatetags.presessions import langname

from . import basket, library, library_files, linked_data, sources, words
from .categories import meaning, named
from .library_facts import Meeting
from .library_form import FILTERS, KINDS, LibraryForm
from .outside_views import delegate_states, no_store
from .templatetags.outside import region_name

FORMATS = [("docx", "Word"), ("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON")]
AT_FIRST = 8  # values of a filter before "Show all"


@dataclass(frozen=True)
class Option:
    """One value of a filter: what it would give, whether it is on, and the address without it."""

    value: str
    label: str
    count: int
    on: bool
    without: str


@dataclass(frozen=True)
class Facet:
    """One filter with its values, and a note on what they mean. Set in one piece: a template for each of hundreds
    would cost more than the search."""

    name: str
    title: str
    options: list[Option]
    note: str = ""

    @property
    def first(self) -> SafeString:
        return self._boxes(
            option for place, option in enumerate(self.options) if place < AT_FIRST or option.on
        )

    @property
    def rest(self) -> SafeString:
        return self._boxes(
            option for place, option in enumerate(self.options) if place >= AT_FIRST and not option.on
        )

    def _boxes(self, options: Iterable[Option]) -> SafeString:
        boxes = []
        for option in options:
            value, key = escape(option.value), escape(f"{self.name}-{option.value.lower()}")
            boxes.append(
                f'<div class="facet"><input class="form-check-input" type="checkbox" form="library" name="{self.name}"'
                f' value="{value}" id="{key}"{" checked" if option.on else ""}><label for="{key}">'
                f'{escape(option.label)}</label><span class="num">{option.count}</span></div>'
            )
        return SafeString("\n".join(boxes))


@require_safe
@kept(unless=basket.COOKIE)
def search(request: HttpRequest) -> HttpResponse:
    """Everything that is shared, by words and filters; without a question the newest first."""
    over, issues = library.meetings(), library.issues()
    form = LibraryForm(request.GET, over=over.values(), issues=issues)
    question = form.question
    answer = library.search(
        question,
        over=over,
        number=request.GET.get("page"),
        delegate_states=delegate_states(request),
        known=issues,
    )
    facets = _facets(request.GET, question, answer, (over, issues))
    carried = basket.keys(request)
    values: dict[str, Any] = {
        "form": form,
        "question": question,
        "answer": answer,
        "page_obj": answer.page,
        "facets": facets,
        "on": [option for facet in facets for option in facet.options if option.on],
        "meant": _meant(question.words, over, issues),
        "only_words": _address({"q": [question.words], "show": _shown(question)}) if question.words else "",
        "basket": carried,
        "in_basket": library.how_many(carried, delegate_states=delegate_states(request)) if carried else 0,
        "address": form.address,
        "formats": FORMATS,
        "briefing": _briefing(question),
        "cut": _cut(answer.page.paginator.count),
        "ways": _ways(request.GET, question),
    }
    return no_store(render(request, "publications/public/library.html", values))


@require_safe
def recommendation(request: HttpRequest, key: UUID) -> HttpResponse:
    """One recommendation at its stable address, with how it is cited; without consent nothing is here."""
    alone = library.of_keys([key], over=library.meetings(), delegate_states=delegate_states(request))
    if not alone:
        raise Http404
    found = alone[0]
    address = sources.recommendation_address(found.row)  # type: ignore[arg-type]  # of_keys gives no other
    values = {
        "found": found,
        "cite": sources.cited(
            _("recommendation"), by=found.speaker.name, meeting=found.meeting.title, address=address
        ),
        "category": named(found.action),
        "meaning": meaning(),
        "licence": sources.licence(),
        "terms": sources.terms(),
        "data": linked_data.recommendation(found),
        "address": address,
        "kept": found.key in basket.keys(request),
    }
    return no_store(render(request, "publications/public/recommendation.html", values))


def _facets(
    asked: QueryDict,
    question: library.Question,
    answer: library.Answer,
    known: tuple[dict[int, Meeting], dict[str, Issue]],
) -> list[Facet]:
    """The filters in the order of the page, each value named in the reader's language."""
    over, issues = known
    states = {row.slug: row.name for row in over.values()}
    titles: dict[str, tuple[str, Callable[[str], str]]] = {
        "region": (_("Region"), region_name),
        "state": (_("State under Review"), lambda slug: states.get(slug, slug)),
        "issue": (_("Issue"), lambda code: issues[code].name),
        "action": (_("Action category"), lambda action: named(int(action))),
        "kind": (_("Kind of speaker"), lambda kind: str(KINDS[kind])),
        "series": (_("Series"), str),
        "cycle": (_("Cycle"), str),
        "language": (_("Language"), lambda code: capfirst(langname(code))),
    }
    return [
        Facet(
            name,
            title,
            _options(asked, name, label, _counts(question, answer, FILTERS[name])),
            meaning() if name == "action" else "",
        )
        for name, (title, label) in titles.items()
    ]


def _counts(question: library.Question, answer: library.Answer, field: str) -> list[tuple[str, int]]:
    """The values of a filter; what is on is among them even where it leaves nothing, to be taken off."""
    counts = answer.facets[field]
    found = {value for value, _count in counts}
    return [*counts, *((value, 0) for value in getattr(question, field) if value not in found)]


def _options(
    asked: QueryDict, name: str, label: Callable[[str], str], counts: list[tuple[str, int]]
) -> list[Option]:
    on = set(asked.getlist(name))
    options = [
        Option(value, label(value), count, value in on, _without(asked, name, value) if value in on else "")
        for value, count in counts
        if count or value in on
    ]
    if name == "state":
        return sorted(options, key=lambda option: fold(option.label))
    return sorted(options, key=lambda option: -int(option.value)) if name in ("series", "cycle") else options


def _without(asked: QueryDict, name: str, value: str) -> str:
    """The address of the same question without one value of a filter."""
    values = {key: list(each) for key, each in asked.lists() if key in FILTERS or key in ("q", "show")}
    values[name] = [each for each in values.get(name, []) if each != value]
    return _address(values)


def _briefing(question: library.Question) -> str:
    """Where a briefing on the States and issues of this search is made."""
    chosen = {"series": question.series[:1], "state": question.states, "issue": question.issues}
    address = _address({name: list(values) for name, values in chosen.items()})
    return reverse("publications:briefing_choose") + (address if len(address) > 1 else "")


def _cut(count: int) -> str:
    """A sentence where a file would not take all results, "" where each takes them all."""
    kinds = [(label, library_files.MOST[kind]) for kind, label in FORMATS if count > library_files.MOST[kind]]
    if not kinds:
        return ""
    limits = ", ".join(f"{label} {most}" for label, most in kinds)
    return _("Files take the first results only (%(limits)s). Narrow the search to have them all.") % {
        "limits": limits
    }


def _shown(question: library.Question) -> list[str]:
    """What the address says of the kind of results; recommendations need no word."""
    return [question.show] if question.show != library.RECOMMENDATIONS else []


def _ways(asked: QueryDict, question: library.Question) -> list[dict[str, Any]]:
    """The same question with recommendations or with statements for results."""
    asked_for = {key: list(each) for key, each in asked.lists() if key in FILTERS or key == "q"}
    without = {key: each for key, each in asked_for.items() if key != "action"}  # statements may hold several
    return [
        {"url": _address({**same, "show": show}), "label": label, "on": question.show == name}
        for name, same, show, label in (
            (library.RECOMMENDATIONS, asked_for, [], _("Recommendations")),
            (library.STATEMENTS, without, [library.STATEMENTS], _("Statements")),
        )
    ]


def _address(values: dict[str, list[str]]) -> str:
    query = QueryDict(mutable=True)
    for key, each in values.items():
        if given := [value for value in each if value]:
            query.setlist(key, given)
    return f"?{query.urlencode()}"


def _meant(question: str, over: dict[int, Meeting], issues: dict[str, Issue]) -> list[dict[str, str]]:
    """States and issues whose name holds all the words: perhaps they are what is looked for."""
    wanted = set(words.asked(question))
    if not wanted:
        return []
    states = {row.slug: row.name for row in over.values()}
    found = [("state", slug, name) for slug, name in states.items()]
    found += [("issue", code, issue.name) for code, issue in issues.items()]
    return [
        {"url": _address({name: [value]}), "label": label}
        for name, value, label in sorted(found, key=lambda each: fold(each[2]))
        if wanted <= set(words.stems(label))
    ]
