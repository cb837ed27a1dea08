"""Checks the PO files of a translation that somebody uploads; wagtail-localize crashes on anything else."""

from django.conf import settings
from django.contrib import messages
from django.db import DataError, transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request


HEADER = b"X-WagtailLocalize-TranslationID"


def upload_po_file(request, view, *args, **kwargs):
    """Import all of the file or nothing of it."""
    try:
        if request.method == "POST":
            file = request.FILES.get("file")
            if file is None or not 0 < file.size <= settings.DOCUMENT_MAX_BYTES:
                raise ValueError("No file, an empty one, or one that is too large.")
            data = file.read()
            file.seek(0)
            if HEADER not in data or b"\0" in data:
                raise ValueError("No header of a translation, or signs that no text has.")
        with transaction.atomic():
            return view(request, *args, **kwargs)
    except (LookupError, ValueError, DataError):
        messages.error(
            request,
            _(
                "This is not the PO file of this translation: nothing was changed. Download it here, "
                "translate it, then send it again."
            ),
        )
        return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))
