from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from adoption.foundation.periods import Month
from adoption.usage.models import (
    Declaration,
    LinkCode,
    Objection,
    PortalLink,
    PortalToken,
    UsageDay,
    UseGoal,
    UseNoticeSeen,
    UseTick,
)
from adoption.usage.pseudonyms import subject_of
from cms.models import Portal
from people.enums import ImportKind
from people.models import ImportMapping, Person, Position
from people.policies import active_seal


ModelT = TypeVar("ModelT", bound=Model)


def asks(person: Person, *, on: date) -> Q:
    """Condition on portals: followed, with this person in the scope."""
    return Q(is_open=True) & scope_includes(person, on=on)


def scope_includes(person: Person, *, on: date) -> Q:
    """Condition on portals: the scope has this person's primary position on that day."""
    held = Position.objects.primary().held_on(on).filter(person=person).order_by()
    families = Portal.job_families.through.objects.filter(portal=OuterRef("pk"))
    sites = Portal.sites.through.objects.filter(portal=OuterRef("pk"))
    is_one_of_them = Q(~Exists(families)) | Q(
        Exists(families.filter(jobfamily__in=held.values("job__family")))
    )
    is_there = Q(~Exists(sites)) | Q(Exists(sites.filter(site__in=held.values("site"))))
    return is_one_of_them & is_there


def portals_asking(person: Person, *, on: date) -> QuerySet[Portal]:
    """Followed portals with this person in their scope."""
    return Portal.objects.filter(asks(person, on=on))


def portals_visible_to(person: Person, *, on: date) -> QuerySet[Portal]:
    """Portals that ask this person, and those that hold data of theirs."""
    return Portal.objects.filter(asks(person, on=on) | holds_data_of(person))


def holds_data_of(person: Person) -> Q:
    """Condition on portals: a link, an answer, a goal or a tick of this person."""
    own = {"portal": OuterRef("pk")}
    of_service = {"service__portal": OuterRef("pk")}
    return (
        Exists(links_visible_to(person).filter(**own).order_by())
        | Exists(declarations_visible_to(person).filter(**own).order_by())
        | Exists(goals_visible_to(person).filter(**of_service).order_by())
        | Exists(ticks_visible_to(person).filter(**of_service).order_by())
    )


def may_declare(person: Person) -> bool:
    """Whether the person is asked to declare; no figure counts a partner's learner."""
    return not person.is_external


def may_manage_tokens(person: Person) -> bool:
    """Whether the person may manage tokens, which decide what is counted: those who change the settings."""
    return person.has_perm("cms.change_organisationsettings")


# --- One's own use, and what of it is sealed after an opening (docs/decisions/0019) ----------------


@dataclass(frozen=True, slots=True)
class SealedUse:
    """Part of a person's use hidden by a seal, in whole days and months, since no hour is stored.

    `is_whole`: the account had been open before. Then answers, an objection and what was shown may be
    older, and nothing must tell: until the seal ends the pages say the same to everybody. In an account
    that nobody had opened only a link may be older, and it does not show.
    """

    last_day: date
    until: datetime
    is_whole: bool

    @property
    def last_month(self) -> Month:
        return Month.containing(self.last_day)


def sealed_use(person: Person) -> SealedUse | None:
    seal = active_seal(person)
    if seal is None:
        return None
    return SealedUse(localtime(seal.since).date(), seal.until, is_whole=not seal.is_first)


def is_wholly_sealed(person: Person) -> bool:
    """Whether all is sealed; then nothing may be erased, undone or withdrawn: the user may not be its owner."""
    sealed = sealed_use(person)
    return sealed is not None and sealed.is_whole


def links_visible_to(person: Person) -> QuerySet[PortalLink]:
    own = PortalLink.objects.filter(subject=subject_of(person))
    sealed = sealed_use(person)
    return own.filter(linked_on__gt=sealed.last_day) if sealed else own


def days_visible_to(person: Person, link: PortalLink) -> QuerySet[UsageDay]:
    """Days of use that the person may see. `link`: one that they may see."""
    return days_since_seal(person).filter(portal=link.portal_id, pseudonym=link.pseudonym)


def days_since_seal(person: Person) -> QuerySet[UsageDay]:
    """Days of use of whomever, without those that a seal hides from the person: to be filtered by their own link."""
    sealed = sealed_use(person)
    return UsageDay.objects.filter(day__gt=sealed.last_day) if sealed else UsageDay.objects.all()


def accepts_link_codes() -> Q:
    """Condition on portals: a typed code would return, through the portal's machine or a file."""
    machine = PortalToken.objects.in_force().filter(portal=OuterRef("pk")).order_by()
    mappings = ImportMapping.objects.filter(kind=ImportKind.LINKS, columns__has_key="code")
    return Exists(machine) | Exists(mappings.order_by())


def portals_linked_by_code(person: Person, *, on: date) -> QuerySet[Portal]:
    return portals_asking(person, on=on).filter(accepts_link_codes())


def link_codes_visible_to(person: Person) -> QuerySet[LinkCode]:
    """The person's codes; none during a seal: the user may not be who asked for the code."""
    if sealed_use(person):
        return LinkCode.objects.none()
    return LinkCode.objects.filter(subject=subject_of(person))


def declarations_visible_to(person: Person) -> QuerySet[Declaration]:
    own = Declaration.objects.filter(subject=subject_of(person))
    sealed = sealed_use(person)
    if sealed is None or not sealed.is_whole:
        return own
    return own.filter(month__gt=sealed.last_month.first_day)


def goals_visible_to(person: Person) -> QuerySet[UseGoal]:
    """The person's goals; none while wholly sealed: none can be set then, so all are older."""
    return _unless_wholly_sealed(UseGoal.objects.all(), person)


def ticks_visible_to(person: Person) -> QuerySet[UseTick]:
    return _unless_wholly_sealed(UseTick.objects.all(), person)


def objections_visible_to(person: Person) -> QuerySet[Objection]:
    return _unless_wholly_sealed(Objection.objects.all(), person)


def notices_visible_to(person: Person) -> QuerySet[UseNoticeSeen]:
    """Notices seen; having seen one tells that something was declared."""
    return _unless_wholly_sealed(UseNoticeSeen.objects.all(), person)


def _unless_wholly_sealed(rows: QuerySet[ModelT], person: Person) -> QuerySet[ModelT]:
    return rows.none() if is_wholly_sealed(person) else rows.filter(subject=subject_of(person))
