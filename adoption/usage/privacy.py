"""Holdings of a person's own use, under a name that only their session can compute.

No table here points at a person: each holding finds its rows by the person's keyed hash.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from adoption.foundation.locks import lock_portals
from adoption.usage.actions.declarations import forget_declarations
from adoption.usage.actions.goals import forget_goals
from adoption.usage.actions.link_codes import forget_link_code
from adoption.usage.actions.links import undo_link
from adoption.usage.actions.objections import withdraw_objection
from adoption.usage.enums import DeclaredUse
from adoption.usage.models import (
    Declaration,
    LinkCode,
    Objection,
    PortalLink,
    UsageDay,
    UseGoal,
    UseNoticeSeen,
    UseTick,
    WithdrawnPseudonym,
)
from adoption.usage.policies import (
    days_visible_to,
    declarations_visible_to,
    goals_visible_to,
    link_codes_visible_to,
    links_visible_to,
    notices_visible_to,
    objections_visible_to,
    ticks_visible_to,
)
from adoption.usage.pseudonyms import subject_of
from adoption.usage.retention import CODES, DAYS, DECLARATIONS, TICKS
from cms.enums import Cadence
from people.enums import DataChapter, ErasureOutcome
from people.models import Person
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows, register_holding
from people.queries.own_rows import OwnRows
from people.retention_registry import retention_text


HEADINGS = (gettext_noop("Month"), gettext_noop("Portal"))  # of rows under no field’s name
OwnHolding = partial(
    Holding,
    recipients=_("You. Nobody else, whatever their role."),
    chapter=DataChapter.USE,
    private=True,
)


def register() -> None:
    """Register holdings in erasing order: days before the link that identifies them, codes before they can be redeemed."""
    for holding in (
        _code(),
        _days(),
        _link(),
        _withdrawn(),
        _declarations(),
        _goals(),
        _ticks(),
        _objection(),
        _seen(),
    ):
        register_holding(holding)


def _days() -> Holding:
    return OwnHolding(
        model=UsageDay._meta.label,
        title=_("Your days of use of the portal"),
        purpose=_(
            "To show you your own logbook, and to count groups. A service and a day, no more."
        ),
        retention=retention_text(DAYS),
        source=_("The portal’s monthly file, because you linked your account."),
        export=_export_days,
        erase=lambda person: sum(delete_rows(days) for days in _own_days(person)),
    )


def _code() -> Holding:
    return Holding(
        model=LinkCode._meta.label,
        title=_("The code that links your account"),
        purpose=_(
            "To recognise the code that you type on the portal. Only its fingerprint is kept."
        ),
        recipients=_("You, once, when it is shown. Nobody else, whatever their role."),
        retention=retention_text(CODES),
        source=_("You, when you ask for a code."),
        chapter=DataChapter.USE,
        export=lambda person: plain_rows(
            link_codes_visible_to(person)
            .order_by("portal__name")
            .values("made_on", "is_used", portal_name=F("portal__name"))
        ),
        private=True,
        erase=lambda person: sum(
            forget_link_code(person=person, portal=portal) for portal in lock_portals()
        ),
    )


def _link() -> Holding:
    return OwnHolding(
        model=PortalLink._meta.label,
        title=_("Your link with the portal"),
        purpose=_("To recognise the portal’s data as yours, because you asked for it."),
        retention=_("Until you undo it."),
        source=_("You, when you link your account."),
        export=OwnRows(
            lambda person: links_visible_to(person).values(
                "pseudonym", "linked_on", portal_name=F("portal__name")
            ),
            subject_of,
        ),
        erase=lambda person: sum(
            undo_link(person=person, portal=portal) for portal in lock_portals()
        ),
    )


def _withdrawn() -> Holding:
    return Holding(
        model=WithdrawnPseudonym._meta.label,
        title=_("Pseudonyms whose link was undone"),
        purpose=_("So that a later file of the portal does not bring erased data back."),
        recipients=_("Nobody: a fingerprint that nothing ties to you any more."),
        retention=_("As long as the portal is followed."),
        source=_("You, when you undo a link."),
        chapter=DataChapter.USE,
        export=lambda person: [],
        outcome=ErasureOutcome.KEPT,
        erase=lambda person: 0,
    )


def _declarations() -> Holding:
    return OwnHolding(
        model=Declaration._meta.label,
        title=_("What you declared of your use"),
        purpose=_("To show you your own logbook, and to count groups."),
        retention=retention_text(DECLARATIONS),
        source=_("You, when you answer the question of the month."),
        export=OwnRows(_own_declarations, subject_of, tell=_declaration_rows),
        erase=lambda person: sum(
            forget_declarations(person=person, portal=portal) for portal in lock_portals()
        ),
    )


def _goals() -> Holding:
    """Goals, erased together with the ticks: one journal line for both."""
    return OwnHolding(
        model=UseGoal._meta.label,
        title=_("What you set out to do on the portal"),
        purpose=_("To show you where you stand. No figure counts it."),
        retention=_("Until you change it or erase your logbook."),
        source=_("You, when you choose it."),
        export=OwnRows(_own_goals, subject_of, tell=_goal_rows),
        erase=_forget_goals,
    )


def _ticks() -> Holding:
    return OwnHolding(
        model=UseTick._meta.label,
        title=_("What you ticked off as done"),
        purpose=_("To show you where you stand. No figure counts it."),
        retention=retention_text(TICKS),
        source=_("You, when you tick it."),
        export=OwnRows(_own_ticks, subject_of, tell=_tick_rows),
        erase=_forget_goals,
    )


def _own_goals(person: Person) -> QuerySet[Any, Any]:
    goals = goals_visible_to(person).order_by("service", "pk")
    return goals.values("service__portal__name", "service__name", "cadence", "since")


def _goal_rows(goals: Rows) -> Rows:
    return [
        {
            "portal_name": goal["service__portal__name"],
            "service_name": goal["service__name"],
            "cadence": str(Cadence(goal["cadence"]).label),
            "since": f"{goal['since']:%Y-%m}",
        }
        for goal in goals
    ]


def _own_ticks(person: Person) -> QuerySet[Any, Any]:
    ticks = ticks_visible_to(person).order_by("month", "service", "pk")
    return ticks.values("service__portal__name", "service__name", "month")


def _tick_rows(ticks: Rows) -> Rows:
    return [
        {
            "portal_name": tick["service__portal__name"],
            "service_name": tick["service__name"],
            "month": f"{tick['month']:%Y-%m}",
        }
        for tick in ticks
    ]


def _forget_goals(person: Person) -> int:
    return sum(forget_goals(person=person, portal=portal) for portal in lock_portals())


def _objection() -> Holding:
    return OwnHolding(
        model=Objection._meta.label,
        title=_("Your objection to being counted"),
        purpose=_("To leave you out of every figure of portal use, and to ask you nothing more."),
        retention=_("Until you withdraw it."),
        source=_("You, when you object."),
        export=lambda person: [
            {"portal_name": str(_("every portal")), "counted": False}
            for _objection in objections_visible_to(person)
        ],
        erase=lambda person: withdraw_objection(person=person),
    )


def _seen() -> Holding:
    return OwnHolding(
        model=UseNoticeSeen._meta.label,
        title=_("Notices on portal use that you were shown"),
        purpose=_("To show them to you again when something changes, and to prove it."),
        retention=_("As long as you have an account."),
        source=_("Passerelle itself, when it shows you one."),
        export=lambda person: plain_rows(notices_visible_to(person).values("purpose", "version")),
        erase=lambda person: delete_rows(UseNoticeSeen.objects.filter(subject=subject_of(person))),
    )


def _own_days(person: Person) -> Iterator[Any]:
    for link in PortalLink.objects.filter(subject=subject_of(person)):
        yield UsageDay.objects.filter(portal=link.portal_id, pseudonym=link.pseudonym)


def _export_days(person: Person) -> Rows:
    return [
        dict(row)
        for link in links_visible_to(person)
        for row in days_visible_to(person, link)
        .order_by("day", "pk")
        .values("day", service_name=F("service__name"), portal_name=F("portal__name"))
    ]


def _own_declarations(person: Person) -> QuerySet[Any, Any]:
    declarations = declarations_visible_to(person).order_by("portal", "month")
    return declarations.values("portal__name", "month", "answer")


def _declaration_rows(declarations: Rows) -> Rows:
    return [
        {
            "portal_name": declaration["portal__name"],
            "month": f"{declaration['month']:%Y-%m}",
            "answer": str(DeclaredUse(declaration["answer"]).label),
        }
        for declaration in declarations
    ]
