from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from adoption.models import (
    BarometerCopy,
    Declaration,
    LinkCode,
    Objection,
    PortalLink,
    PortalToken,
    SavedView,
    SurveyAnswers,
    SurveyToken,
    TeamAction,
    UsageDay,
    UseGoal,
    UseNoticeSeen,
    UseTick,
)
from adoption.periods import Month
from adoption.pseudonyms import subject_of
from cms.models import Portal
from people.enums import ImportKind, Role
from people.models import ImportMapping, Person, Position, Team
from people.policies import active_seal, may_publish_notices
from people.queries.signed_in import manages_a_team, works_at_front_desk


# They answer for the programme or for the protection of data, so they see every published figure.
READERS_OF_ALL = frozenset({Role.TRAINING_MANAGER, Role.DATA_PROTECTION_OFFICER})
PUBLICATION_READERS = READERS_OF_ALL | {Role.ADMINISTRATOR}
CONTACT_KEEPERS = frozenset({Role.TRAINING_MANAGER, Role.ADMINISTRATOR})
TOLD_OF_WITHHELD = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)


def populations_visible_to(person: Person, *, on: date) -> QuerySet[Team]:
    """The populations whose published figures this person may open, by their place in the tree.

    A manager: the teams managed on that day, all below them, and what they belong to, up to the
    organisation. A former manager, nothing. Others, nothing.
    """
    return (
        every_population() if may_read_every_figure(person) else sight_of(person, on=on).populations
    )


def every_population() -> QuerySet[Team]:
    return Team.objects.open().order_by("path")


@dataclass(frozen=True, slots=True)
class Sight:
    """`own`: the path of the first team that the person manages; "" for who answers for all of them.

    `managed`: the paths of all of them; one of "" for who may act for every team.
    """

    populations: QuerySet[Team]
    own: str = ""
    managed: tuple[str, ...] = ()

    def may_act_for(self, team: Team) -> bool:
        """Plan what the team does: for the managed teams and those below, not for what they belong to."""
        return any(team.path.startswith(path) for path in self.managed)


def sight_of(person: Person, *, on: date) -> Sight:
    """The same with one query for a manager, and none for who reads every figure."""
    teams = every_population()
    if may_read_every_figure(person):
        if Role.TRAINING_MANAGER in person.roles:
            return Sight(teams, managed=("",))
        lent = Team.objects.managed_by(person, on).values_list("path", flat=True)
        return Sight(teams, managed=tuple(lent) if manages_a_team(person) else ())
    managed = list(Team.objects.managed_by(person, on).values_list("path", flat=True))
    if not managed:
        return Sight(Team.objects.none())
    within = Q(path__in={path[:end] for path in managed for end in _path_lengths(path)})
    for path in managed:
        within |= Q(path__startswith=path)
    return Sight(teams.filter(within), managed[0], tuple(managed))


def team_actions_visible_to(person: Person, *, on: date) -> QuerySet[TeamAction]:
    """Of the teams that one may act for on that day. A former manager, none."""
    sight = sight_of(person, on=on)
    within = Q(pk__in=[])
    for path in sight.managed:
        within |= Q(team__path__startswith=path)
    return TeamAction.objects.filter(within, team__closed_on=None)


def may_read_reach(person: Person, *, on: date) -> bool:
    """Learning reach is of the whole organisation: for whoever may open the figures of a population."""
    return populations_visible_to(person, on=on).exists()


def may_read_organisation(person: Person, *, on: date) -> bool:
    """Who may open the figures of the whole organisation, contacts of the public among them."""
    return populations_visible_to(person, on=on).filter(code=Team.ROOT_CODE).exists()


def may_keep_contacts(person: Person) -> bool:
    """Type and correct how often the public got in touch."""
    return person.is_superuser or bool(CONTACT_KEEPERS & person.roles)


def may_read_experiments(person: Person, *, on: date) -> bool:
    """Experiments are of the whole organisation, and knowledge for all who lead a part of it."""
    return may_run_experiments(person) or may_read_organisation(person, on=on)


def may_run_experiments(person: Person) -> bool:
    """Write down what is tried, and what was decided of it."""
    return Role.TRAINING_MANAGER in person.roles


def may_share_figures(person: Person) -> bool:
    """Make the file for other organisations, and take in theirs."""
    return may_keep_contacts(person)


def may_note_at_desk(person: Person) -> bool:
    """Note what happens at the desk: staff in contact with the public. No figure counts a partner’s learner."""
    return not person.is_external and works_at_front_desk(person)


def may_read_front_desk(person: Person, *, on: date) -> bool:
    """What was noted at the desks, protected against whoever noted it: for them as well."""
    return may_note_at_desk(person) or may_read_organisation(person, on=on)


def in_scope_of(person: Person, *, on: date) -> Q:
    """Of portals: those whose scope has this person's primary position on that day."""
    held = Position.objects.primary().held_on(on).filter(person=person).order_by()
    families = Portal.job_families.through.objects.filter(portal=OuterRef("pk"))
    sites = Portal.sites.through.objects.filter(portal=OuterRef("pk"))
    is_one_of_them = Q(~Exists(families)) | Q(
        Exists(families.filter(jobfamily__in=held.values("job__family")))
    )
    is_there = Q(~Exists(sites)) | Q(Exists(sites.filter(site__in=held.values("site"))))
    return is_one_of_them & is_there


def portals_asking(person: Person, *, on: date) -> QuerySet[Portal]:
    """Those that are followed and have this person in their scope."""
    return Portal.objects.open().filter(in_scope_of(person, on=on))


def portals_visible_to(person: Person, *, on: date) -> QuerySet[Portal]:
    """Those that ask this person, and every other of which something of their own is kept."""
    own = {"portal": OuterRef("pk")}
    of_service = {"service__portal": OuterRef("pk")}
    kept = (
        Exists(links_visible_to(person).filter(**own).order_by())
        | Exists(declarations_visible_to(person).filter(**own).order_by())
        | Exists(goals_visible_to(person).filter(**of_service).order_by())
        | Exists(ticks_visible_to(person).filter(**of_service).order_by())
    )
    asking = portals_asking(person, on=on).order_by().values("pk")
    return Portal.objects.filter(Q(pk__in=asking) | kept)


def _path_lengths(path: str) -> range:
    return range(Team.steplen, len(path) + 1, Team.steplen)


def may_declare(person: Person) -> bool:
    """No figure counts a partner's learner, so nothing is asked of them."""
    return not person.is_external


def may_see_publications(person: Person) -> bool:
    """The register of publications and the settings behind them; it shows no figure."""
    return person.is_superuser or bool(PUBLICATION_READERS & person.roles)


def may_keep_tokens(person: Person) -> bool:
    """Whoever lets the machine of a portal in decides what is counted: as for the organisation's settings."""
    return person.has_perm("cms.change_organisationsettings")


def may_read_every_figure(person: Person) -> bool:
    return bool(READERS_OF_ALL & person.roles)


def may_set_targets(person: Person) -> bool:
    """Whoever answers for the programme says where it is to go."""
    return Role.TRAINING_MANAGER in person.roles


def saved_views_visible_to(person: Person) -> QuerySet[SavedView]:
    """One's own; none of before an opening of the account while its seal lasts."""
    own = SavedView.objects.filter(person=person)
    seal = active_seal(person)
    return own.filter(changed_at__gt=seal.since) if seal else own


def is_told_of_withheld(person: Person) -> bool:
    return any(role in person.roles for role in TOLD_OF_WITHHELD)


# --- One's own use, and what of it is sealed after an opening (docs/decisions/0019) ----------------


@dataclass(frozen=True, slots=True)
class SealedUse:
    """Of portal use no hour is kept, so a seal counts in whole days and months.

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
    """Then nothing is erased, undone nor withdrawn either: it may not be its owner who does."""
    sealed = sealed_use(person)
    return sealed is not None and sealed.is_whole


def links_visible_to(person: Person) -> QuerySet[PortalLink]:
    own = PortalLink.objects.filter(subject=subject_of(person))
    sealed = sealed_use(person)
    return own.filter(linked_on__gt=sealed.last_day) if sealed else own


def days_visible_to(person: Person, link: PortalLink) -> QuerySet[UsageDay]:
    """`link`: one that this person may see."""
    own = UsageDay.objects.filter(portal=link.portal_id, pseudonym=link.pseudonym)
    sealed = sealed_use(person)
    return own.filter(day__gt=sealed.last_day) if sealed else own


def takes_codes() -> Q:
    """Of a portal: whether a code typed there would come back, through a machine of it or in a file."""
    machine = PortalToken.objects.in_force().filter(portal=OuterRef("pk")).order_by()
    mappings = ImportMapping.objects.filter(kind=ImportKind.LINKS, columns__has_key="code")
    return Exists(machine) | Exists(mappings.order_by())


def portals_linked_by_code(person: Person, *, on: date) -> QuerySet[Portal]:
    return portals_asking(person, on=on).filter(takes_codes())


def link_codes_visible_to(person: Person) -> QuerySet[LinkCode]:
    """None while a seal lasts: whoever asks may not be who asked for the code."""
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
    """None while a seal is whole: nothing can be set then, so whatever there is is older."""
    if is_wholly_sealed(person):
        return UseGoal.objects.none()
    return UseGoal.objects.filter(subject=subject_of(person))


def ticks_visible_to(person: Person) -> QuerySet[UseTick]:
    if is_wholly_sealed(person):
        return UseTick.objects.none()
    return UseTick.objects.filter(subject=subject_of(person))


def objections_visible_to(person: Person) -> QuerySet[Objection]:
    if is_wholly_sealed(person):
        return Objection.objects.none()
    return Objection.objects.filter(subject=subject_of(person))


def notices_visible_to(person: Person) -> QuerySet[UseNoticeSeen]:
    """Who was shown a notice here has declared something."""
    if is_wholly_sealed(person):
        return UseNoticeSeen.objects.none()
    return UseNoticeSeen.objects.filter(subject=subject_of(person))


def may_see_pack(person: Person) -> bool:
    """The file for the works council: settings and rules, and nothing about anybody."""
    return may_see_publications(person)


def may_publish_pack(person: Person) -> bool:
    return may_publish_notices(person)


# --- Surveys --------------------------------------------------------------------------------------------

OfSurvey = TypeVar("OfSurvey", SurveyToken, SurveyAnswers, BarometerCopy)


def may_run_surveys(person: Person) -> bool:
    """Open and close rounds; it shows nobody's answer."""
    return Role.TRAINING_MANAGER in person.roles


def may_read_surveys(person: Person) -> bool:
    """Figures of surveys are of the whole organisation, protected against whoever reads them: for all who
    are asked."""
    return may_run_surveys(person) or not person.is_external


def may_lead_talks(person: Person, *, on: date) -> bool:
    """Is told what to talk about where the answers are low: who may open the figures of a population."""
    return may_run_surveys(person) or populations_visible_to(person, on=on).exists()


def survey_tokens_visible_to(person: Person) -> QuerySet[SurveyToken]:
    return _of_rounds_not_sealed(SurveyToken.objects.all(), person)


def survey_answers_visible_to(person: Person) -> QuerySet[SurveyAnswers]:
    return _of_rounds_not_sealed(SurveyAnswers.objects.all(), person)


def barometer_copies_visible_to(person: Person) -> QuerySet[BarometerCopy]:
    return _of_rounds_not_sealed(BarometerCopy.objects.all(), person)


def _of_rounds_not_sealed(rows: QuerySet[OfSurvey], person: Person) -> QuerySet[OfSurvey]:
    """One's own. Of a row no day is kept, so a seal counts by the day on which its round opened."""
    own = rows.filter(subject=subject_of(person))
    sealed = sealed_use(person)
    if sealed is None or not sealed.is_whole:
        return own
    return own.filter(round__opened_on__gt=sealed.last_day)
