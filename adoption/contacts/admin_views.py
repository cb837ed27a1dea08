"""The administration’s pages on contacts of the public: a month’s numbers, what was changed, channels."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from adoption.contacts.actions.contacts import (
    ReportedVolume,
    add_channel,
    record_contact_volumes,
    remove_channel,
)
from adoption.contacts.enums import ContactDoor
from adoption.contacts.models import MOST_CONTACTS, OwnChannel
from adoption.contacts.policies import may_edit_contacts
from adoption.contacts.queries.contacts import (
    Channel,
    contact_volumes,
    list_channels,
    volume_changes,
)
from adoption.foundation.periods import Month, months_between
from cms.models import Portal
from core.dates import today
from people.admin_views.access import AdminPage


PORTAL, MONTH = "portail", "mois"
MONTHS_SHOWN = 13  # a year, and the same month of the year before
CHANGES_A_PAGE = 50
NONE = ""


class MonthlyVolumesForm(forms.Form):
    """A number for each channel, empty where none is known, with hidden copies of the values first shown.

    Whoever saves a page that somebody else has changed meanwhile is told, and overwrites nothing.
    """

    def __init__(self, *args: Any, channels: list[Channel], stands: dict[str, int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.channels, self.stands = channels, stands
        for channel in channels:
            self.fields[channel.key] = forms.IntegerField(
                label=channel.name,
                required=False,
                min_value=0,
                max_value=MOST_CONTACTS,
                initial=stands.get(channel.key),
            )
            self.fields[_was(channel)] = forms.CharField(
                required=False,
                widget=forms.HiddenInput,
                initial=stands.get(channel.key, NONE),
            )

    def clean(self):
        cleaned = super().clean() or {}
        now = {channel.key: str(self.stands.get(channel.key, NONE)) for channel in self.channels}
        if any(cleaned.get(_was(channel), NONE) != now[channel.key] for channel in self.channels):
            raise ValidationError(
                _("Somebody changed these numbers meanwhile. Open the page again and compare.")
            )
        return cleaned


def _was(channel: Channel) -> str:
    return f"was-{channel.key}"


class ContactsAdminPage(AdminPage, TemplateView):
    is_allowed = staticmethod(may_edit_contacts)
    header_icon = "mail"


class ContactsMonthView(ContactsAdminPage):
    """The numbers of one month of one portal, those of the year, and what was changed in them."""

    page_title = gettext_lazy("Contacts of the public")
    template_name = "adoption/contacts/admin/contacts.html"

    @cached_property
    def portals(self):
        return list(Portal.objects.order_by("-is_open", "name", "pk"))

    @cached_property
    def portal(self):
        asked = self.request.GET.get(PORTAL)
        for portal in self.portals:
            if asked in (None, portal.slug):
                return portal
        if asked is None:
            return None
        raise Http404

    @cached_property
    def last_month(self):
        return Month.containing(today()).previous()

    @cached_property
    def month(self):
        try:
            month = Month.parse(self.request.GET.get(MONTH, str(self.last_month)))
        except ValueError as error:
            raise Http404 from error
        if month > self.last_month:
            raise Http404
        return month

    @cached_property
    def channels(self):
        return list_channels()

    @cached_property
    def volumes(self):
        first = min(self.month, self.last_month.shifted(1 - MONTHS_SHOWN))
        return contact_volumes(self.portal, since=first)

    def form(self, data=None):
        stands = {
            channel: count
            for (month, channel), count in self.volumes.items()
            if month == self.month
        }
        return MonthlyVolumesForm(data, channels=self.channels, stands=stands)

    def post(self, request, *args, **kwargs):
        if self.portal is None:
            raise Http404
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        record_contact_volumes(
            portal=self.portal,
            volumes=[
                ReportedVolume(self.month, channel.key, form.cleaned_data[channel.key])
                for channel in self.channels
            ],
            by=self.viewer,
            door=ContactDoor.FORM,
            replace=True,
        )
        messages.success(request, _("Saved."))
        address = reverse("adoption_contacts")
        return redirect(f"{address}?{PORTAL}={self.portal.slug}&{MONTH}={self.month}")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs) | {
            "portals": self.portals,
            "portal": self.portal,
            "channels": self.channels,
        }
        if self.portal is None:
            return context
        names = {channel.key: channel.name for channel in self.channels}
        page = Paginator(volume_changes(self.portal), CHANGES_A_PAGE).get_page(
            self.request.GET.get("page")
        )
        return context | {
            "form": kwargs.get("form") or self.form(),
            "month": self.month,
            "months": self._months(),
            "changes": page,
            "changed": [(change, names.get(change.channel, change.channel)) for change in page],
        }

    def _months(self):
        """The latest first, each with its numbers in the order of the channels."""
        first = self.last_month.shifted(1 - MONTHS_SHOWN)
        return [
            {
                "month": month,
                "counts": [self.volumes.get((month, channel.key)) for channel in self.channels],
            }
            for month in reversed(list(months_between(first, self.last_month)))
        ]


class ChannelForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=60, required=False)


class ChannelsView(ContactsAdminPage):
    """The organisation’s own channels beside ours."""

    page_title = gettext_lazy("Channels")
    template_name = "adoption/contacts/admin/contact_channels.html"
    above = (("adoption_contacts", gettext_lazy("Contacts of the public")),)

    def post(self, request, *args, **kwargs):
        form = ChannelForm(request.POST)
        try:
            if "remove" in request.POST:
                own = get_object_or_404(OwnChannel, slug=request.POST["remove"])
                remove_channel(channel=own)
                messages.success(request, _("Removed."))
                return redirect("adoption_contact_channels")
            if form.is_valid():
                add_channel(**form.cleaned_data)
                messages.success(request, _("Saved."))
                return redirect("adoption_contact_channels")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or ChannelForm()
        return super().get_context_data(**kwargs) | {"form": form, "channels": list_channels()}
