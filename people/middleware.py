import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.redirects import return_url
from core.sent_forms import form_to_send_again, written_texts
from core.views import session_ended
from people.federation.sessions import provider_checked_two_factors
from people.notices import AT_SIGN_IN
from people.policies import has_second_factor, needs_second_factor
from people.queries.notices import is_first_sign_in, unseen_notices
from people.recent_proof import act_needing_proof, has_recent_proof, redirect_to_reauthentication
from people.session_store import SEEN_AT, SIGNED_IN_AT


INFORMED = "informed"  # in the session: the notices of the first sign-in were shown
OPEN = ("/compte/", settings.MEDIA_URL)  # one’s own account, with the notices themselves
NOTED_EVERY = 60  # seconds: the session is not written at each click
ADMINISTRATION = "/admin/"


class RequireLogin(LoginRequiredMiddleware):
    """Requires sign-in, and leads back to the page where somebody was: never to where a form alone is sent.

    A form of ours that comes too late is shown again: to be sent once its author has signed in, or to be copied where
    nobody knows whose it is.
    """

    def handle_no_permission(self, request, view_func):
        author = getattr(request, "ended_person", None)
        is_kept = form_to_send_again(request, author=author) or written_texts(request)
        if is_kept and "text/html" in request.headers.get("Accept", ""):
            return session_ended(request, author=author)
        if request.method == "POST":
            messages.warning(
                request,
                _(
                    "Your session had ended, so what you sent was not saved. Sign in: you come back "
                    "to the page where you were."
                ),
            )
        return redirect_to_login(return_url(request), self.get_login_url(view_func))


class ViewMiddleware:
    """A middleware whose `process_view` may answer in place of the view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


class ShowNoticesFirst(ViewMiddleware):
    """Shows the notices of collection after sign-in, before any page collects anything. Checked once a session.

    At the first sign-in they are the second screen of the welcome.
    """

    def process_view(self, request, view, args, kwargs):
        is_public = not getattr(view, "login_required", True)
        if is_public or request.path_info.startswith(OPEN) or not must_read_notices(request):
            return None
        page = "people:welcome" if is_first_sign_in(request.user) else "people:information"
        return redirect(reverse(page, query={"next": return_url(request)}))


def must_read_notices(request) -> bool:
    if not request.user.is_authenticated or request.session.get(INFORMED):
        return False
    if unseen_notices(request.user, AT_SIGN_IN):
        return True
    request.session[INFORMED] = True
    return False


def end_stale_sessions(get_response):
    """End a session after so many hours, and after so many minutes without a click."""

    def middleware(request):
        if request.user.is_authenticated and SIGNED_IN_AT in request.session:
            _note_or_end(request, time.time())
        return get_response(request)

    return middleware


def _note_or_end(request, now):
    session = request.session
    seen = session.get(SEEN_AT, session[SIGNED_IN_AT])
    is_idle = now - seen > settings.SESSION_IDLE_MINUTES * 60
    if is_idle or now - session[SIGNED_IN_AT] > settings.SESSION_HOURS * 3600:
        session.flush()
        request.ended_person = request.user.pk
        request.user = AnonymousUser()
    elif now - seen > NOTED_EVERY:
        session[SEEN_AT] = now


class RequireSecondFactor(ViewMiddleware):
    """Requires a second factor of whoever may see others' data before a page of theirs opens."""

    def process_view(self, request, view, args, kwargs):
        if not settings.REQUIRE_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        if not _shows_others(request, view) or _has_proved_two(request):
            return None
        return redirect(reverse("mfa_index", query={"next": return_url(request)}))


class RequireRecentProof(ViewMiddleware):
    """Asks for a recent proof of identity before a grave act, so that an unattended or hijacked session does none."""

    def process_view(self, request, view, args, kwargs):
        act = act_needing_proof(request) if request.user.is_authenticated else None
        if act is None or has_recent_proof(request):
            return None
        return redirect_to_reauthentication(request, act)


def _shows_others(request, view) -> bool:
    """Whether the view is of the administration, for those with a role for it, or is marked as naming others."""
    allowed = getattr(view, "second_factor_for", None)
    if allowed is not None:
        return allowed(request)
    return request.path_info.startswith(ADMINISTRATION) and needs_second_factor(request.user)


def _has_proved_two(request) -> bool:
    """Whether a second factor was checked in this session, by us or by the identity provider."""
    person = request.user
    return has_second_factor(person) or provider_checked_two_factors(request, person)
