"""Registers the way to the campaign’s files, where training managers follow their programme."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from adoption.campaigns.policies import may_pass_on_campaigns
from core.registry import NavigationItem, register_programme_link


def register() -> None:
    register_programme_link(
        NavigationItem(
            order=90,
            label=_("The campaign as files: pass it on, or start from another"),
            icon="upload",
            url=lambda: reverse("adoption:campaign"),
            visible=lambda request: (
                request.user.is_authenticated and may_pass_on_campaigns(request.user)
            ),
        )
    )
