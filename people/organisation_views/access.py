from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from people.actions.privacy import record_look
from people.admin_views.access import FormPage, StaffPage
from people.admin_views.staff import SinglePersonPage
from people.enums import Purpose
from people.policies import may_manage_staff


class OrganisationPage(StaffPage):
    above = (("organisation_admin:teams", _("Organisation")),)
    header_icon = "site"

    @property
    def may_write(self):
        return may_manage_staff(self.viewer)

    def refuse_readers(self):
        """Refuse writes of whoever oversees the organisation and does not administer it."""
        if not self.may_write:
            raise Http404


class PersonForm(FormPage, SinglePersonPage):
    """A form about one person, for whoever administers the staff list; leads back to their record."""

    is_allowed = staticmethod(may_manage_staff)

    def get(self, request, *args, **kwargs):
        record_look(by=self.viewer, at=[self.person], purpose=Purpose.STAFF_ADMINISTRATION)
        return super().get(request, *args, **kwargs)

    def get_success_url(self):
        return reverse("people_admin:person", args=[self.person.uuid])


def refusal_as_message(request, error: ValidationError) -> None:
    messages.error(request, " ".join(error.messages))
