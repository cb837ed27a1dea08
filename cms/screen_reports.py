"""Counts reports of a changed screen once a day for each browser: who reported it is recorded nowhere."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.actions import report_screen_changed
from cms.models import PortalScreen


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
