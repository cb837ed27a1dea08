"""One's own saved views of the programme page: private, and limited to what the page shows."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from adoption.dashboards.actions.saved_views import (
    choose_default,
    delete_view,
    move_view,
    rename_view,
    save_view,
)
from adoption.dashboards.forms import ViewForm
from adoption.dashboards.models import SavedView
from adoption.dashboards.policies import saved_views_visible_to
from adoption.dashboards.views.programme_selection import read_selection
from adoption.foundation.policies import may_read_every_figure
from core.redirects import post_only


@require_safe
def saved_views(request, gone=None):
    """List the views. `gone`: a view whose group, month or portal no longer exists."""
    _refuse_others(request)
    return render(
        request,
        "adoption/dashboards/saved_views.html",
        {"views": list(saved_views_visible_to(request.user)), "gone": gone},
    )


@post_only
def save(request):
    """Save the query string in `filtres`, in the page's own spelling; 404 for anything else."""
    _refuse_others(request)
    asked = read_selection(request, QueryDict(request.POST.get("filtres", "")))
    form = ViewForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        given = form.cleaned_data
        save_view(
            person=request.user,
            name=given["name"],
            query=asked.lasting,
            is_default=given["is_default"],
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The view is saved, for you alone."))
    return redirect(f"{reverse('adoption:programme')}?{asked.query}")


@require_safe
def open_view(request, view):
    """Redirect to the page with these filters, or to the list where they are no longer valid."""
    found = _own(request, view)
    try:
        read_selection(request, QueryDict(found.query))
    except Http404:
        return saved_views(request, gone=found)
    return redirect(f"{reverse('adoption:programme')}?{found.query}")


@post_only
def rename(request, view):
    found, form = _own(request, view), ViewForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        rename_view(view=found, name=form.cleaned_data["name"])
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The view is renamed."))
    return redirect("adoption:saved_views")


@post_only
def choose(request, view):
    choose_default(view=_own(request, view), is_default=request.POST.get("default") != "no")
    messages.success(request, _("Noted."))
    return redirect("adoption:saved_views")


@post_only
def move(request, view):
    """Move a view one place up or down; do nothing at the end of the list."""
    wish = request.POST.get("wish")
    if wish not in {"up", "down"}:
        raise Http404
    move_view(view=_own(request, view), is_up=wish == "up")
    return redirect("adoption:saved_views")


@post_only
def delete(request, view):
    delete_view(view=_own(request, view))
    messages.success(request, _("The view is deleted."))
    return redirect("adoption:saved_views")


def _own(request: HttpRequest, view: object) -> SavedView:
    _refuse_others(request)
    return get_object_or_404(saved_views_visible_to(request.user), uuid=view)


def _refuse_others(request: HttpRequest) -> None:
    if not may_read_every_figure(request.user):
        raise Http404
