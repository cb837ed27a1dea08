"""Hides unpublished content from whoever does not write it: Wagtail would name it to all of its administration."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from wagtail.admin.api.views import PagesAdminAPIViewSet
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


def limit_chooser_to_published(pages, request):
    """Limit the page chooser and its search to published pages. A Wagtail hook."""
    if may_write_pages(request.user):
        return pages
    parent = request.resolver_match.kwargs.get("parent_page_id")
    if parent and not Page.objects.live().filter(pk=parent).exists():
        raise Http404
    return pages.live()


class ChosenPublishedPages(ChosenMultipleView):
    """Names what a choice holds already, by number, among what could have been chosen."""

    def get(self, request):
        named = request.GET.getlist("id")
        numbers = [number for number in named if number.isdecimal() and len(number) <= DIGITS]
        known = Page.objects.filter(pk__in=numbers, depth__gt=1)
        chosen = QueryDict(mutable=True)
        chosen.setlist(
            "id", limit_chooser_to_published(known, request).values_list("pk", flat=True)
        )
        request.GET = chosen
        return super().get(request)


def refuse_to_move(request, page, destination):
    """Refuse a move before its confirmation page, where Wagtail asks who may move a page too late. A hook."""
    if not page.permissions_for_user(request.user).can_move():
        raise PermissionDenied


class AuthorsOnlyMixin(BaseAPIViewSet):
    """Lists files to whoever may put them on a page, and to nobody else."""

    def get_queryset(self):
        policy = policy_registry.get_by_type(self.model)
        mine = policy.instances_user_has_any_permission_for(self.request.user, ["choose"])
        return super().get_queryset().filter(pk__in=mine)


class RestrictedImagesAPIViewSet(AuthorsOnlyMixin, ImagesAdminAPIViewSet):
    pass


class RestrictedDocumentsAPIViewSet(AuthorsOnlyMixin, DocumentsAdminAPIViewSet):
    pass


class ReadPagesAPIViewSet(PagesAdminAPIViewSet):
    """Acts on no page: nothing of the administration asks it to, and hooks that guard pages are not run there."""

    actions: ClassVar[dict[str, Any]] = {}


def narrow_admin_api(router):
    """Register our API endpoints under Wagtail's names. A hook, after Wagtail's own."""
    router.register_endpoint("pages", ReadPagesAPIViewSet)
    router.register_endpoint("images", RestrictedImagesAPIViewSet)
    router.register_endpoint("documents", RestrictedDocumentsAPIViewSet)
