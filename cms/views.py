from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.url_routing import RouteResult
from wagtail.views import serve as serve_page

from cms.actions import report_screen_changed
from cms.languages import is_translating, translation_of
from cms.models import OrganisationLogo, PortalScreen
from cms.policies import articles_visible
from cms.queries import ACCESSIBILITY, glossary_terms, organisation
from cms.routing import page_at
from cms.search.queries import found_keys
from cms.search.registry import ways_on
from core.collation import alphabetical_key, fold_text
from core.redirects import post_only, safe_next_url


A_DAY = 24 * 60 * 60


def serve(request, path):
    """Serve every page of the content from the one home, since each language has the same addresses."""
    parts = [part for part in path.split("/") if part]
    request._wagtail_route_for_request = RouteResult(page_at(parts))
    return serve_page(request, path)


@login_not_required
@require_safe
def organisation_css(request):
    """Serve the one colour of the organisation. Its address changes with the colour, so it may be cached."""
    accent = organisation(request).accent
    css = f":root{{--org-accent:{accent}}}" if accent else ""
    response = HttpResponse(css, content_type="text/css")
    response["Cache-Control"] = f"public, max-age={A_DAY}"
    return response


@login_not_required
@require_safe
def logo(request, digest):
    """Serve a logo. Its address is the digest of what is in it, so it may be cached."""
    kept = get_object_or_404(OrganisationLogo, digest=digest)
    response = HttpResponse(bytes(kept.png), content_type="image/png")
    response["Cache-Control"] = f"public, max-age={A_DAY}, immutable"
    return response


@login_not_required
@require_safe
def accessibility(request):
    """Show the one article that the law wants open to everybody. Until it is written, its one sentence."""
    page = articles_visible().filter(slug=ACCESSIBILITY).first()
    if page is None:
        return render(request, "cms/accessibility.html")
    translation = translation_of(page)
    page.stands_in = translation is None and is_translating()
    return (translation or page).serve(request)


@require_safe
def article(request, slug):
    """Redirect a stable address of an article to wherever editors moved it."""
    page = get_object_or_404(articles_visible().filter(slug=slug)[:1])
    return redirect(page.get_url(request))


@require_safe
def glossary(request):
    """Show the terms by letter, or those that the search finds, the nearest first."""
    typed = request.GET.get("q", "").strip()
    if typed:
        by_key = {str(term.translation_key): term for term in glossary_terms()}
        keys = found_keys(request.user, typed, kinds=["glossary"])
        terms = [by_key[key] for key in keys if key in by_key]
        letters = [("", terms)] if terms else []
    else:
        terms = sorted(glossary_terms(), key=lambda term: alphabetical_key(term.term))
        letters = [(letter, list(group)) for letter, group in groupby(terms, key=_letter)]
    context = {"letters": letters, "typed": typed, "ways_on": ways_on}
    return render(request, "cms/glossary.html", context)


def _letter(term):
    """Return the letter under which a term stands, "#" for a digit."""
    first = fold_text(term.term)[:1].upper()
    return first if first.isalpha() else "#"


@post_only
def screen_changed(request, pk):
    """Report a changed screen: « Cet écran a changé »."""
    screen = get_object_or_404(PortalScreen, pk=pk)
    messages.success(request, _("Thank you. The editors will look at this screen."))
    response = redirect(safe_next_url(request, request.POST.get("next", "")))
    count_report(request, response, screen)
    return response


A_DAY = 24 * 60 * 60
MOST = 100
REPORTED = "screens_reported"  # a sealed cookie: which screens, and nothing else


def count_report(request: HttpRequest, response: HttpResponse, screen: PortalScreen) -> None:
    """Count a reader's report. `response`: the response to this click, which gets the cookie."""
    cookie = request.get_signed_cookie(REPORTED, "", max_age=A_DAY) or ""
    before = [key for key in cookie.split(".") if key]
    if str(screen.pk) in before:
        return
    report_screen_changed(screen=screen)
    response.set_signed_cookie(
        REPORTED,
        ".".join([*before, str(screen.pk)][-MOST:]),
        max_age=A_DAY,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
