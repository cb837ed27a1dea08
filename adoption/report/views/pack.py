"""Page and PDF of the file for the works council and the data protection officer; nothing about anybody."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from adoption.foundation.words.file_names import file_name
from adoption.report.actions.pack import publish_pack
from adoption.report.pack.pdf import pack_pdf
from adoption.report.policies import may_publish_pack, may_see_pack
from adoption.report.queries.pack import Pack, current_pack
from core.redirects import post_only
from core.typesetting import pdf_response


@require_safe
def pack(request):
    current = _pack(request)
    context = {
        "pack": current,
        "parts": [
            {"title": section.title, "url": f"#partie-{number}", "state": "todo", "note": ""}
            for number, section in enumerate(current.document.sections, start=1)
        ],
        "may_publish": may_publish_pack(request.user),
    }
    return render(request, "adoption/report/pack.html", context)


@require_safe
def pdf(request):
    current = _pack(request)
    name = file_name(pgettext("file name", "works-council-and-dpo-file"), current.day)
    made_pdf = pack_pdf(
        current.document, version=str(current.number), day=current.day, changes=current.changes
    )
    return pdf_response(made_pdf, f"{name}.pdf")


@post_only
def publish(request):
    """Record the current version as handed out; the next is compared with it."""
    if not may_publish_pack(request.user):
        raise Http404
    publish_pack()
    number = current_pack(get_language()).number
    messages.success(
        request, _("Version %(version)s is noted as handed out.") % {"version": number}
    )
    return redirect("adoption:pack")


def _pack(request) -> Pack:
    if not may_see_pack(request.user):
        raise Http404
    return current_pack(get_language())
