"""Pages to subscribe one's own calendar to one's workshops, by a secret address."""

from hashlib import sha256
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ambassadors.workshops.actions.calendar_feeds import create_feed, remove_feed
from ambassadors.workshops.exporters.calendar import calendar_feed as calendar_of
from ambassadors.workshops.feed_registry import further_entries
from ambassadors.workshops.policies import feeds_visible_to
from ambassadors.workshops.queries.calendar import feed_owner, sessions_of_feed
from core.redirects import post_only
from people.absolute_urls import absolute_url
from people.throttling import allow_attempt


FRESH_FOR = 15 * 60  # seconds of caching by calendar programs
NEW_ADDRESS_SESSION_KEY = "calendar_address"  # passes the new address to the next page
HEADERS = {
    "Cache-Control": f"private, max-age={FRESH_FOR}",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@never_cache
@require_safe
def own(request):
    """Show the feed; a new address is shown only this once, since only its hash is stored."""
    address = request.session.pop(NEW_ADDRESS_SESSION_KEY, "") if request.method == "GET" else ""
    context = {
        "feed": feeds_visible_to(request.user).first(),
        "address": address,
        "subscribe": address.replace("https://", "webcal://").replace("http://", "webcal://"),
    }
    return render(request, "ambassadors/workshops/calendar_feed.html", context)


@post_only
def make(request):
    token = create_feed(person=request.user)
    request.session[NEW_ADDRESS_SESSION_KEY] = absolute_url(reverse("workshops:feed", args=[token]))
    return redirect("workshops:own_feed")


@post_only
def remove(request):
    remove_feed(person=request.user)
    request.session.pop(NEW_ADDRESS_SESSION_KEY, None)
    messages.success(request, _("The address leads nowhere any more."))
    return redirect("workshops:own_feed")


@login_not_required
@require_safe
def feed(request, token):
    """Serve the feed to calendar programs, which do not sign in; 404 for an unknown or deleted address.

    Only such failures are counted: guessing locks out nobody with a valid address.
    """
    person = feed_owner(token)
    if person is None:
        if allow_attempt(request, "calendar_feed", reads=True):
            raise Http404
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "600"})
    chosen = getattr(person, "mail_language", None)
    with translation.override(chosen.language if chosen else settings.LANGUAGE_CODE):
        content = calendar_of(sessions_of_feed(person), further_entries(person))
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Content-Disposition"] = 'inline; filename="ateliers.ics"'
    answered = get_conditional_response(request, etag=etag, response=response)
    for name, value in HEADERS.items():
        answered[name] = value
    return answered
