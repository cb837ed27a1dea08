"""Shows the public page of a certificate. Without its holder’s consent it is as if there were none."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.dates import today
from learning.certificate_codes import normalise_code
from learning.queries.certificates import shared_certificate
from people.throttling import allow_attempt


CODE = "code"
HEADERS = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Referrer-Policy": "no-referrer"}


@login_not_required
@never_cache
@require_safe
def code_form(request):
    """Redirect a code, as it is typed from paper, to its address, which alone is answered."""
    typed = request.GET.get(CODE, "").strip()
    code = normalise_code(typed)
    if code:
        return redirect("verification:shown", code)
    return _page(request, "learning/verify.html", {"typed": typed[:80]})


@login_not_required
@never_cache
@require_safe
def shared_certificate_page(request, code):
    """Show what the holder agreed to. An unknown code, one that is not shared, one of somebody erased: alike."""
    if not allow_attempt(request, "verify_certificate", reads=True):
        return _page(request, "learning/verify_later.html", {}, status=HTTPStatus.TOO_MANY_REQUESTS)
    certificate = shared_certificate(code)
    if certificate is None:
        return _page(request, "learning/verify_nothing.html", {}, status=HTTPStatus.NOT_FOUND)
    return _page(request, "learning/verified.html", _agreed(certificate))


def _agreed(certificate):
    """Return what the holder agreed to: nothing else reaches the template."""
    shows = set(certificate.shows)
    agreed = {
        "name": certificate.person.get_full_name(),
        "title": certificate.title,
        "day": certificate.issued_on,
        "validity": {"is_valid": certificate.is_valid_on(today()), "until": certificate.expires_on},
        "lessons": certificate.lesson_titles_by_module().items(),
    }
    return {
        "is_of_module": certificate.module_id is not None,
        "shown": {key: value for key, value in agreed.items() if key in shows},
    }


def _page(request, template, context, *, status=HTTPStatus.OK):
    """Return the page, the same whoever is signed in: neither their name nor a form of theirs is in it."""
    response = render(request, template, context, status=status)
    for name, value in HEADERS.items():
        response[name] = value
    return response
