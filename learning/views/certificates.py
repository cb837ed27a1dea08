"""Views of one's certificates: to receive, to take away, to let others check."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.queries import organisation
from core.dates import today
from core.redirects import post_only
from core.typesetting import pdf_response
from learning.actions.certificates import (
    begin_renewal,
    issue_certificate,
    issue_module_certificate,
    share_certificate,
)
from learning.enums import CertificateDetail
from learning.exporters.certificate_pdf import certificate_pdf
from learning.policies import certificates_visible_to, paths_visible_to, published_module_pages
from learning.queries.transcript import is_renewable
from people.absolute_urls import absolute_url


@require_safe
def certificate(request, uuid):
    own = _mine(request, uuid)
    context = {
        "certificate": own,
        "is_valid": own.is_valid_on(today()),
        "modules": own.lesson_titles_by_module().items(),
        "choices": [
            (value, label, value in own.shows) for value, label in CertificateDetail.choices
        ],
        "code_parts": own.code.split("-"),
        "verify_address": absolute_url(reverse("verification:form")),
        "shown_address": absolute_url(reverse("verification:shown", args=[own.code])),
        "may_renew": is_renewable(own, today()),
    }
    return render(request, "learning/certificate.html", context)


@require_safe
def certificate_pdf_view(request, uuid):
    own = _mine(request, uuid)
    name = f"attestation-{own.issued_on:%Y-%m-%d}-{get_language()}.pdf"
    return pdf_response(certificate_pdf(own, organisation=organisation(request)), name)


@post_only
def share(request, uuid):
    """Share what is ticked and hide what is not, at once."""
    own = _mine(request, uuid)
    shows = request.POST.getlist("shows")
    if not set(shows) <= set(CertificateDetail.values):
        raise Http404
    if not shows and not own.shows:
        messages.info(request, _("Nothing is shared: first tick what may be read."))
        return redirect("learning:certificate", own.uuid)
    share_certificate(certificate=own.uuid, shows=shows)
    if shows:
        messages.success(request, _("Whoever has the code now reads what you ticked."))
    else:
        _tell_hidden(request)
    return redirect("learning:certificate", own.uuid)


@post_only
def unshare(request, uuid):
    own = _mine(request, uuid)
    share_certificate(certificate=own.uuid, shows=())
    _tell_hidden(request)
    return redirect("learning:certificate", own.uuid)


@post_only
def receive_certificate(request, uuid):
    """Issue the certificate of a path that is done: « Recevoir mon attestation »."""
    path = get_object_or_404(paths_visible_to(request.user), uuid=uuid)
    issued = issue_certificate(person=request.user, path=path)
    if issued is None:
        messages.info(request, _("This path is not done yet: its certificate comes with its end."))
        return redirect("learning:path", path.uuid)
    return redirect("learning:certificate", issued.uuid)


@post_only
def receive_module_certificate(request, uuid):
    """Issue the certificate of a module that was finished without one."""
    page = get_object_or_404(published_module_pages().select_related("record"), record__uuid=uuid)
    issued = issue_module_certificate(person=request.user, module=page.record)
    if issued is None:
        messages.info(
            request, _("This module is not done yet: its certificate comes with its end.")
        )
        return redirect(page.get_url(request))
    return redirect("learning:certificate", issued.uuid)


@post_only
def renew_path(request, uuid):
    """Begin again, once the certificate has ended or nearly so."""
    own = _mine(request, uuid)
    if not is_renewable(own, today()):
        raise Http404
    path = begin_renewal(certificate=own)
    messages.success(request, _("You follow “%(title)s”.") % {"title": path.title})
    return redirect("learning:path", path.uuid)


def _mine(request, uuid):
    own = certificates_visible_to(request.user).select_related("person", "path__refresher")
    return get_object_or_404(own, uuid=uuid)


def _tell_hidden(request):
    messages.success(request, _("Nothing of this certificate can be read any more."))
