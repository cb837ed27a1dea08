"""The paths that I follow, and those that I may choose."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.addresses import posts_only
from learning.actions import enrol
from learning.panels import catalog_url, paths_of
from learning.policies import (
    paths_visible_to,
)
from learning.queries import (
    other_paths,
    path_row,
)


@require_safe
def paths(request):
    """« Mes parcours »: those that I follow, those that I may choose."""
    return render(
        request,
        "learning/paths.html",
        {
            "followed": paths_of(request),
            "others": other_paths(request.user),
            "catalog_url": catalog_url(),
        },
    )


@require_safe
def path(request, uuid):
    found = get_object_or_404(paths_visible_to(request.user), uuid=uuid)
    context = {"path": path_row(request.user, found), "introduction": found.introduction}
    return render(request, "learning/path.html", context)


@posts_only
def follow(request, uuid):
    """Enrol oneself: nobody else is told."""
    found = get_object_or_404(paths_visible_to(request.user), uuid=uuid)
    enrol(person=request.user, path=found)
    messages.success(request, _("You follow “%(title)s”.") % {"title": found.title_here})
    return redirect("learning:path", uuid=found.uuid)
