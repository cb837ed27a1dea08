"""Export the organisation’s published rates as a signed file, and import those of others."""

import base64
import binascii

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from adoption.foundation.views.query_parameters import one_or_404, refuse_unknown_parameters
from adoption.foundation.words.file_names import file_name
from adoption.foundation.words.months import month_text
from adoption.sharing.actions import (
    IncomingFile,
    describe_sharing,
    export_file,
    forget_organisation,
    import_shared_file,
    preview_import,
)
from adoption.sharing.enums import PortalKind, Sector, SizeBand
from adoption.sharing.keys import has_key, own_public_key
from adoption.sharing.models import OtherOrganisation
from adoption.sharing.policies import may_share_figures
from adoption.sharing.queries import own_rates, sharing_profile
from adoption.sharing.signed_figures import LONGEST_LABEL, MOST_BYTES, fingerprint
from adoption.sharing.words import incoming_table
from cms.models import Portal
from core.dates import today
from core.redirects import post_only


PORTAL = "portail"


@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request):
    """GET: profile, export and imported organisations. POST: save the profile for the next files."""
    _refuse_others(request)
    if request.method == "POST":
        try:
            describe_sharing(
                label=request.POST.get("label", ""),
                sector=request.POST.get("sector", ""),
                portal_kind=request.POST.get("portal_kind", ""),
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Saved. The next file will say this."))
        return redirect("adoption:sharing")
    portals = list(Portal.objects.open())
    rates = [(portal, own_rates(portal)) for portal in portals]
    return render(
        request,
        "adoption/sharing/sharing.html",
        {
            "profile": sharing_profile(),
            "sectors": Sector.choices,
            "kinds": PortalKind.choices,
            "has_key": has_key(),
            "fingerprint": fingerprint(own_public_key()) if has_key() else "",
            "portals": [
                (portal, SizeBand(own.band).label, len(own.months))
                for portal, own in rates
                if own.months
            ],
            "others": OtherOrganisation.objects.order_by("known_as", "pk"),
            "most": MOST_BYTES // 1024,
        },
    )


@require_safe
def export(request):
    _refuse_others(request)
    refuse_unknown_parameters(request.GET, {PORTAL})
    portal = one_or_404(
        list(Portal.objects.open()), request.GET.get(PORTAL), lambda option: option.slug
    )
    try:
        content = export_file(portal=portal)
    except ValidationError:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/json")
    name = file_name(pgettext("file name", "shared-figures"), portal.slug, today())
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@post_only
def receive(request):
    """First show what an uploaded file would change, then import it on confirmation.

    Until then the file is kept in the page of whoever sent it, and nowhere else: each time it comes
    back it is checked like a new one.
    """
    _refuse_others(request)
    confirmed = "take_in" in request.POST
    try:
        data = _kept_in_the_page(request) if confirmed else _uploaded(request)
        incoming = preview_import(data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("adoption:sharing")
    if not confirmed:
        return _shown(request, data, incoming)
    try:
        is_compared = request.POST.get("compared") == "yes"
        trust_as = request.POST.get("known_as", "") if is_compared else ""
        incoming = import_shared_file(data=data, trust_as=trust_as)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _shown(request, data, incoming)
    messages.success(request, _result(len(incoming.new), len(incoming.kept)))
    return redirect("adoption:sharing")


def _shown(request, data: bytes, incoming: IncomingFile):
    headings, rows = incoming_table(incoming.shared, incoming.new)
    context = {
        "found": incoming,
        "sector": Sector(incoming.shared.sector).label,
        "size": SizeBand(incoming.shared.size_band).label,
        "kind": PortalKind(incoming.shared.portal_kind).label,
        "rows": [list(zip(headings, row, strict=True)) for row in rows],
        "headings": headings,
        "new": len(incoming.new),
        "same": len(incoming.same),
        "kept": [month_text(month) for month in incoming.kept],
        "known_as": request.POST.get("known_as", incoming.shared.label)[:LONGEST_LABEL],
        "file": base64.b64encode(data).decode(),
    }
    return render(request, "adoption/sharing/receive_figures.html", context)


@post_only
def forget(request, organisation):
    _refuse_others(request)
    row = get_object_or_404(OtherOrganisation, uuid=organisation)
    forget_organisation(organisation=row)
    messages.success(request, _("Its figures are erased, and its key is no longer trusted."))
    return redirect("adoption:sharing")


def _result(new: int, kept: int) -> str:
    text = _("Months imported: %(new)s.") % {"new": new}
    if kept:
        text += " " + _(
            "Months that differ from those already here, which stay as they were: %(kept)s."
        ) % {"kept": kept}
    return text


def _uploaded(request) -> bytes:
    """Read the uploaded file, up to the maximum size."""
    file = request.FILES.get("file")
    if file is None:
        raise ValidationError(_("Choose a file first."), code="file")
    return file.read(MOST_BYTES + 1)


def _kept_in_the_page(request) -> bytes:
    try:
        return base64.b64decode(request.POST.get("file", ""), validate=True)
    except (ValueError, binascii.Error):
        raise Http404 from None


def _refuse_others(request) -> None:
    if not may_share_figures(request.user):
        raise Http404
