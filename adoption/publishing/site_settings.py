"""Declares the settings of figures, surveys and the question of the month.

What is out never changes: a publication keeps the parameters under which it was made. A change that would show more
counts from the next publication on.
"""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from adoption.foundation.periods import LAST_CLOSING_DAY, Month
from adoption.publishing.disclosure.protection import LEAST_POPULATION, LEAST_THRESHOLD
from adoption.publishing.policies import may_see_publications
from core.setting_kinds import OneOf, Switch, Whole
from core.site_settings import (
    SettingGroup,
    SettingLink,
    SiteSetting,
    register_setting_groups,
    register_site_settings,
    value_of,
)
from people.enums import Role
from people.retention_registry import Unit, period_text


FIGURES = "chiffres"
days = partial(period_text, unit=Unit.DAYS)


def people(number: int) -> str:
    return ngettext("%(number)d person", "%(number)d people", number) % {"number": number}


def months(number: int) -> str:
    if not number:
        return str(_("never"))
    return period_text(number, Unit.MONTHS)


def begin_at_next_publication(before: int, after: int, on: date) -> date:
    """Return when a threshold counts: at once where it hides more, else once the next month has closed."""
    if after >= before:
        return on
    closing = value_of("MONTH_CLOSING_DAY")
    this = Month.containing(on).previous().closes_on(closing)
    closes_on = this if on <= this else Month.containing(on).closes_on(closing)
    return closes_on + timedelta(days=1)


def begin_next_month(before: Any, after: Any, on: date) -> date:
    """Return the first of the next month: a month that was closed is not open again."""
    return Month.containing(on).next().first_day


def register() -> None:
    register_setting_groups(GROUP)
    register_site_settings(*SETTINGS)


NEXT_PUBLICATION = _(
    "A higher one counts at once; a lower one from the next publication. What is out does not change."
)
GROUP = SettingGroup(
    key=FIGURES,
    title=_("Figures and surveys"),
    note=_("From how many people on a figure is shown, and when a month closes."),
    order=20,
    site="/usage/ce-qui-est-mesure/",
    links=(
        SettingLink(_("Months that are out"), "adoption:register", may_see_publications),
    ),
    pages=(
        "adoption:team", "adoption:programme", "adoption:quarters", "adoption:targets", "adoption:further",
        "adoption:front_desk", "adoption:comparison", "adoption:measured", "adoption:surveys", "adoption:publication",
    ),
    told=(Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER),
)  # fmt: skip
SETTINGS = (
    SiteSetting(
        name="PUBLICATION_THRESHOLD",
        group=FIGURES,
        label=_("No figure under"),
        meaning=_("A group of fewer people has no figure of its own."),
        kind=Whole(LEAST_THRESHOLD, 200, unit=people),
        begins=begin_at_next_publication,
        when=NEXT_PUBLICATION,
    ),
    SiteSetting(
        name="PUBLICATION_DETAIL_THRESHOLD",
        group=FIGURES,
        label=_("No detail under"),
        meaning=_("How many have an account, the habit, or are known is said of groups of so many people and more."),
        kind=Whole(LEAST_POPULATION, 1000, unit=people),
        begins=begin_at_next_publication,
        when=NEXT_PUBLICATION,
    ),
    SiteSetting(
        name="MONTH_CLOSING_DAY",
        group=FIGURES,
        label=_("A month closes on day"),
        meaning=_("The last day, in the next month, on which an answer still counts."),
        kind=Whole(1, LAST_CLOSING_DAY),
        begins=begin_next_month,
        when=_("It counts from the first of the next month."),
    ),
    SiteSetting(
        name="BAROMETER_EVERY_MONTHS",
        group=FIGURES,
        label=_("The barometer opens by itself every"),
        meaning=_("Counted from January. 0: only when a training manager opens it."),
        kind=Whole(0, 12, unit=months),
    ),
    SiteSetting(
        name="BAROMETER_OPEN_DAYS",
        group=FIGURES,
        label=_("Such a round may be answered for"),
        meaning=_("A round that is open keeps its last day."),
        kind=Whole(7, 60, unit=days),
    ),
    SiteSetting(
        name="DECLARATION_MAIL",
        group=FIGURES,
        label=_("The question of the month also goes by mail"),
        meaning=_("To all the staff alike, from the 1st until the month closes."),
        kind=Switch(),
    ),
    SiteSetting(
        name="REPORT_MAIL",
        group=FIGURES,
        label=_("Mail of the committee’s report"),
        meaning=_("Whoever reads every figure is told that a report can be read."),
        kind=OneOf(
            {"monthly": _("Each month"), "quarterly": _("Each quarter"), "never": _("Never")}
        ),
    ),
)  # fmt: skip
