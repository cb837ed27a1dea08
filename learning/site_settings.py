"""Declares the settings of training."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from cms.site_settings import organisation_column
from core.setting_kinds import Switch, Whole
from core.site_settings import (
    SettingGroup,
    SettingLink,
    SiteSetting,
    register_setting_groups,
    register_site_settings,
)
from learning.policies import may_delete_reading_times
from people.retention_registry import Unit, period_text


TRAINING = "formation"
days = partial(period_text, unit=Unit.DAYS)


def register() -> None:
    register_setting_groups(GROUP)
    register_site_settings(*SETTINGS)


GROUP = SettingGroup(
    key=TRAINING,
    title=_("Training"),
    note=_("When a certificate is renewed, and whether a lesson says how long it takes."),
    order=50,
    site="/apprendre/",
    pages=("learning:transcript", "learning:programme", "learning:paths"),
    links=(SettingLink(_("Reading times"), "learning_times", may_delete_reading_times),),
)
SETTINGS = (
    SiteSetting(
        name="CERTIFICATE_RENEWAL_DAYS",
        group=TRAINING,
        label=_("A certificate is renewed before its end by"),
        meaning=_("From then on, its holder is asked to."),
        kind=Whole(7, 180, unit=days),
    ),
    SiteSetting(
        name="measures_time",
        group=TRAINING,
        label=_("How long a lesson takes is kept"),
        meaning=_("In four ranges, for the reader alone. Tell your works council first."),
        kind=Switch(),
        column=organisation_column("measures_time"),
    ),
)
