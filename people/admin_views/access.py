"""The doors of the administration’s pages, and their frame."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from people.models import Person
from people.policies import may_see_staff


class AdminAccess(View):
    """Whoever has no business with a page finds no such page."""

    is_allowed: Callable[[Person], bool]

    @property
    def viewer(self):
        """The administration's doors let nobody in who is not signed in."""
        return cast(Person, self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if not self.is_allowed(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class AdminPage(WagtailAdminTemplateMixin, AdminAccess):
    """`above`: the names of the addresses, and of the pages, under which this one stands."""

    above: ClassVar[tuple[tuple[str, Any], ...]] = ()

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            *({"url": reverse(name), "label": label} for name, label in self.above),
            {"url": "", "label": self.get_page_title()},
        ]


class StaffAccess(AdminAccess):
    is_allowed = staticmethod(may_see_staff)


class StaffPage(AdminPage):
    """A page below the staff list."""

    is_allowed = staticmethod(may_see_staff)
    above = (("people_admin:staff", _("Staff")),)
    header_icon = "group"
