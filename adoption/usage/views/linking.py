"""Link one's account with a portal, by a code that is shown once."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from adoption.usage.actions.link_codes import link_code_expiry, make_link_code
from adoption.usage.notices import UNDER_SUBJECT
from adoption.usage.policies import (
    link_codes_visible_to,
    links_visible_to,
    portals_linked_by_code,
    sealed_use,
)
from adoption.usage.queries.own_use import objects_to_measurement
from adoption.usage.throttling import consume_rate
from adoption.usage.views.own_use import asked_person_required
from core.dates import today
from people.enums import NoticePurpose
from people.notice_views import require_notice, unread_notice


TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
@asked_person_required
@require_notice(NoticePurpose.PORTAL_LINK, UNDER_SUBJECT)
def link(request, slug):
    """GET: what a link sends and what it never does. POST: show the code, in this response and nowhere else."""
    portal = get_object_or_404(portals_linked_by_code(request.user, on=today()), slug=slug)
    if request.method != "POST":
        return _page(request, portal)
    if not consume_rate(request, "link_code", str(request.user.uuid)):
        return _page(request, portal, too_many=True, status=TOO_MANY)
    try:
        code = make_link_code(person=request.user, portal=portal)
    except ValidationError:
        return redirect("adoption:link", slug)  # which says why
    context = {"portal": portal, "groups": code.split("-"), "until": link_code_expiry(today())}
    return render(request, "adoption/usage/link_code.html", context)


def _page(request, portal, *, too_many=False, status=200):
    person = request.user
    kept = link_codes_visible_to(person).filter(portal=portal, is_used=False).first()
    until = link_code_expiry(kept.made_on) if kept else None
    context = {
        "portal": portal,
        "linked": links_visible_to(person).filter(portal=portal).first(),
        "is_objecting": objects_to_measurement(person),
        "sealed": sealed_use(person),
        "until": until if until and until >= today() else None,
        "too_many": too_many,
        "notice": unread_notice(person, NoticePurpose.PORTAL_LINK, UNDER_SUBJECT),
        "sent": [_("The service that you used"), _("The day on which you used it")],
        "never": [
            _("What you read, write, ask for or are paid"),
            _("The hour, or how long you stayed"),
            _("Your name on the portal, your number, your address"),
        ],
    }
    return render(request, "adoption/usage/link.html", context, status=status)
