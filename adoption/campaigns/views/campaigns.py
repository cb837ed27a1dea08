"""Pages on which a campaign leaves as three files, and on which one of another organisation is looked at and begun from."""

import base64
import binascii
from collections.abc import Iterable
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from adoption.campaigns.actions import Unfit, record_export, start_campaign, try_campaign
from adoption.campaigns.enums import Fate, Part
from adoption.campaigns.exporters import write_archive
from adoption.campaigns.importers import MOST_BYTES, Refused, Unread, read_archive
from adoption.campaigns.policies import may_pass_on_campaigns
from adoption.campaigns.queries.exported import export_campaign
from adoption.campaigns.queries.plan import Item
from adoption.campaigns.queries.started import last_start
from adoption.campaigns.words import NEXT, fault
from adoption.foundation.words.file_names import file_name
from core.dates import today
from core.redirects import post_only
from core.spreadsheets import attachment


WAYS = {
    Part.WORKSHOP: "workshops_admin:workshops",
    Part.JOB_MAP: "job_changes:index",
    Part.QUESTIONS: "adoption:own_questions",
}


@require_safe
def campaign(request):
    """Files that would leave, and titles of texts that stay because they name somebody."""
    _refuse_others(request)
    exported = export_campaign()
    files = exported.files
    counts = [
        (Part.PORTAL, len(files.settings.portals)),
        (Part.QUESTIONS, len(files.words.survey_questions)),
        (Part.NEWS, len(files.words.news)),
        (Part.WORKSHOP, len(files.words.workshops)),
        (Part.JOB_MAP, len(files.words.job_maps)),
        (Part.COMMITMENT, len(files.words.commitments)),
        (Part.RELEASE, len(files.calendar.releases)),
        (Part.EXPERIMENT, len(files.calendar.experiments)),
        (Part.RULE, len(files.calendar.paths_for_all)),
    ]
    context = {
        "counts": [(part.label, count) for part, count in counts],
        "left_out": exported.left_out,
        "started": _started(),
    }
    return render(request, "adoption/campaigns/campaign.html", context)


def _started():
    """Return the day of the last start, and of each part: how many were made, who takes them on, the way to them."""
    found = last_start()
    if found is None:
        return None
    parts = [
        (part.label, count, NEXT[part], reverse(WAYS[part]) if part in WAYS else "")
        for part, count in found.made.items()
        if part in NEXT
    ]
    return {"at": found.at, "parts": parts} if parts else None


@post_only
def campaign_file(request):
    _refuse_others(request)
    with_name = request.POST.get("with_name") == "yes"
    exported = export_campaign(with_name=with_name)
    record_export(by=request.user, with_name=with_name, left_out=len(exported.left_out))
    name = file_name(_("campaign"), today())
    return attachment(write_archive(exported.files), "application/zip", f"{name}.zip")


@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    """Show what a file would bring, then make it on confirmation.

    Until then the file is kept in the page of whoever sent it, and nowhere else: each time it comes back it is read
    like a new one.
    """
    _refuse_others(request)
    if request.method != "POST":
        return _page(request)
    is_confirmed = "make" in request.POST
    try:
        data = _kept_in_the_page(request) if is_confirmed else _uploaded(request)
        act = start_campaign if is_confirmed else try_campaign
        items = act(files=read_archive(data), by=request.user)
    except ValidationError as error:
        return _page(request, error=" ".join(error.messages))
    except IntegrityError:
        said = _("Somebody made one of these meanwhile. Nothing was made: send the file again.")
        return _page(request, error=said)
    except Refused as refused:
        return _page(request, error=str(refused))
    except (Unread, Unfit) as wrong:
        return _page(request, faults=[fault(error) for error in wrong.errors])
    made = sum(item.fate == Fate.MADE for item in items)
    if not is_confirmed:
        context = {
            "groups": [(fate, _by_part(items, fate)) for fate in Fate],
            "made": made,
            "file": base64.b64encode(data).decode(),
        }
        return render(request, "adoption/campaigns/look.html", context)
    messages.success(request, _("Made: %(n)s. Nothing has reached staff.") % {"n": made})
    return redirect("adoption:campaign")


def _page(request, **context):
    status = 422 if context else 200
    context |= {"most": MOST_BYTES // 1024}
    return render(request, "adoption/campaigns/start.html", context, status=status)


def _by_part(items: Iterable[Item], fate: Fate) -> list[tuple[str, list[Item]]]:
    chosen = [item for item in items if item.fate == fate]
    return [
        (Part(part).label, list(some)) for part, some in groupby(chosen, lambda item: item.part)
    ]


def _uploaded(request) -> bytes:
    file = request.FILES.get("file")
    if file is None:
        raise ValidationError(_("Choose a file first."), code="file")
    data: bytes = file.read(MOST_BYTES + 1)
    return _small(data)


def _kept_in_the_page(request) -> bytes:
    try:
        return _small(base64.b64decode(request.POST.get("file", ""), validate=True))
    except (ValueError, binascii.Error):
        raise Http404 from None


def _small(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        text = _("The file is too large: %(most)s kB at most.") % {"most": MOST_BYTES // 1024}
        raise ValidationError(text, code="large")
    return data


def _refuse_others(request) -> None:
    if not may_pass_on_campaigns(request.user):
        raise Http404
