"""Views of the paths that one follows, and those that one may choose."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.dates import today
from core.redirects import post_only
from learning.actions.certificates import issue_certificate
from learning.actions.enrolments import enrol
from learning.actions.grants import grant_modules, take_back_grant
from learning.panels import cached_followed_paths, catalog_url
from learning.policies import (
    paths_visible_to,
)
from learning.queries.certificates import certificate_of_follower
from learning.queries.modules import modules_by_barrier
from learning.queries.page_progress import begun_unpublished_modules
from learning.queries.paths import choosable_paths, path_row
from learning.queries.placements import passable_modules


PATHS_A_PAGE = 50


@require_safe
def paths(request):
    """Show « Mes parcours »: those that I follow, those that I may choose."""
    others = choosable_paths(request.user, on=today())
    return render(
        request,
        "learning/paths.html",
        {
            "followed": cached_followed_paths(request),
            "others": Paginator(others, PATHS_A_PAGE).get_page(request.GET.get("page")),
            "answers": modules_by_barrier(request.user),
            "catalog_url": catalog_url(),
        },
    )


@require_safe
def path(request, uuid):
    visible = paths_visible_to(request.user).select_related("placement_quiz")
    path = get_object_or_404(visible, uuid=uuid)
    row = path_row(request.user, path)
    context = {
        "path": row,
        "introduction": path.introduction_here,
        "introduction_language": path.introduction_language,
        "passing": passable_modules(request.user, path, row),
        "taken_down": begun_unpublished_modules(request.user, path) if row.is_followed else [],
        "certificate": certificate_of_follower(request.user, path) if row.is_followed else None,
    }
    return render(request, "learning/path.html", context)


@post_only
def follow(request, uuid):
    """Enrol oneself: nobody else is told."""
    path = get_object_or_404(paths_visible_to(request.user), uuid=uuid)
    enrol(person=request.user, path=path)
    messages.success(request, _("You follow “%(title)s”.") % {"title": path.title_here})
    return redirect("learning:path", uuid=path.uuid)


@post_only
def pass_over(request, uuid):
    """Grant those of the modules that the placement shows as known that are ticked."""
    path, passing = _passing(request, uuid)
    chosen = set(request.POST.getlist("module"))
    modules = [module for module in passing.known if str(module.uuid) in chosen]
    if modules:
        grant_modules(
            person=request.user,
            modules=[module.pk for module in modules],
            counts_from=passing.counts_from,
        )
        if certificate := _just_finished(request.user, path):
            message = _("You have finished “%(title)s”.") % {"title": certificate.title}
            messages.success(request, message)
            return redirect("learning:certificate", certificate.uuid)
        message = ngettext(
            "You pass over %(count)s module.", "You pass over %(count)s modules.", len(modules)
        )
        messages.success(request, message % {"count": len(modules)})
    else:
        messages.info(request, _("No module was ticked: nothing has changed."))
    return redirect("learning:path", uuid=path.uuid)


def _just_finished(person, path):
    """Return the certificate of a path whose last module was passed over; None where it is older, or not due."""
    return (
        None
        if certificate_of_follower(person, path)
        else issue_certificate(person=person, path=path)
    )


@post_only
def cancel_pass_over(request, uuid):
    """Take back all grants of a module, to follow it after all."""
    path, passing = _passing(request, uuid)
    for module in passing.granted:
        if str(module.uuid) == request.POST.get("module"):
            take_back_grant(person=request.user, module=module.pk)
            message = _("“%(title)s” is in your path again.") % {"title": module.title}
            messages.success(request, message)
    return redirect("learning:path", uuid=path.uuid)


def _passing(request, uuid):
    """Return a path, and what of it may be passed over; 404 where nothing can."""
    path = get_object_or_404(
        paths_visible_to(request.user).select_related("placement_quiz"), uuid=uuid
    )
    passing = passable_modules(request.user, path, path_row(request.user, path))
    if passing is None:
        raise Http404
    return path, passing
