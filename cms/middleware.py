from wagtail.admin.auth import permission_denied

from cms.admin_drafts import may_translate


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
        return permission_denied(request) if is_inside and not may_translate(request.user) else None
