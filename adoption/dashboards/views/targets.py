"""Set targets, and read them beside published rates and forecasts."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from adoption.dashboards.views.programme_parts import (
    publications_up_to_selection,
    target_chart_context,
    target_drawing_key,
    target_summary,
)
from adoption.dashboards.views.programme_selection import Selection, read_selection
from adoption.dashboards.views.team import MONTH, PORTAL, TEAM
from adoption.foundation.periods import Month
from adoption.foundation.policies import may_read_every_figure
from adoption.foundation.views.query_parameters import one_or_404_unless_empty
from adoption.publishing.views.chart_files import chart_file, chart_view
from adoption.targets import charts as target_charts
from adoption.targets import words as target_words
from adoption.targets.actions import drop_target, set_target
from adoption.targets.enums import TargetIndicator
from adoption.targets.forms import GroupChoices, TargetForm
from adoption.targets.models import Target
from adoption.targets.policies import may_set_targets
from adoption.targets.queries.rate_histories import RateHistories, rate_histories
from adoption.targets.queries.targets import (
    TargetProgress,
    earlier_targets,
    groups_with_a_rate,
    progress_of_targets,
    target_progress,
    targets_of,
)
from core.redirects import post_only
from core.spreadsheets import table_response


AIM = "cible"
LISTED = 100  # groups to choose from; a longer list is neither read nor quickly sent


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request):
    """GET: targets in force, one of them as a chart, and the form. POST: set a target."""
    selection, chosen = _selection(request)
    found = targets_of(selection.portal) if chosen else []
    form, changed = None, next((target for target in found if str(target.uuid) == chosen), None)
    if may_set_targets(request.user) and selection.publication is not None:
        latest = Month.containing(selection.publications[0].month)
        form = TargetForm(
            request.POST or None,
            groups=_groups(selection, changed),
            latest=latest,
            initial=_initial(selection, changed, latest),
        )
    if request.method == "POST":
        if form is None:
            raise Http404
        target = _set(selection, form, changed)
        if target:
            messages.success(request, _("The target is set."))
            address = f"{reverse('adoption:targets')}?{PORTAL}={selection.portal.slug}"
            return redirect(f"{address}&{AIM}={target.uuid}")
    context = _context(request, selection, chosen, form) | {"changed": changed}
    return render(request, "adoption/targets/targets.html", context)


def _initial(selection: Selection, changed: Target | None, latest: Month) -> dict[str, Any]:
    if changed is None:
        return {"team": (selection.branch or selection.root).pk}
    by = Month.containing(changed.by)
    return {
        "team": changed.team_id,
        "indicator": changed.indicator,
        "percent": changed.percent,
        "by": str(by if by > latest else latest.shifted(6)),
    }


def _set(selection: Selection, form: TargetForm, changed: Target | None) -> Target | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    try:
        return set_target(
            portal=selection.portal,
            team=form.groups.team(given["team"]),
            indicator=TargetIndicator(given["indicator"]),
            percent=given["percent"],
            by=given["by"],
        )
    except ValidationError as error:
        form.add_error(error.code if error.code in form.fields else None, error.messages)
        return None


@post_only
def drop(request, target):
    if not may_set_targets(request.user):
        raise Http404
    found = get_object_or_404(Target.objects.select_related("portal"), uuid=target)
    if found.ended_on is None:
        drop_target(target=found)
        messages.success(request, _("The target is dropped. It stays among the earlier ones."))
    else:
        messages.info(request, _("This target was dropped already, or another took its place."))
    return redirect(f"{reverse('adoption:targets')}?{PORTAL}={found.portal.slug}")


@chart_view
def chart(request, target, variant):
    """Draw a target in force; `portail` and `mois` are those of the page."""
    _asked_of, aim = _target_progress(request, target)
    return chart_file(
        request, variant, target_drawing_key(aim), lambda: target_charts.draw(aim.outlook, variant)
    )


def _target_progress(request, target) -> tuple[Selection, TargetProgress]:
    selection, _chosen = _selection(request)
    if selection.publication is None:
        raise Http404
    found = get_object_or_404(
        Target.objects.in_force().with_base().select_related("team"),
        uuid=target,
        portal=selection.portal,
    )
    publications = publications_up_to_selection(selection)
    aim = target_progress(found, publications, whole=selection.root.pk)
    if aim is None:
        raise Http404
    return selection, aim


@require_safe
def history_table(request, target, *, is_workbook=False):
    """Send the table beside a target's chart: published, on the trajectory, likely."""
    selection, aim = _target_progress(request, target)
    group = slugify(target_words.population_name(aim.target, selection.organisation))
    name = f"cible-{selection.portal.slug}-{group}-{selection.month}"
    return table_response(
        name,
        *target_words.file_table(aim),
        sheet=pgettext("spreadsheet", "Target") if is_workbook else None,
    )


@require_safe
def table(request, *, is_workbook=False):
    selection, _chosen = _selection(request)
    if selection.publication is None:
        raise Http404
    name = f"cibles-{selection.portal.slug}-{selection.month}"
    return table_response(
        name,
        *target_words.targets_file_table(_aims(selection)[0], selection.organisation),
        sheet=pgettext("spreadsheet", "Targets") if is_workbook else None,
    )


def _selection(request) -> tuple[Selection, str | None]:
    """Read the page's parameters and target; 404 for people who may not read every figure."""
    if not may_read_every_figure(request.user):
        raise Http404
    given = request.GET.copy()
    chosen = given.pop(AIM, [])
    if len(chosen) > 1 or set(given) - {PORTAL, MONTH, TEAM}:
        raise Http404
    return read_selection(request, given), chosen[0] if chosen else None


def _aims(
    selection: Selection, earlier: Sequence[Target] = ()
) -> tuple[list[TargetProgress], RateHistories]:
    """Read the progress of all targets, and the histories of their groups. Two queries."""
    if selection.publication is None:
        return [], RateHistories({}, {})
    found = targets_of(selection.portal)
    courses = rate_histories(
        publications_up_to_selection(selection),
        {selection.root.pk, *(target.team_id for target in (*found, *earlier))},
        codes={target.indicator for target in (*found, *earlier)},
    )
    return progress_of_targets(found, courses, whole=selection.root.pk), courses


def _groups(selection: Selection, changed: Target | None) -> GroupChoices:
    """Return groups whose rate the latest month shows, up to the limit, plus those that the address names."""
    shown, is_cut = groups_with_a_rate(selection.publications[0], most=LISTED)
    teams = [selection.root, *(team for team in shown if team.pk != selection.root.pk)]
    for extra in (selection.branch, changed.team if changed else None):
        if extra is not None and extra not in teams:
            teams.append(extra)
    return GroupChoices(teams, is_cut)


def _context(
    request: HttpRequest, selection: Selection, chosen: str | None, form: TargetForm | None
) -> dict[str, Any]:
    earlier = earlier_targets(selection.portal)
    found, histories = _aims(selection, earlier)
    aim = one_or_404_unless_empty(found, chosen, lambda target: str(target.target.uuid))
    return {
        "asked": selection,
        "month": selection.month,
        "form": form,
        "lines": [target_summary(selection, target) for target in found],
        "aim": target_chart_context(request, selection, aim) if aim else None,
        "before": [
            _past(selection, target, histories)
            for target in earlier
            if aim
            and ((target.team_id, target.indicator) == (aim.target.team_id, aim.target.indicator))
        ],
        "earlier": [_past(selection, target, histories) for target in earlier],
    }


def _past(selection: Selection, target: Target, histories: RateHistories) -> dict[str, Any]:
    size = histories.course(target.team_id, target.indicator).size
    return {
        "name": target_words.population_name(target, selection.organisation),
        "words": target_words.target_text(target, size),
        "set_on": target.set_on,
        "ended_on": target.ended_on,
    }
