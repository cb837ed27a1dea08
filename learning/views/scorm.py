"""Views of a package in the lesson where it stands: its player, and what its units report."""

import json
from http import HTTPStatus

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.redirects import post_only
from learning.actions.scorm import StaleState, store_state
from learning.models import ScormPackage
from learning.package_visits import encrypt_visit, learner_pseudonym, player_address
from learning.policies import lessons_visible_to, may_manage_packages, published_lesson_pages
from learning.queries.modules import may_open_lesson
from learning.queries.scorm import package_of_lesson, package_row, unit_state, unopened_package_row
from learning.scorm.runtime import StateRefused, initial_data, launch_address


LONGEST_BODY = 512 * 1024  # 80,000 characters, escaped and in several bytes each
framed = csp_update({"frame-src": [settings.PACKAGES_ORIGIN]} if settings.PACKAGES_ORIGIN else {})


@require_safe
@framed
def play(request, lesson, package):
    """Show one unit in its frame, the others beside it."""
    page, package = _found(request.user, lesson, package)
    if not may_open_lesson(request.user, page.record):
        return redirect(page.get_url(request))
    row = package_row(request.user, package)
    unit = _chosen(row, request.GET.get("unite", ""))
    state = unit_state(request.user, package, unit.id)
    context = _frame(request, row, unit, state.data if state and not unit.starts_afresh else {})
    context |= {
        "page": page,
        "back": page.url,
        "here": reverse("learning:package", args=[page.record.uuid, package.uuid]),
        "save": reverse("learning:package_state", args=[page.record.uuid, package.uuid]),
        "sequence": state.sequence if state else 0,
    }
    return render(request, "learning/package.html", context)


@require_safe
@framed
def try_out(request, package):
    """Show the same for whoever manages packages; nothing of it is stored."""
    if not may_manage_packages(request.user):
        raise Http404
    package = get_object_or_404(ScormPackage, uuid=package)
    row = unopened_package_row(package)
    unit = _chosen(row, request.GET.get("unite", ""))
    context = _frame(request, row, unit, {})
    context |= {
        "page": None,
        "back": reverse("wagtailsnippets_learning_scormpackage:list"),
        "here": reverse("learning:package_try_out", args=[package.uuid]),
        "save": "",
        "sequence": 0,
    }
    return render(request, "learning/package.html", context)


def _frame(request, row, unit, data):
    """Return what the page needs to open a unit, and to hand to it."""
    package = row.package
    known = next(other for other in package.units if other["id"] == unit.id)
    token = encrypt_visit(request.user, package, f"{request.scheme}://{request.get_host()}")
    learner = learner_pseudonym(request.user, package)
    start = {
        "version": package.version,
        "address": launch_address(known["href"], known["parameters"]),
        "is_sco": known["is_sco"],
        "data": initial_data(package.version, data, known["data"], learner, _("Learner")),
    }
    return {
        "package": package,
        "row": row,
        "unit": unit,
        "following": next((other for other in row.units if other.number == unit.number + 1), None),
        "origin": settings.PACKAGES_ORIGIN,
        "address": player_address(token),
        "start": json.dumps(start),
    }


@post_only
def save_state(request, lesson, package):
    """Store what the player's script sends. Answers in JSON: what is stored, or why it is not."""
    page, package = _found(request.user, lesson, package)
    if not may_open_lesson(request.user, page.record):
        raise Http404
    try:
        sent = _read(request)
        unit = next(known for known in package.units if known["id"] == sent["unit"])
    except (ValueError, StopIteration):
        return JsonResponse({"why": "unreadable"}, status=HTTPStatus.BAD_REQUEST)
    try:
        state = store_state(
            person=request.user,
            package=package,
            unit=unit,
            sequence=sent["sequence"],
            data=sent["data"],
        )
    except StateRefused as refused:
        why = "too_big" if refused.too_big else "unreadable"
        return JsonResponse({"why": why, "element": refused.element}, status=HTTPStatus.BAD_REQUEST)
    except StaleState:
        return JsonResponse({"why": "stale"}, status=HTTPStatus.CONFLICT)
    return JsonResponse(
        {"sequence": state.sequence, "completed": state.is_completed, "percent": state.percent}
    )


def _read(request):
    """Return the message. Raises ValueError for what is not one of our script."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_BODY:
        raise ValueError
    try:
        sent = json.loads(request.body)
    except RecursionError as error:
        raise ValueError from error
    if not isinstance(sent, dict) or set(sent) != {"unit", "sequence", "data"}:
        raise ValueError
    if type(sent["sequence"]) is not int or not 0 < sent["sequence"] < 2**31:
        raise ValueError
    return sent


def _found(person, lesson, package):
    """Return the page of a lesson that this person may see, and the package that stands in it."""
    record = get_object_or_404(lessons_visible_to(person), uuid=lesson)
    page = published_lesson_pages().filter(record=record)[0]
    found = package_of_lesson(page, package)
    if found is None:
        raise Http404
    return page, found


def _chosen(row, wanted):
    if not wanted:
        return row.next
    unit = next((row_unit for row_unit in row.units if row_unit.id == wanted), None)
    if unit is None:
        raise Http404
    return unit
