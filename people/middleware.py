from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from people.notices import AT_SIGN_IN
from people.queries import unseen_notices


INFORMED = "informed"  # in the session: the notices of the first sign-in were shown
# One’s own account, with the notices themselves; what is no page.
OPEN = ("/compte/", "/langue/", "/sante/", "/_util/", settings.STATIC_URL, settings.MEDIA_URL)


def show_notices_first(get_response):
    """Whoever signs in reads what is collected before any page collects it. Asked once a session."""

    def middleware(request):
        if must_read(request):
            page = reverse("people:information", query={"next": request.get_full_path()})
            return redirect(page)
        return get_response(request)

    return middleware


def must_read(request) -> bool:
    if not request.user.is_authenticated or request.path.startswith(OPEN):
        return False
    if request.session.get(INFORMED):
        return False
    if unseen_notices(request.user, AT_SIGN_IN):
        return True
    request.session[INFORMED] = True
    return False
