"""Saying that a screen changed counts once a day for each browser: who it was is written nowhere here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.actions import report_screen_changed
from cms.models import PortalScreen


A_DAY = 24 * 60 * 60
MOST = 100
REPORTED = "screens_reported"  # a sealed cookie: which screens, and nothing else


def count_report(request: HttpRequest, response: HttpResponse, screen: PortalScreen) -> None:
    """`response`: the answer to this click, which takes the cookie along."""
    kept = request.get_signed_cookie(REPORTED, "", max_age=A_DAY) or ""
    before = [one for one in kept.split(".") if one]
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
