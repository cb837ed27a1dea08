"""The page of the search. What is typed is read, answered and forgotten: no row, no log, no metric holds it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.search.queries import Found, Hit, search
from cms.search.registry import SearchKind, search_kinds, ways_on


WORDS, KIND, PAGE = "q", "genre", "page"
BEST, EACH, HITS_A_PAGE = 3, 4, 20


@dataclass(slots=True)
class Group:
    """Hits of one kind. `hits`: the first of those not shown above; `url`: of all, "" where none is left."""

    kind: SearchKind
    count: int = 0
    hits: list[Hit] = field(default_factory=list)
    url: str = ""


@require_safe
def search_page(request):
    typed, kind = request.GET.get(WORDS, "").strip(), search_kinds().get(request.GET.get(KIND, ""))
    found = search(request.user, typed) if typed else None
    context: dict[str, Any] = {"typed": typed, "found": found, "kind": kind, "ways_on": ways_on}
    hits = found.hits if found else []
    if found and found.hits and kind:
        hits = [hit for hit in found.hits if hit.kind == kind.name]
        context["page"] = Paginator(hits, HITS_A_PAGE).get_page(request.GET.get(PAGE))
        context["all_query"] = urlencode({WORDS: typed})
    elif found and found.hits:
        context |= {"best": found.hits[:BEST], "groups": _groups(found, typed)}
    response = render(request, "cms/search.html", context | {"number": len(hits)})
    # Of what was typed, not even the next page learns: a proxy may log where somebody came from.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _groups(found: Found, typed: str) -> list[Group]:
    """Return what is not among the best, by kind: the kind of the best hit first."""
    known, groups = search_kinds(), {}
    for place, hit in enumerate(found.hits):
        group = groups.setdefault(hit.kind, Group(known[hit.kind]))
        group.count += 1
        if place >= BEST and len(group.hits) < EACH:
            group.hits.append(hit)
        elif place >= BEST:
            query = urlencode({WORDS: typed, KIND: hit.kind})
            group.url = f"{reverse('cms:search')}?{query}"
    return [group for group in groups.values() if group.hits]
