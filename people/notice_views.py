"""Shows notices: a page of all of them, those of the welcome after a first sign-in, and one before a form."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.redirects import safe_next_url
from core.registry import first_steps_for
from core.word_changes import Part, word_changes
from people.actions.notices import record_notice_seen
from people.enums import NoticePurpose
from people.models import Person
from people.notices import AT_SIGN_IN
from people.policies import notices_visible_to
from people.queries.notices import (
    CurrentNotice,
    current_notices,
    is_first_sign_in,
    unseen_notices,
    words_seen_before,
)


FIELD = "notice"  # in a form that shows a notice: the version that it shows
NOT_CARRIED = {FIELD, "csrfmiddlewaretoken"}


@dataclass(frozen=True, slots=True)
class NoticeMemory:
    """Stores who was shown which notice: by name, or under a subject for portal use."""

    has_seen: Callable[[Person, CurrentNotice], bool]
    note: Callable[[Person, CurrentNotice], None]


def _has_seen(person: Person, notice: CurrentNotice) -> bool:
    rows = notices_visible_to(person)
    return rows.filter(purpose=notice.purpose, version=notice.version).exists()


BY_NAME = NoticeMemory(
    has_seen=_has_seen,
    note=lambda person, notice: record_notice_seen(person=person, shown=[notice]),
)


@require_safe
def welcome(request):
    """Show the first screen of a first sign-in: what this is. The second is `information`, the third `first_step`.

    Nothing notes where somebody is in it: it begins for whoever was shown no notice yet.
    """
    following = reverse("people:first_step", query={"next": _next(request)})
    context = {
        "next": _next(request),
        "on": reverse("people:information", query={"next": following}),
        "skip": reverse("people:information", query={"next": _next(request)}),
    }
    return render(request, "people/welcome.html", context)


@require_safe
def first_step(request):
    """Show the last screen of the welcome: what would help most? An answer is a link, and is not stored."""
    context = {"next": _next(request), "steps": first_steps_for(request)}
    return render(request, "people/first_step.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def information(request):
    """Show every notice, in three groups: to be read now, read at a sign-in, shown where it is used."""
    due = unseen_notices(request.user, AT_SIGN_IN)
    if request.method == "POST" and request.POST.getlist(FIELD) == _versions(due):
        record_notice_seen(person=request.user, shown=due)
        return redirect(_next(request))
    is_first = bool(due) and is_first_sign_in(request.user)
    rest = [notice for notice in current_notices() if notice not in due]
    changed = [_changes(request.user, notice) for notice in due]
    context = {
        "due": due,
        "due_with_changes": list(zip(due, changed, strict=True)),
        "changed": sum(map(bool, changed)),
        "is_first": is_first,
        "due_level": 3 if is_first else 2,
        "read": [current for current in rest if current.purpose in AT_SIGN_IN],
        "later": [current for current in rest if current.purpose not in AT_SIGN_IN],
        "next": _next(request),
    }
    return render(request, "people/information.html", context)


def _changes(person: Person, notice: CurrentNotice) -> list[Part]:
    """Return what changed since the version that they were shown, word by word; empty where it is new to them."""
    before = words_seen_before(person, notice)
    return [] if before is None else word_changes(before, notice.text)


def unread_notice(person: Person, purpose: NoticePurpose, memory: NoticeMemory = BY_NAME):
    """Return the notice to show beside a form, or None to whoever was shown it."""
    (notice,) = current_notices([purpose])
    return None if memory.has_seen(person, notice) else notice


def require_notice(purpose: NoticePurpose, memory: NoticeMemory = BY_NAME):
    """Show the current notice before anything is collected: a POST without it is shown it, and goes on.

    The page that asks carries all that was sent, so that nothing has to be typed again.
    """

    def gate(view):
        @wraps(view)
        def gated(request, *args, **kwargs):
            notice_response = (
                notice_page(request, purpose, memory) if request.method == "POST" else None
            )
            return notice_response or view(request, *args, **kwargs)

        return gated

    return gate


def notice_page(request, purpose: NoticePurpose, memory: NoticeMemory = BY_NAME):
    """Return the page of the notice for a form found valid, or None to whoever was shown it."""
    (notice,) = current_notices([purpose])
    if request.POST.get(FIELD) == notice.version:
        memory.note(request.user, notice)
    elif not memory.has_seen(request.user, notice):
        return _ask(request, notice)
    return None


def submitted_fields(request) -> list[tuple[str, str]]:
    """Return all that a form sent, for a page that asks something before it goes on."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED
        for value in values
    ]


def _ask(request, notice):
    context = {"notice": notice, "sent": submitted_fields(request)}
    return render(request, "people/notice_first.html", context)


def _versions(due: list[CurrentNotice]) -> list[str]:
    return [f"{notice.purpose.value}:{notice.version}" for notice in due]


def _next(request) -> str:
    url = request.POST.get("next") or request.GET.get("next") or ""
    return safe_next_url(request, url)
