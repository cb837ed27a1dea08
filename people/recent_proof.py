"""Asks again for the password or the second factor before a grave act, and resumes the act.

Which acts are grave: config/grave_acts.py. What somebody sent is kept in their session until they have
proved who they are, and goes out at one more click of theirs: a script that sent it in their name does not
have it confirmed by the password alone.
"""

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from core.redirects import return_url
from core.sent_forms import may_be_kept, sent_fields
from people.federation.sessions import stored_identity


PROOFS = frozenset({"password", "mfa"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CALLBACK = f"{__name__}.resume_request"


def act_needing_proof(request: Any) -> Any:
    """Return the grave act of this request, in words; None where it is nothing grave."""
    kinds = ["shown", "file"]
    kinds += ["sent"] if request.method not in SAFE else []
    kinds += ["export"] if "export" in request.GET else []
    return next((act for kind in kinds if (act := _among(request, kind)) is not None), None)


def _among(request: Any, kind: str) -> Any:
    match = request.resolver_match
    name = "/".join((match.view_name, *map(str, match.kwargs.values())))
    field, harmless = settings.HARMLESS_ACTS.get(name, ("", ()))
    if (
        field and request.POST.get(field, "") in harmless
    ):  # read for such acts alone: others take a stream
        return None
    acts = settings.GRAVE_ACTS[kind]
    return acts.get(match.view_name) or acts.get(f"{match.namespace}:*")


def has_recent_proof(request: Any) -> bool:
    """Whether a password or a factor of ours, or the identity provider, proved it within the time that counts."""
    person = request.user
    proofs = [
        record["at"]
        for record in get_authentication_records(request, person)
        if record["method"] in PROOFS
    ]
    elsewhere = stored_identity(request, person).get("proved_at") or 0
    age = time.time() - max([elsewhere, *proofs])
    return age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def redirect_to_reauthentication(request: Any, act: Any) -> HttpResponse:
    """Redirect to the first way there is to prove it. Nothing of what was asked has happened."""
    state = {"act": str(act), "back": return_url(request), "asked": _asked(request)}
    request.session[STATE_SESSION_KEY] = {"callback": CALLBACK, "state": state}
    ways = get_adapter().get_reauthentication_methods(request.user)
    path = ways[0]["url"] if ways else reverse("prove_elsewhere")
    to = f"{path}?{urlencode({'next': state['back']})}"
    return HttpResponseClientRedirect(to) if request.htmx else HttpResponseRedirect(to)


def resume_request(request: HttpRequest, state: dict[str, Any]) -> HttpResponse:
    """Show, after the proof, the page, or one click to send what was kept. Called by django-allauth."""
    form = state["asked"]
    if form is None:
        return redirect(state["back"])
    if not form["is_whole"]:
        messages.warning(request, _("Nothing was saved yet. Fill in the form and send it again."))
        return redirect(state["back"])
    return render(request, "people/second_factor/go_on.html", state)


def _asked(request: HttpRequest) -> dict[str, Any] | None:
    """Return the form that was sent, or the file requested; None for a page. Files and secrets that were
    sent are not kept."""
    is_sent = request.method not in SAFE
    if not is_sent and _among(request, "file") is None and "export" not in request.GET:
        return None
    data = request.POST if is_sent else request.GET
    fields = sent_fields(data)
    is_whole = may_be_kept(request, fields)
    return {
        "is_sent": is_sent,
        "address": request.get_full_path() if is_sent else request.path,
        "fields": fields if is_whole else [],
        "is_whole": is_whole,
    }
