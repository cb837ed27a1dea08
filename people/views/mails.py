from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from people.actions.mails import choose_mails, unsubscribe_from_mails
from people.forms.mails import MailChoiceForm
from people.mail.message import read_unsubscribe_token, unsubscribed_title
from people.mail.queries import is_address_refused
from people.mail.registry import mail_kinds


@require_http_methods(["GET", "HEAD", "POST"])
def mails(request):
    """Choose which mails, when, and in which language."""
    form = MailChoiceForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        choose_mails(
            person=request.user,
            rhythms=form.chosen(),
            language=form.cleaned_data["language"],
        )
        messages.success(request, _("Your choice holds from now on, for what waits as well."))
        return redirect("people:mails")
    context = {
        "form": form,
        "essential": [
            kind.title for kind in mail_kinds() if kind.is_essential and kind.concerns(request.user)
        ],
        "address": request.user.email,
        "is_refused": is_address_refused(request.user),
    }
    return render(request, "people/mails.html", context)


@csrf_exempt
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Unsubscribe from a mail, without signing in: scanners open links, so opening changes nothing (RFC 8058).

    No cookie is asked for: the sealed link itself says whose mails and which, and can only stop them.
    """
    opened = read_unsubscribe_token(token)
    if opened is None:
        raise Http404
    uuid, kind = opened
    is_done = request.method == "POST"
    if is_done:
        unsubscribe_from_mails(uuid=uuid, kind=kind)
    context = {"title": unsubscribed_title(kind), "is_done": is_done}
    return render(request, "people/mail_stop.html", context)
