from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from core.redirects import post_only
from people.push.actions import add_device, remove_device
from people.push.queries import devices_of


@post_only
def add(request):
    """Add the device whose browser sent its address."""
    try:
        add_device(
            person=request.user,
            endpoint=request.POST.get("endpoint", ""),
            user_agent=request.headers.get("User-Agent", ""),
            session_key=request.session.session_key,
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("This device will tell you that something waits for you."))
    return redirect("people:sessions")


@post_only
def remove(request, uuid):
    remove_device(device=get_object_or_404(devices_of(request.user), uuid=uuid))
    messages.success(request, _("This device tells you nothing any more."))
    return redirect("people:sessions")
