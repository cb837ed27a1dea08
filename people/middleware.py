from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from people.notices import AT_SIGN_IN
from people.queries import unseen_notices


INFORMED = "informed"  # in the session: the notices of the first sign-in were shown
OPEN = ("/compte/", settings.MEDIA_URL)  # one’s own account, with the notices themselves


class ShowNoticesFirst:
    """Whoever signs in reads what is collected before any page collects it. Asked once a session."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_public = not getattr(view, "login_required", True)
        if is_public or request.path.startswith(OPEN) or not must_read(request):
            return None
        return redirect(reverse("people:information", query={"next": request.get_full_path()}))


def must_read(request) -> bool:
    if not request.user.is_authenticated or request.session.get(INFORMED):
        return False
    if unseen_notices(request.user, AT_SIGN_IN):
        return True
    request.session[INFORMED] = True
    return False
