"""Keeps what a form sent, for a page that keeps it while something else comes first. It stays in the browser."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import constant_time_compare, salted_hmac


TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - a field's name
AUTHOR = "sent-form-author"  # a field: whose form a page of ours keeps
# Fields that are kept nowhere: they are filled in again.
SECRETS = frozenset({"secret", "code", "credential"})
LARGEST = 100_000  # characters of what was sent


def sent_fields(data: Any) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in data.lists()
        for value in values
        if name not in (TOKEN, AUTHOR)
    ]


def may_be_kept(request: HttpRequest, fields: list[tuple[str, str]]) -> bool:
    """Return whether all of it can be sent again: no file, no secret, not too long."""
    return (
        not request.FILES
        and not any(value and _is_secret(name) for name, value in fields)
        and sum(len(value) for _name, value in fields) <= LARGEST
    )


def _is_secret(name: str) -> bool:
    return "password" in name or name in SECRETS


def is_own_form(request: HttpRequest) -> bool:
    """Return whether a page of ours sent it: no other site has its words shown, or sent, here."""
    own = f"{request.scheme}://{request.get_host()}"
    return request.method == "POST" and request.headers.get("Origin") == own


def written_texts(request: HttpRequest) -> list[str]:
    """Return sentences that were sent, to be copied, when a page of ours sent them; never a password."""
    if not is_own_form(request):
        return []
    return [
        text
        for name, texts in request.POST.lists()
        for text in texts
        if "pass" not in name and " " in text.strip()
    ]


def form_to_send_again(request: HttpRequest, *, author: Any) -> Mapping[str, Any] | None:
    """Return the form as a page may offer it once more, with a token of today; None where it may not be kept.

    `author`: the key of whoever filled it in; None where that is not certain: another person would send, as their own,
    choices that they do not see.
    """
    if author is None or not is_own_form(request) or _is_private(request):
        return None
    fields = sent_fields(request.POST)
    if not fields or not may_be_kept(request, fields):
        return None
    return {
        "address": request.get_full_path(),
        "fields": [*fields, (AUTHOR, _mark_of(author))],
        "token": get_token(request),
    }


def author_of_kept_form(request: Any) -> Any:
    """Return the key of the person signed in, where a page of ours kept the form as theirs; else None."""
    mark = request.POST.get(AUTHOR, "")
    is_theirs = mark and constant_time_compare(mark, _mark_of(request.user.pk))
    return request.user.pk if is_theirs else None


def _mark_of(author: Any) -> str:
    return salted_hmac(AUTHOR, str(author), algorithm="sha256").hexdigest()


def _is_private(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in settings.PRIVATE_ROUTES
