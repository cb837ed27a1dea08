"""Register of publications for the works council: how each was made, and its information loss.

No figure stands on its pages. The file for an expert has them for whoever reads every figure anyway.
"""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from adoption.foundation.periods import Month, Quarter
from adoption.foundation.policies import may_read_every_figure
from adoption.publishing.disclosure.losses import BANDS, ORGANISATION, Loss
from adoption.publishing.enums import PublicationStatus
from adoption.publishing.models import Publication, ReachPublication
from adoption.publishing.policies import may_see_publications
from adoption.publishing.queries.register import (
    information_loss_by_measure,
    losses_of,
    losses_of_parts,
    publications_in_register,
    quarters_in_register,
)
from adoption.publishing.views.reach import quarter_name
from adoption.publishing.words.register import (
    audit_lines,
    division_of,
    indicator_title,
    kind_headings,
    late_rows_text,
    loss_tables,
    path_loss_headings,
    reach_rows,
    settings_lines,
    source_lines,
)


PAGE = 50
AUDITED = ("figures", "coalitions_asked", "most_coalitions")  # none hangs on a hidden value


@require_safe
def register(request):
    _readers_only(request)
    page = Paginator(publications_in_register(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "tab_entries": _tabs("register")}
    return render(request, "adoption/publishing/register.html", context)


@require_safe
def quarters(request):
    _readers_only(request)
    page = Paginator(quarters_in_register(), PAGE).get_page(request.GET.get("page"))
    lines = [
        {
            "name": quarter_name(row),
            "url": reverse("adoption:registered_quarter", args=[Quarter.containing(row.quarter)]),
            "publication": row,
        }
        for row in page.object_list
    ]
    context = {"page": page, "lines": lines, "tab_entries": _tabs("registered_quarters")}
    return render(request, "adoption/publishing/register_quarters.html", context)


@require_safe
def publication(request, slug, month):
    chosen = _publication(request, slug, month)
    parameters = chosen.parameters
    context = {
        "publication": chosen,
        "month_name": date_format(chosen.month, "F Y"),
        "is_out": chosen.status == PublicationStatus.PUBLISHED,
        "settings": settings_lines(chosen),
        "definitions": [
            {"title": indicator_title(code), "version": version}
            for code, version in parameters["indicators"].items()
        ],
        "sources": source_lines(chosen),
        "late": late_rows_text(chosen),
        "populations": len(parameters["order"]),
        "audit": audit_lines(chosen),
        "headings": kind_headings(),
        "losses": loss_tables(losses_of(chosen), losses_of_parts(chosen), division_of(chosen)),
        "has_figures": may_read_every_figure(request.user),
    }
    return render(request, "adoption/publishing/register_publication.html", context)


@require_safe
def publication_file(request, slug, month):
    """Send the publication's record as JSON. `order`: processing order of populations, by key; `parents`: their tree.

    `lost_parts`, `part_figures`: of the used count, for the division of the staff beside the teams.
    """
    chosen = _publication(request, slug, month)
    record = {
        "portal": chosen.portal.slug,
        "month": f"{chosen.month:%Y-%m}",
        "status": chosen.status,
        "published_at": chosen.published_at,
        "parameters": _public_parameters(chosen),
        "audit": {
            "passed": chosen.status == PublicationStatus.PUBLISHED,
            **{
                name: chosen.audit[name]
                for name in AUDITED
                if name in chosen.audit and chosen.status == PublicationStatus.PUBLISHED
            },
        },
        "lost": {code: _bands_as_counts(bands) for code, bands in losses_of(chosen).items()},
        "lost_parts": _bands_as_counts(losses_of_parts(chosen)),
    }
    if may_read_every_figure(request.user):
        record["figures"] = list(
            chosen.figures.order_by("pk").values(
                "team", "team_name", "indicator", "population", "kind", "low", "high"
            )
        )
        record["part_figures"] = list(
            chosen.part_figures.order_by("pk").values(
                "part", "name", "population", "kind", "low", "high"
            )
        )
    return _file(record, f"publication-{chosen.portal.slug}-{chosen.month:%Y-%m}.json")


@require_safe
def quarter(request, quarter):
    chosen = _quarter(request, quarter)
    context = {
        "publication": chosen,
        "quarter": quarter,
        "quarter_name": quarter_name(chosen),
        "kept": chosen.parameters,
        "headings": path_loss_headings(),
        "rows": reach_rows(information_loss_by_measure(chosen)),
        "has_figures": may_read_every_figure(request.user),
    }
    return render(request, "adoption/publishing/register_quarter.html", context)


@require_safe
def quarter_file(request, quarter):
    chosen = _quarter(request, quarter)
    record = {
        "quarter": quarter,
        "published_at": chosen.published_at,
        "parameters": chosen.parameters,
        "lost": {
            name: _as_counts(loss) for name, loss in information_loss_by_measure(chosen).items()
        },
    }
    if may_read_every_figure(request.user):
        record["figures"] = list(
            chosen.figures.order_by("pk").values(
                "path_uuid", "path_title", "measure", "population", "kind", "low", "high"
            )
        )
    return _file(record, f"formations-{quarter}.json")


def _readers_only(request) -> None:
    if not may_see_publications(request.user):
        raise Http404


def _publication(request, slug, month) -> Publication:
    _readers_only(request)
    try:
        first = Month.parse(month).first_day
    except ValueError:
        raise Http404 from None
    found = Publication.objects.select_related("portal").filter(portal__slug=slug, month=first)
    chosen = found.first()
    if chosen is None:
        raise Http404
    return chosen


def _quarter(request, text) -> ReachPublication:
    _readers_only(request)
    try:
        first = Quarter.parse(text).first_day
    except ValueError:
        raise Http404 from None
    chosen = ReachPublication.objects.defer("members").filter(quarter=first).first()
    if chosen is None:
        raise Http404
    return chosen


def _public_parameters(publication: Publication) -> dict[str, Any]:
    """Stored parameters, without the days on which a portal's own interface sent data."""
    parameters = dict(publication.parameters)
    if "intakes" in parameters:
        parameters["intakes"] = {
            kind: [] if kind == "api" else days for kind, days in parameters["intakes"].items()
        }
    return parameters


def _tabs(current: str) -> list[dict[str, Any]]:
    labels = {
        "register": _("Months of each portal"),
        "registered_quarters": _("Quarters of learning reach"),
    }
    return [
        {"label": label, "url": reverse(f"adoption:{name}"), "current": name == current}
        for name, label in labels.items()
    ]


def _band_code(band: int) -> str:
    if band == ORGANISATION:
        return "organisation"
    return f"{BANDS[band]}+" if band == len(BANDS) - 1 else f"{BANDS[band]}-{BANDS[band + 1] - 1}"


def _bands_as_counts(bands: dict[int, Loss]) -> dict[str, dict[str, int]]:
    return {_band_code(band): _as_counts(loss) for band, loss in bands.items()}


def _as_counts(loss: Loss) -> dict[str, int]:
    return {"exact": loss.exact, "block": loss.block, "hidden": loss.hidden}


def _file(record: dict[str, Any], name: str) -> JsonResponse:
    response = JsonResponse(record, json_dumps_params={"indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
