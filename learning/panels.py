"""Registers learning's part of the first screen and of the frame. All panels share one reading of the paths."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import today
from core.registry import NavigationItem, Panel, PanelSlot, register_navigation, register_panel
from learning.models import CatalogPage
from learning.outline import next_step, path_steps
from learning.policies import may_follow_everybody
from learning.queries.paths import followed_paths
from learning.queries.waiting import (
    certificates_ending_soon,
    paths_without_certificate,
    waiting_items_for,
)
from people.queries.signed_in import manages_a_team


BRIDGE = range(3, 8)  # the steps that a footbridge can carry
CATALOG = f"{CatalogPage.ADDRESS}/"
PATHS = "/parcours/"
MANDATORY = (f"{PATHS}obligatoires/", f"{PATHS}programme/")


def register():
    for slot, order, name, context in (
        (PanelSlot.HERO, 10, "next_step", next_step_panel),
        (PanelSlot.TOP, 10, "path", path_panel),
        (PanelSlot.TOP, 20, "quiz_begun", quiz_begun_panel),
        (PanelSlot.MAIN, 20, "due_soon", due_soon_panel),
        (PanelSlot.MAIN, 25, "certificates", certificates_panel),
    ):
        register_panel(
            Panel(
                name=f"learning.{name}",
                slot=slot,
                order=order,
                template=f"learning/panels/{name}.html",
                context=context,
            )
        )
    register_navigation(
        NavigationItem(
            order=20,
            label=_("Learn"),
            icon="book-open",
            url=catalog_url,
            prefixes=(f"/{CATALOG}", PATHS),
        )
    )
    register_navigation(
        NavigationItem(
            order=16,
            label=pgettext_lazy("navigation", "Mandatory"),
            icon="clipboard-list",
            url=lambda: reverse("learning:mandatory"),
            prefixes=MANDATORY,  # addresses are not loaded while apps start
            visible=follows_training,
        )
    )


def follows_training(request):
    return may_follow_everybody(request.user) or manages_a_team(request.user)


def catalog_url():
    return reverse("wagtail_serve", args=[CATALOG])


def cached_followed_paths(request):
    """Return the signed-in person's paths, read once for each request."""
    if not hasattr(request, "_followed_paths"):
        request._followed_paths = followed_paths(request.user)
    return request._followed_paths


def next_step_panel(request):
    paths = cached_followed_paths(request)
    step = next_step(paths)
    return {
        "step": step,
        "is_following": bool(paths),
        "catalog_url": catalog_url(),
    }


def path_panel(request):
    """Return the footbridge of the path under way; nothing once all is done."""
    step = next_step(cached_followed_paths(request))
    if step is None:
        return None
    steps = path_steps(step.path)
    return {"path": step.path, "steps": steps, "is_bridge": len(steps) in BRIDGE}


def due_soon_panel(request):
    paths = [
        path for path in cached_followed_paths(request) if path.is_mandatory and not path.is_done
    ]
    if not paths:
        return None
    paths.sort(key=lambda path: path.due_on or date.max)
    return {"paths": paths, "today": today()}


def cached_waiting_items(request):
    """Return what waits for the person, read once for each request."""
    if not hasattr(request, "_waiting"):
        request._waiting = waiting_items_for(request.user)
    return request._waiting


def quiz_begun_panel(request):
    attempt = cached_waiting_items(request).attempt
    return {"attempt": attempt} if attempt else None


def certificates_panel(request):
    """Return certificates to receive, or near their end; nothing else of those that they have."""
    paths, certificates = cached_followed_paths(request), cached_waiting_items(request).certificates
    received = paths_without_certificate(paths, certificates)
    ending = certificates_ending_soon(paths, certificates, on=today())
    return {"to_receive": received, "ending": ending} if received or ending else None
