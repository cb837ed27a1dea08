"""Declares the settings of mails, accounts and retention, and where each group is administered."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.counterparts import register_setters
from core.holidays import Holidays
from core.registry import NavigationItem, register_footer
from core.setting_kinds import OneOf, Switch, Whole
from core.site_settings import (
    SettingGroup,
    SettingLink,
    SiteSetting,
    register_setting_groups,
    register_setting_source,
    register_site_settings,
)
from people.enums import Role
from people.policies import (
    may_allow_web_push,
    may_change_settings,
    may_manage_sign_in,
    may_open_imports,
    may_run_operations,
    may_see_retention,
    may_see_settings,
    may_write_mails,
)
from people.queries.settings import chosen_values
from people.retention_registry import Unit, period_text


MAILS, ACCOUNTS, RETENTION, MODULES = "courriels", "comptes", "conservation", "modules"
DAYS_OF_WARNING = 7
WARNED = _("What deletes more counts a week later.")
days = partial(period_text, unit=Unit.DAYS)
months = partial(period_text, unit=Unit.MONTHS)


def clock(number: int) -> str:
    return f"{number}:00"


def percent(number: int) -> str:
    return f"{number} %"


def register() -> None:
    register_setting_source(chosen_values)
    register_setters(may_change_settings, "settings_admin:group")
    register_setting_groups(*GROUPS)
    register_site_settings(*SETTINGS)
    register_footer(
        NavigationItem(
            order=95,
            label=_("Site settings"),
            icon="settings",
            url=lambda: reverse("settings_admin:settings"),
            visible=_sees_settings,
        )
    )


def _sees_settings(request: Any) -> bool:
    person = getattr(request, "user", None)
    return person is not None and person.is_authenticated and may_see_settings(person)


def begin_deleting_later(before: Any, after: Any, on: date) -> date:
    """Return when a change counts: what deletes more, a week later. `after`: a period, or whether anything is deleted."""
    deletes_more = after if isinstance(after, bool) else after < before
    return on + timedelta(days=DAYS_OF_WARNING) if deletes_more else on


def period(name: str, label: Any, meaning: Any, least: int, most: int) -> SiteSetting:
    return SiteSetting(
        name=name,
        group=RETENTION,
        label=label,
        meaning=meaning,
        kind=Whole(least, most, unit=months),
        begins=begin_deleting_later,
        when=WARNED,
    )


def next_day(before: Any, after: Any, on: date) -> date:
    return on + timedelta(days=1)


GROUPS = (
    SettingGroup(
        key=MAILS,
        title=_("Hours of mails"),
        note=_("When a mail or a notification that can wait does. An urgent one always goes."),
        order=30,
        pages=("people:mails", "mail_admin:mail"),
        links=(
            SettingLink(_("Mails: their words and their queue"), "mail_admin:mails", may_write_mails),
            SettingLink(_("Notifications on devices"), "people_admin_web_push", may_allow_web_push),
        ),
    ),
    SettingGroup(
        key=ACCOUNTS,
        title=_("Accounts and staff list"),
        note=_("How long codes are good, and what a staff list may change without being asked."),
        order=60,
        links=(
            SettingLink(_("Sign-in providers"), "people_sign_in:providers", may_manage_sign_in),
            SettingLink(_("Imports"), "people_admin:imports", may_open_imports),
        ),
        told=(Role.ADMINISTRATOR,),
    ),
    SettingGroup(
        key=RETENTION,
        title=_("Retention"),
        note=_("How long each class of data is kept. “My data”, the notices and the works council’s file say what is in force."),
        order=70,
        pages=("people:my_data",),
        links=(
            SettingLink(_("What tonight’s purge would delete"), "people_admin_retention", may_see_retention),
        ),
        told=(Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER),
    ),
    SettingGroup(
        key=MODULES,
        title=_("Modules"),
        note=_("Parts of Passerelle that your organisation may do without."),
        order=80,
        links=(
            SettingLink(_("Notifications on devices"), "people_admin_web_push", may_allow_web_push),
            SettingLink(_("Operations"), "operations_admin:operations", may_run_operations),
        ),
    ),
)  # fmt: skip
SETTINGS = (
    SiteSetting(
        name="MAIL_QUIET_FROM",
        group=MAILS,
        label=_("No mail from"),
        meaning=_("The hour from which a mail that can wait does."),
        kind=Whole(0, 23, unit=clock),
    ),
    SiteSetting(
        name="MAIL_QUIET_UNTIL",
        group=MAILS,
        label=_("Mails again from"),
        meaning=_("The hour at which they go. Twice the same hour: no hour is quiet."),
        kind=Whole(0, 23, unit=clock),
    ),
    SiteSetting(
        name="MAIL_QUIET_WEEKENDS",
        group=MAILS,
        label=_("No mail at weekends"),
        meaning=_("They wait from Saturday to Monday."),
        kind=Switch(),
    ),
    SiteSetting(
        name="MAIL_QUIET_HOLIDAYS",
        group=MAILS,
        label=_("No mail on public holidays"),
        meaning=_("They wait for the next working day."),
        kind=OneOf(
            {
                Holidays.NONE.value: _("They count as any other day"),
                Holidays.FRANCE.value: _("The eleven public holidays of France"),
                Holidays.ALSACE_MOSELLE.value: _(
                    "The same, Good Friday and 26 December: Alsace and Moselle"
                ),
            }
        ),
    ),
    SiteSetting(
        name="INVITATION_EXPIRES_DAYS",
        group=ACCOUNTS,
        label=_("An invitation is good for"),
        meaning=_("From the day on which a printed or mailed code is made."),
        kind=Whole(1, 90, unit=days),
    ),
    SiteSetting(
        name="LINK_CODE_DAYS",
        group=ACCOUNTS,
        label=_("A code that links an account with a portal is good for"),
        meaning=_("From the day on which it is shown."),
        kind=Whole(1, 30, unit=days),
    ),
    SiteSetting(
        name="DELEGATION_MAX_DAYS",
        group=ACCOUNTS,
        label=_("A stand-in lasts at most"),
        meaning=_("A manager lends a team for so long at once."),
        kind=Whole(1, 366, unit=days),
    ),
    SiteSetting(
        name="STAFF_IMPORT_MAX_LEAVERS_PERCENT",
        group=ACCOUNTS,
        label=_("Leavers that a staff list may make unasked"),
        meaning=_("A list that would make a larger share leave waits for a confirmation: it may be the wrong file."),
        kind=Whole(1, 50, unit=percent),
        begins=next_day,
        when=_("It counts from the next day."),
    ),
    period("RETENTION_INVITATIONS_MONTHS", _("Invitations"), _("After they were used or have expired."), 1, 24),
    period("RETENTION_NOTICES_MONTHS", _("Notices that were shown"), _("So long it can be proved that somebody was shown a notice no longer in force."), 12, 120),
    period("RETENTION_DATA_REQUESTS_MONTHS", _("Requests about data"), _("After their answer."), 12, 120),
    period("RETENTION_HELP_MONTHS", _("Mutual help"), _("Once it is over."), 1, 60),
    period("RETENTION_LEARNING_MONTHS", _("Training"), _("Attempts, lessons and paths, after somebody’s last day."), 1, 60),
    period("RETENTION_USE_MONTHS", _("Use of a portal and surveys"), _("Days of use, declarations, answers and own copies, once their figures are out."), 13, 60),
    period("RETENTION_LEAVERS_MONTHS", _("Accounts of leavers"), _("After somebody’s last day."), 1, 120),
    SiteSetting(
        name="RETENTION_ERASE_LEAVERS",
        group=RETENTION,
        label=_("Accounts of leavers are erased"),
        meaning=_("Until then, the page of retention only lists them. Read that list first."),
        kind=Switch(),
        begins=begin_deleting_later,
        when=WARNED,
    ),
    SiteSetting(
        name="OFFLINE",
        group=MODULES,
        label=_("Lessons without a network"),
        meaning=_("The site can be installed, and devices of one’s own may keep lessons. Once it is off, what they kept goes at their next visit."),
        kind=Switch(),
    ),
)  # fmt: skip
