"""Declares the settings of who the organisation is: name, logo, colour, accessibility. They live in its one row."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.enums import AccessibilityStatement
from cms.logos import Logo
from cms.models import OrganisationSettings
from cms.policies import ANOTHER_APPROVES
from core.setting_kinds import Colour, Line, OneOf, Switch
from core.site_settings import (
    Column,
    SettingGroup,
    SiteSetting,
    register_setting_groups,
    register_site_settings,
)


IDENTITY = "identite"
PAGES = "pages"


def organisation_column(name: str) -> Column:
    """Return the column of the organisation's row as the place of a setting."""
    default = OrganisationSettings._meta.get_field(name).default
    return Column(partial(_read, name), partial(_write, name), default)


def _read(name: str) -> Any:
    row = OrganisationSettings.objects.order_by("pk").first()
    return getattr(row or OrganisationSettings(), name)


def _write(name: str, value: Any) -> None:
    row = OrganisationSettings.objects.order_by("pk").first() or OrganisationSettings()
    setattr(row, name, value)
    row.save()


def register() -> None:
    register_setting_groups(GROUP, PAGES_GROUP)
    register_site_settings(*SETTINGS, REVIEW)


GROUP = SettingGroup(
    key=IDENTITY,
    title=_("Your organisation"),
    note=_("Its name, logo and colour, on every page, mail and document."),
    order=10,
    site="/",
    pages=("cms:accessibility",),
)
PAGES_GROUP = SettingGroup(
    key=PAGES,
    title=_("Pages"),
    note=_("Who approves what is written."),
    order=45,
)
REVIEW = SiteSetting(
    name=ANOTHER_APPROVES,
    group=PAGES,
    label=_("Somebody else approves what one sends for review"),
    meaning=_("Nobody approves or publishes their own submission, unless nobody else may."),
    kind=Switch(),
)
SETTINGS = (
    SiteSetting(
        name="name",
        group=IDENTITY,
        label=_("Name"),
        meaning=_("At the top and the foot of every page, in mails and documents."),
        kind=Line(120),
        column=organisation_column("name"),
    ),
    SiteSetting(
        name="accent",
        group=IDENTITY,
        label=_("Colour"),
        meaning=_("Of links, buttons, mails, documents and the charts of the committee’s report."),
        kind=Colour(),
        column=organisation_column("accent"),
    ),
    SiteSetting(
        name="logo",
        group=IDENTITY,
        label=_("Logo on light pages"),
        meaning=_("Beside the name, in place of ours."),
        kind=Logo("light"),
        column=organisation_column("logo"),
    ),
    SiteSetting(
        name="logo_dark",
        group=IDENTITY,
        label=_("Logo on dark pages"),
        meaning=_("For whoever reads light on dark; without it, the other one is shown."),
        kind=Logo("dark"),
        column=organisation_column("logo_dark"),
    ),
    SiteSetting(
        name="logo_paper",
        group=IDENTITY,
        label=_("Logo on documents"),
        meaning=_("On certificates, transcripts and reports (PDF); without it, the one of light pages."),
        kind=Logo("paper"),
        column=organisation_column("logo_paper"),
    ),
    SiteSetting(
        name="accessibility",
        group=IDENTITY,
        label=_("Accessibility"),
        meaning=_("What the foot of every page says, as the law asks."),
        kind=OneOf(dict(AccessibilityStatement.choices)),
        column=organisation_column("accessibility"),
    ),
)  # fmt: skip
