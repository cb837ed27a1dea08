from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import Http404
from wagtail.admin.auth import permission_denied

from cms.admin_drafts import may_translate
from cms.po_files import upload_po_file


TRANSLATIONS = "wagtail_localize"  # the namespace of its addresses


class GuardTranslations:
    """Some addresses of wagtail-localize answer to whoever is in the administration, with what is not
    out yet: here all of them are for those who translate. Who is not in it is sent to Wagtail's door.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if TRANSLATIONS not in request.resolver_match.namespaces:
            return None
        is_inside = request.user.has_perm("wagtailadmin.access_admin")
        if is_inside and not may_translate(request.user):
            return permission_denied(request)
        is_po_file = request.resolver_match.url_name == "upload_pofile"
        return upload_po_file(request, view, *args, **kwargs) if is_po_file else None

    def process_exception(self, request, error):
        """Some of Wagtail's pages take what an address says for a number or a key, and fail where it is
        none: no page of theirs leads there. Those of ours answer for themselves."""
        match = request.resolver_match
        is_wagtails = match is not None and match.func.__module__.startswith("wagtail")
        unreadable = (ValueError, OverflowError, ValidationError, DataError)
        if (
            is_wagtails
            and request.GET
            and request.method == "GET"
            and isinstance(error, unreadable)
        ):
            raise Http404 from error
