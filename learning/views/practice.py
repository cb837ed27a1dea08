"""Views of the practice portals: their tasks, and one of them under way.

Where somebody is stands in the address, signed, as keys of the portal's file. What they type is compared
within the request and goes nowhere.
"""

from uuid import UUID

from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from learning.actions.practice import record_practice
from learning.practice.engine import (
    MissingAnswers,
    StaleState,
    UnknownMove,
    advance,
    as_data,
    from_data,
    review,
    start,
    step_back,
)
from learning.practice.portal import MOVE, FieldKind, Look
from learning.practice.shelf import portal_keys
from learning.queries.lesson_pages import page_of_lesson
from learning.queries.practice import (
    changed_screen,
    own_portal,
    portal_here,
    task_rows,
)


STEP, LESSON = "etape", "lecon"
BACK = "step:back"  # no screen has a move of this name
SALT = "learning.practice"
LASTS = 24 * 3600  # seconds that a place in a task is kept


@require_safe
def tasks(request, portal=""):
    """Show the tasks of a practice portal: by default the one of this kind of organisation."""
    own = own_portal()
    shown = _portal(portal) if portal else own
    others = [portal_here(key) for key in portal_keys() if key != shown.key]
    context = {"portal": shown, "rows": task_rows(request.user, shown), "others": others}
    return render(request, "learning/practice/tasks.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def task(request, portal, task):
    """Show where somebody is in a task, and carry out their next move."""
    shown = _portal(portal)
    if task not in shown.tasks:
        raise Http404
    chosen = shown.tasks[task]
    state = _state(request, shown, chosen)
    if request.method != "POST":
        if state.is_done:
            return _result(request, shown, chosen, state)
        return _screen(request, shown, chosen, state)
    try:
        following = _following(shown, chosen, state, request.POST)
    except MissingAnswers as missing:
        return _screen(request, shown, chosen, state, missing=missing.fields)
    if following.is_done and not state.is_done:
        record_practice(person=request.user, task=chosen.key)
    return redirect(_address(request, shown, chosen, following))


def _portal(key):
    try:
        return portal_here(key)
    except KeyError as error:
        raise Http404 from error


def _following(portal, task, state, sent):
    move = sent.get(MOVE, "")
    if move == BACK:
        return step_back(state)
    try:
        return advance(portal, task, state, move, sent)
    except UnknownMove:
        return state


def _state(request, portal, task):
    """Return the state of the address; the start where it is none, or one of somebody else's."""
    try:
        data = signing.loads(
            request.GET.get(STEP, ""), salt=_salt(request.user, portal, task), max_age=LASTS
        )
        return from_data(portal, task, data)
    except (signing.BadSignature, StaleState):
        return start(task)


def _salt(person, portal, task):
    return f"{SALT}.{person.pk}.{portal.key}.{task.key}"


def _address(request, portal, task, state):
    salt = _salt(request.user, portal, task)
    query = {STEP: signing.dumps(as_data(state), salt=salt, compress=True)}
    if lesson := _lesson_id(request):
        query[LESSON] = lesson
    return f"{request.path}?{urlencode(query)}#ecran"


def _lesson_id(request):
    try:
        return UUID(request.GET.get(LESSON, ""))
    except ValueError:
        return None


def _frame(request, portal, task):
    lesson = _lesson_id(request)
    afresh = reverse("practice:task", args=[portal.key, task.key])
    return {
        "portal": portal,
        "task": task,
        "lesson": page_of_lesson(lesson) if lesson else None,
        "afresh": f"{afresh}?{urlencode({LESSON: lesson})}" if lesson else afresh,
        "tasks_url": reverse("practice:portal", args=[portal.key]),
    }


def _screen(request, portal, task, state, *, missing=()):
    screen = portal.screen(task, state.screen)
    context = _frame(request, portal, task) | {
        "screen": screen,
        "items": screen.moves_with(Look.ITEM),
        "buttons": screen.moves_with(Look.BUTTON),
        "links": screen.moves_with(Look.LINK),
        "sayings": screen.moves_with(Look.SAY),
        "missing": missing,
        "chosen": _chosen(screen, request.POST),
        "can_step_back": bool(state.trail),
        "is_start": not state.trail and state.screen == task.start,
        "changed": changed_screen(portal, screen.catalogue),
    }
    return render(request, "learning/practice/task.html", context)


def _chosen(screen, sent):
    """Return the options that stay chosen in a form that was not filled in. A text is not given back."""
    return [
        f"{field.key}:{value}"
        for field in screen.fields
        if field.kind is not FieldKind.TEXT and (value := sent.get(field.key, "")) in field.options
    ]


def _result(request, portal, task, state):
    context = _frame(request, portal, task) | {"review": review(task, state)}
    return render(request, "learning/practice/result.html", context)
