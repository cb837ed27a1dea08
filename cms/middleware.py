import logging
from traceback import format_tb

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request

from cms.admin_drafts import may_translate
from cms.policies import PublishingRefused


log = logging.getLogger(__name__)

TRANSLATIONS = "wagtail_localize"  # the namespace of its addresses
API = "wagtailadmin_api"  # likewise; two of its views are narrowed here
# Pages of Wagtail's that do not say which files they load: the focal point of a picture, translations.
INLINE_VIEWS = (
    "wagtailimages:edit",
    "wagtailadmin_pages:edit",
    "wagtailsnippets_cms_glossaryterm:edit",
    "wagtail_localize:submit_page_translation",
    "wagtail_localize:submit_snippet_translation",
    "wagtail_localize:update_translations",
)
STYLED_VIEWS = ("messages_admin:mail",)  # a mail has its styles in it


def loosen_admin_policy(get_response):
    """Allow this site's files under /admin/ without a nonce, and what is inline where Wagtail needs it: its own
    scripts run whatever an injected element asks of them, so a nonce would guard nothing there."""

    def middleware(request):
        response = get_response(request)
        if request.path_info.startswith("/admin/"):
            script, style = _inline(request, response)
            response._csp_replace = {
                "script-src": [SELF, UNSAFE_INLINE if script else NONCE],
                "style-src": [SELF, UNSAFE_INLINE if style else NONCE],
                "require-trusted-types-for": None,
            }
            response._csp_update = {"img-src": ["blob:"]}
        return response

    return middleware


def _inline(request, response):
    """Return whether Wagtail needs inline scripts in this page (choosers, lists of rows), and inline styles."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in INLINE_VIEWS:
        return True, True
    if name in STYLED_VIEWS:
        return False, True
    context = getattr(response, "context_data", None) or {}
    files = str(context.get("media", ""))
    rows = getattr(context.get("form"), "formsets", None)
    return "chooser" in files or bool(rows), "draftail" in files


class _ViewMiddleware:
    """Leaves requests and responses as they are; see the hooks of the classes below."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


class GuardTranslations(_ViewMiddleware):
    """Limits the addresses of wagtail-localize, which show unpublished content, to those who translate."""

    def process_view(self, request, view, args, kwargs):
        if TRANSLATIONS not in request.resolver_match.namespaces:
            return None
        is_inside = request.user.has_perm("wagtailadmin.access_admin")
        if is_inside and not may_translate(request.user):
            return permission_denied(request)
        is_po_file = is_inside and request.resolver_match.url_name == "upload_pofile"
        return upload_po_file(request, view, *args, **kwargs) if is_po_file else None


class SayWhatIsNotPublished(_ViewMiddleware):
    """Leads back to a page that stays a draft, and says there why, from whichever view would have published it."""

    def process_exception(self, request, error):
        if not isinstance(error, PublishingRefused):
            return None
        messages.error(request, error.why)
        return redirect("wagtailadmin_pages:edit", error.page.pk)


UNFINISHED = "unterminated string"  # of SQLite's search, of what holds a NUL


class RefuseUnreadableQueries(_ViewMiddleware):
    """Answer 404 where a page of Wagtail's administration fails on a query string.

    Some of those views take what an address says for a number or a key without looking; no page of theirs
    leads there. A view of ours, the pages of the site among them, answers for itself. The log gets where it
    failed, without the message: that may quote what was asked, line ends included.
    """

    UNREADABLE = (
        ValueError,
        OverflowError,
        ValidationError,
        DataError,
        IntegrityError,  # SQLite's word for a number beyond its own
        NoReverseMatch,  # of a link that would hold the value
        AttributeError,  # a search among files that are used so many times: its index knows no such filter
    )

    def process_exception(self, request, error):
        is_unreadable = isinstance(error, self.UNREADABLE) or UNFINISHED in str(error)
        if not (request.method == "GET" and request.GET and is_unreadable):
            return
        match = request.resolver_match
        is_wagtails = match.func.__module__.startswith("wagtail") or API in match.namespaces
        if match.route.startswith("admin/") and is_wagtails:
            at = "".join(format_tb(error.__traceback__))
            log.warning("%s in %s:\n%s", type(error).__name__, match.view_name, at)
            raise Http404 from error


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
