"""What is not out yet is for those who write it: Wagtail would name it to all of its administration."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from wagtail.admin.views.chooser import ChosenMultipleView
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy, policy_registry


DIGITS = 18  # no number of a page is longer, and no database takes one that is much longer


def may_write_pages(person):
    return page_permission_policy.user_has_any_permission(person, {"add", "change", "publish"})


def may_translate(person):
    return person.has_perm("wagtail_localize.submit_translation")


def choose_among_published(pages, request):
    """A hook of the page chooser, and of its search."""
    if may_write_pages(request.user):
        return pages
    parent = request.resolver_match.kwargs.get("parent_page_id")
    if parent and not Page.objects.live().filter(pk=parent).exists():
        raise Http404
    return pages.live()


class ChosenPages(ChosenMultipleView):
    """Wagtail names what a choice holds already, by number; here, what could have been chosen."""

    def get(self, request):
        named = request.GET.getlist("id")
        numbers = [one for one in named if one.isdecimal() and len(one) <= DIGITS]
        known = Page.objects.filter(pk__in=numbers, depth__gt=1)
        chosen = QueryDict(mutable=True)
        chosen.setlist("id", choose_among_published(known, request).values_list("pk", flat=True))
        request.GET = chosen
        return super().get(request)


def refuse_to_move(request, page, destination):
    """A hook: Wagtail asks who may move a page only once they confirm."""
    if not page.permissions_for_user(request.user).can_move():
        raise PermissionDenied


class OfThoseWhoChoose(BaseAPIViewSet):
    """Files are listed to whoever may put them on a page."""

    def get_queryset(self):
        policy = policy_registry.get_by_type(self.model)
        mine = policy.instances_user_has_any_permission_for(self.request.user, ["choose"])
        return super().get_queryset().filter(pk__in=mine)


class OurImages(OfThoseWhoChoose, ImagesAdminAPIViewSet):
    pass


class OurDocuments(OfThoseWhoChoose, DocumentsAdminAPIViewSet):
    pass


def list_files_to_authors(router):
    """A hook, after Wagtail's own: the same names again."""
    router.register_endpoint("images", OurImages)
    router.register_endpoint("documents", OurDocuments)
