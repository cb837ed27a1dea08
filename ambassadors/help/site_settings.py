"""Declares the settings of mutual help: how long people have to answer, and when they are reminded."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from core.setting_kinds import Whole
from core.site_settings import (
    SettingGroup,
    SiteSetting,
    register_setting_groups,
    register_site_settings,
)
from people.retention_registry import Unit, period_text


HELP = "entraide"
days = partial(period_text, unit=Unit.DAYS)
hours = partial(period_text, unit=Unit.HOURS)


def register() -> None:
    register_setting_groups(GROUP)
    register_site_settings(*SETTINGS)


GROUP = SettingGroup(
    key=HELP,
    title=_("Mutual help"),
    note=_("How long people have to answer, and when a quiet word goes to them."),
    order=40,
    site="/entraide/",
    pages=("ambassadors:index", "ambassadors_admin:rounds"),
)
SETTINGS = (
    SiteSetting(
        name="PROPOSAL_EXPIRES_DAYS",
        group=HELP,
        label=_("Time to answer a proposed pair"),
        meaning=_("Then the request waits for the next round."),
        kind=Whole(1, 30, unit=days),
    ),
    SiteSetting(
        name="URGENT_PROPOSAL_HOURS",
        group=HELP,
        label=_("Time to answer somebody who asks for today or tomorrow"),
        meaning=_("Hours in which mails wait do not count."),
        kind=Whole(1, 11, unit=hours),
    ),
    SiteSetting(
        name="CHOSEN_PROPOSAL_HOURS",
        group=HELP,
        label=_("Time to answer somebody who chose whom to ask"),
        meaning=_("Hours in which mails wait do not count: 22 are two days."),
        kind=Whole(2, 110, unit=hours),
    ),
    SiteSetting(
        name="PAIR_QUIET_DAYS",
        group=HELP,
        label=_("A quiet word to a pair after"),
        meaning=_("Without a session noted or a date agreed on."),
        kind=Whole(7, 90, unit=days),
    ),
    SiteSetting(
        name="FIT_CHECK_DAYS",
        group=HELP,
        label=_("Time to say whether a pair suits"),
        meaning=_("From the first session noted."),
        kind=Whole(7, 60, unit=days),
    ),
    SiteSetting(
        name="APPLICATION_REMINDER_DAYS",
        group=HELP,
        label=_("A manager is reminded of a would-be ambassador after"),
        meaning=_("Once. After as many days again, training managers may answer."),
        kind=Whole(3, 60, unit=days),
    ),
)
