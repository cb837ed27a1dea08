"""The door of the staff list’s pages, and their frame."""

from typing import cast

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from people.models import Person
from people.policies import may_see_staff


class StaffAccess(View):
    """Whoever has no business with the staff list finds no such page."""

    is_allowed = staticmethod(may_see_staff)

    @property
    def viewer(self):
        """The administration's doors let nobody in who is not signed in."""
        return cast(Person, self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if not self.is_allowed(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class StaffPage(WagtailAdminTemplateMixin, StaffAccess):
    """A page below the staff list."""

    header_icon = "group"

    def get_breadcrumbs_items(self):
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("people_admin:staff"), "label": _("Staff")},
        ]
        return [*items, {"url": "", "label": self.get_page_title()}]
