"""Registers learning's part of the first screen and of the frame. All panels share one reading of the paths."""

from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.search.kinds import pages_visible_to
from cms.search.registry import SearchKind, register_search_kind
from core.dates import today
from core.registry import (
    FirstStep,
    NavigationItem,
    Panel,
    PanelSlot,
    register_first_step,
    register_navigation,
    register_panel,
)
from learning.enums import WeekAim
from learning.models import CatalogPage
from learning.outline import next_step, path_steps
from learning.policies import may_follow_everybody
from learning.queries.first_day import first_day, has_only_what_is_asked
from learning.queries.paths import followed_paths, found_paths, path_search_documents
from learning.queries.releases import RELEASES, found_releases, release_documents
from learning.queries.waiting import (
    Waiting,
    certificates_ending_soon,
    paths_without_certificate,
    waiting_items_for,
)
from people.queries.signed_in import manages_a_team
from quizzes.queries.placement import placements_offered


BRIDGE = range(3, 8)  # the steps that a footbridge can carry
CATALOG = f"{CatalogPage.ADDRESS}/"
PATHS = "/parcours/"
MANDATORY = (f"{PATHS}obligatoires/", f"{PATHS}programme/")


def register():
    for order, name, label in ((10, "lessons", _("Lessons")), (20, "modules", _("Modules"))):
        register_search_kind(SearchKind(name, label, order, pages_visible_to))
    register_search_kind(
        SearchKind("paths", _("Paths"), 30, found_paths, documents=path_search_documents)
    )
    register_search_kind(
        SearchKind(RELEASES, _("What changes"), 55, found_releases, documents=release_documents)
    )
    for slot, order, name, context in (
        (PanelSlot.HERO, 10, "next_step", next_step_panel),
        (PanelSlot.TOP, 10, "path", path_panel),
        (PanelSlot.TOP, 20, "quiz_begun", quiz_begun_panel),
        (PanelSlot.MAIN, 18, "review", review_panel),
        (PanelSlot.MAIN, 20, "due_soon", due_soon_panel),
        (PanelSlot.MAIN, 25, "certificates", certificates_panel),
        (PanelSlot.ASIDE, 25, "week_goal", week_goal_panel),
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
    for order, offer in ((10, begin_now), (20, find_out), (30, choose_a_path)):
        register_first_step(order, offer)
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


def cached_first_day(request):
    """Return what the first day proposes, to whoever chose nothing and began nothing yet; read once."""
    if not hasattr(request, "_first_day"):
        is_new = has_only_what_is_asked(cached_followed_paths(request))
        request._first_day = first_day(request.user) if is_new else None
    return request._first_day


def next_step_panel(request):
    paths = cached_followed_paths(request)
    return {
        "step": next_step(paths, today()),
        "first_day": cached_first_day(request),
        "is_following": bool(paths),
        "catalog_url": catalog_url(),
    }


def path_panel(request):
    """Return the footbridge of a path that one chose, else of the path of the next step; nothing once all is done."""
    paths = cached_followed_paths(request)
    chosen = [path for path in paths if not path.is_mandatory]
    step = next_step(chosen, today()) or next_step(paths, today())
    if step is None or cached_first_day(request):
        return None
    steps = path_steps(step.path)
    return {"path": step.path, "steps": steps, "is_bridge": len(steps) in BRIDGE}


def week_goal_panel(request):
    """Return the goal of the week, or the choice of one; nothing on the first day."""
    if cached_first_day(request):
        return None
    aims = [(aim.value, capfirst(aim.label)) for aim in WeekAim]
    return {"standing": cached_waiting_items(request).goal, "aims": aims}


def review_panel(request):
    """Return how many missed questions the week still offers; nothing where none is due."""
    count = cached_waiting_items(request).review
    return {"count": count} if count else None


def begin_now(request):
    found = first_day(request.user)
    if found is None:
        return None
    lesson = found.lesson
    label = _("A first lesson, in %(minutes)s minutes") % {"minutes": lesson.minutes}
    return FirstStep(label, lesson.title, "play", lesson.url)


def find_out(request):
    quiz = placements_offered().first()
    if quiz is None:
        return None
    return FirstStep(
        _("Knowing where I stand"),
        _("A few questions, ten minutes at most. Nobody else reads the result."),
        "target",
        reverse("quizzes:placement", args=[quiz.uuid], query={"back": "/"}),
    )


def choose_a_path(request):
    note = _("Short modules in an order, at your own pace.")
    return FirstStep(_("A path for my work"), note, "route", reverse("learning:paths"))


def due_soon_panel(request):
    paths = [
        path for path in cached_followed_paths(request) if path.is_mandatory and not path.is_done
    ]
    if not paths:
        return None
    paths.sort(key=lambda path: path.due_on or date.max)
    return {"paths": paths, "today": today()}


def cached_waiting_items(request):
    """Return what waits for the person, read once for each request; on the first day, nothing does."""
    if not hasattr(request, "_waiting"):
        is_new = cached_first_day(request) is not None
        request._waiting = Waiting() if is_new else waiting_items_for(request.user, on=today())
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
