from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime, now
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core.collation import alphabetical, folded
from core.dates import today
from people.enums import Chapter, NoticePurpose, Role
from people.invitations import hash_of
from people.models import (
    AccountOpening,
    DataRequest,
    Delegation,
    ErasureEntry,
    ExportSeal,
    Invitation,
    Look,
    NoticeEdition,
    NoticeSeen,
    OpenSession,
    Person,
    Position,
    RoleChange,
    Team,
)
from people.notices import Field, Notice, fields_of, holdings_for, notices
from people.passphrases import FIRST_NONCE, passphrase_of
from people.policies import Seal, seal_over, sealed_before
from people.privacy_registry import Holding, holdings
from people.session_store import session_store
from people.staffing import Held, Place


TOLD_DAYS = 30


# --- Staff -----------------------------------------------------------------------------------------


def primary_positions_begun_last() -> dict[int, Held]:
    """For each person who ever held a primary position, the one that began last."""
    columns = (
        "person_id",
        "pk",
        "team__code",
        "job__name",
        "site__name",
        "contact",
        "is_manager",
        "started_on",
        "ended_on",
    )
    rows = Position.objects.primary().order_by("started_on", "pk").values_list(*columns)
    return {
        person: Held(pk, Place(team, job or "", site or "", contact, leads), start, end)
        for person, pk, team, job, site, contact, leads, start, end in rows.iterator()
    }


def team_parents() -> dict[str, str]:
    """Code of each team to the code of its parent; "" for a top team. The root is left out."""
    rows = list(Team.objects.order_by("path").values_list("path", "code"))
    by_path = dict(rows)
    parents = {code: by_path.get(path[: -Team.steplen], "") for path, code in rows}
    del parents[Team.ROOT_CODE]
    return {code: "" if parent == Team.ROOT_CODE else parent for code, parent in parents.items()}


def role_holders() -> dict[int, set[Role]]:
    """The roles that each member of staff who may sign in today holds; a superuser administers."""
    may_enter = Person.objects.filter(
        Q(employed_until=None) | Q(employed_until__gte=today()), is_active=True
    )
    holders: dict[int, set[Role]] = defaultdict(set)
    rows = may_enter.filter(groups__name__in=Role.values).order_by("pk")
    for pk, name in rows.values_list("pk", "groups__name"):
        holders[pk].add(Role(name))
    for pk in may_enter.filter(is_superuser=True).order_by("pk").values_list("pk", flat=True):
        holders[pk].add(Role.ADMINISTRATOR)
    return dict(holders)


def people_with_a_right() -> set[int]:
    """Whoever holds a role or is a superuser, those who left too."""
    holders = Person.objects.filter(Q(groups__name__in=Role.values) | Q(is_superuser=True))
    return set(holders.order_by().values_list("pk", flat=True))


def with_current_position(people: QuerySet[Person], on: date) -> QuerySet[Person]:
    """`current_positions`: the primary position held on that day, in a list of at most one."""
    held = Position.objects.primary().held_on(on).select_related("team", "job", "site")
    return people.prefetch_related(Prefetch("positions", held, to_attr="current_positions"))


def in_reading_order(teams: Iterable[Team]) -> list[Team]:
    """Each team after the one above it, siblings as in a dictionary."""
    teams = list(teams)
    names = {team.path: team.name for team in teams}

    def place(team: Team) -> list[tuple[tuple[str, str], str]]:
        above = range(Team.steplen, len(team.path) + 1, Team.steplen)
        paths = [team.path[:length] for length in above]
        return [(alphabetical(names[path]), path) for path in paths if path in names]

    return sorted(teams, key=place)


def members_of(people: QuerySet[Person], team: Team, on: date) -> QuerySet[Person]:
    """Those whose primary position on that day is in the team or below it."""
    held = Position.objects.primary().held_on(on).filter(team__path__startswith=team.path)
    return people.filter(pk__in=held.values("person"))


def positions_of(person: Person) -> QuerySet[Position]:
    """The latest first."""
    return person.positions.select_related("team", "job", "site")


def role_changes_of(person: Person) -> QuerySet[RoleChange]:
    """Roles granted and taken back; the latest first."""
    return person.role_changes.select_related("changed_by")


def invited_person(staff_number: str, code: str) -> Person | None:
    """Whom this code invites, if it is good and theirs."""
    invitation = usable_invitation(staff_number, code)
    return invitation.person if invitation else None


def usable_invitation(staff_number: str, code: str) -> Invitation | None:
    invitations = Invitation.objects.usable().select_related("person")
    return invitations.filter(
        code_hash=hash_of(code),
        person__staff_number=staff_number.strip(),
        person__is_active=True,
    ).first()


def person_to_reset(name: str) -> Person | None:
    """To whom a link for a new password can be mailed: an open account with an address."""
    name = name.strip()
    reachable = Person.objects.employed_on(today()).filter(is_active=True).exclude(email=None)
    named = reachable.filter(Q(staff_number=name) | Q(email__iexact=name)).order_by("pk").first()
    return named if named and named.has_usable_password() else None


def session_of(person: Person, uuid: UUID) -> OpenSession | None:
    return OpenSession.objects.filter(person=person, uuid=uuid).first()


def live_sessions(person: Person) -> list[tuple[OpenSession, dict[str, Any]]]:
    """The connections that are still open, each with what its session holds."""
    rows = [(row, session_store(row.session_key).load()) for row in person.open_sessions.all()]
    return [(row, held) for row, held in rows if held]


def second_factors_of(person: Person) -> list[Authenticator]:
    """The application first, then passkeys, as they came; recovery codes last."""
    kinds = [
        Authenticator.Type.TOTP,
        Authenticator.Type.WEBAUTHN,
        Authenticator.Type.RECOVERY_CODES,
    ]
    rows = Authenticator.objects.filter(user=person).order_by("pk")
    return sorted(rows, key=lambda row: kinds.index(row.type))


# --- Teams -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """What moving a team below another would change, before it is done."""

    teams: int
    people: int
    gaining: list[Person]
    losing: list[Person]


def consequences_of_move(team: Team, parent: Team, on: date) -> Move:
    """How much moves, and which managers above would come to see it or see it no longer."""
    moved = Position.objects.primary().held_on(on).filter(team__path__startswith=team.path)
    before = _managing_above(team.path[: -Team.steplen], on)
    after = _managing_above(parent.path, on)
    return Move(
        teams=Team.objects.open().filter(path__startswith=team.path).count(),
        people=moved.values("person").distinct().count(),
        gaining=[person for person in after if person not in before],
        losing=[person for person in before if person not in after],
    )


def _managing_above(path: str, on: date) -> list[Person]:
    paths = [path[:end] for end in range(Team.steplen, len(path) + 1, Team.steplen)]
    leading = Position.objects.managing(on).filter(team__path__in=paths).values("person")
    return list(Person.objects.filter(pk__in=leading))


def teams_with_sizes(teams: QuerySet[Team], on: date) -> list[Team]:
    """In the order of the tree, each with `size`: how many have their primary position right there."""
    held = Position.objects.primary().held_on(on).filter(team=OuterRef("pk")).order_by()
    size = held.values("team").annotate(n=Count("person", distinct=True)).values("n")
    return list(teams.order_by("path").annotate(size=Coalesce(Subquery(size), 0)))


# --- Stand-ins -------------------------------------------------------------------------------------


def stand_ins_for(manager: Person, on: date) -> QuerySet[Person]:
    """Whom a manager may ask: the people of their teams and below, and the managers beside them."""
    teams = Team.objects.held_by(manager, on)
    within = teams.with_descendants().order_by().values("pk")
    beside = Q(pk__in=[])
    for path in teams.order_by("path").values_list("path", flat=True):
        beside |= Q(path__startswith=path[: -Team.steplen], depth=len(path) // Team.steplen)
    peers = Position.objects.managing(on).filter(team__in=Team.objects.filter(beside).order_by())
    below = Position.objects.held_on(on).filter(team__in=within)
    return (
        Person.objects.staff()
        .employed_on(on)
        .filter(Q(pk__in=below.values("person")) | Q(pk__in=peers.values("person")), is_active=True)
        .exclude(pk=manager.pk)
    )


def found_by_name(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Those in whose name each of the words stands, by name."""
    for part in folded(words).split():
        people = people.filter(folded_name__contains=part)
    return people.order_by("folded_name", "pk")


def stand_ins_over(person: Person, on: date) -> QuerySet[Delegation]:
    """Who stands in that day for a manager of this person: their team's people may know."""
    held = Position.objects.held_on(on).filter(person=person)
    over = Q(pk__in=[])
    for path in held.order_by("pk").values_list("team__path", flat=True):
        lengths = range(Team.steplen, len(path) + 1, Team.steplen)
        over |= Q(team__path__in=[path[:length] for length in lengths])
    return Delegation.objects.in_force(on).filter(over).with_names()


# --- Privacy ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeldData:
    """A class of data about a person, with its rows as they are and as a table in words."""

    holding: Holding
    rows: list[dict[str, Any]]
    headings: list[str]
    cells: list[list[str]]
    seal: Seal | None = None  # what is older than it is left out

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def only_row(self) -> list[tuple[str, str]]:
        """Where there is one row: each heading with its cell, to read down rather than across."""
        return list(zip(self.headings, self.cells[0], strict=True)) if self.count == 1 else []


@dataclass(frozen=True, slots=True)
class HeldChapter:
    """The classes of data under one heading: those with rows, and those without."""

    chapter: Chapter
    full: list[HeldData]
    empty: list[HeldData]

    @property
    def title(self) -> str:
        return str(self.chapter.label)

    @property
    def count(self) -> int:
        return sum(each.count for each in self.full)


def data_held_about(person: Person) -> list[HeldData]:
    """All that every app holds about this person and nobody else, people's own tables first."""
    seal = _seal_said_of(person)
    return [_held(holding, holding.export(person), seal) for holding in reversed(holdings())]


def one_class_held_about(person: Person, key: str) -> HeldData | None:
    """One class of it; None where there is no such class."""
    found = next((holding for holding in holdings() if holding.key == key), None)
    return _held(found, found.export(person), _seal_said_of(person)) if found else None


def _seal_said_of(person: Person) -> Seal | None:
    """Of a first opening nothing is said: to say it would tell whether something older exists."""
    seal = seal_over(person)
    return None if seal is None or seal.is_first else seal


def by_chapter(held: Iterable[HeldData]) -> list[HeldChapter]:
    held = list(held)
    return [
        HeldChapter(
            chapter,
            full=[each for each in held if each.holding.chapter == chapter and each.count],
            empty=[each for each in held if each.holding.chapter == chapter and not each.count],
        )
        for chapter in Chapter
    ]


def looks_at(person: Person, *, name: str = "", purpose: str = "") -> QuerySet[Look]:
    """Who saw this person's record, when and why; the latest first. `name`: part of the viewer's."""
    looks = Look.objects.filter(subject=person).select_related("viewer")
    for word in name.split():
        looks = looks.filter(
            Q(viewer__first_name__icontains=word) | Q(viewer__last_name__icontains=word)
        )
    return looks.filter(purpose=purpose) if purpose else looks


def requests_of(person: Person) -> QuerySet[DataRequest]:
    """One's own, save those of before while they are sealed."""
    own = DataRequest.objects.filter(person=person).select_related("answered_by")
    before = sealed_before(person)
    return own.filter(asked_at__gte=before) if before else own


def reopening_of(person: Person) -> AccountOpening | None:
    """An opening of an account that had been open, which need not be its owner's: told for a month."""
    since = person.opened_at
    if since is None or now() >= since + timedelta(days=TOLD_DAYS):
        return None
    found = AccountOpening.objects.filter(person=person, is_first=False)
    return found.select_related("person", "invitation__invited_by").first()


def export_passphrase(person: Person) -> str:
    """What opens this person's own file. For their own page and for the file itself, nothing else."""
    nonces = ExportSeal.objects.filter(person=person).values_list("nonce", flat=True)
    return passphrase_of(str(person.uuid), nonces.first() or FIRST_NONCE)


def title_of_class(key: str) -> str:
    """What “my data” calls a class of data; "" for none."""
    return next((str(holding.title) for holding in holdings() if holding.key == key), "")


def journalled_marks() -> frozenset[str]:
    """Of all that was erased, also before a backup was restored and erased again."""
    return frozenset(ErasureEntry.objects.order_by().values_list("mark", flat=True))


def _held(holding: Holding, rows: list[dict[str, Any]], seal: Seal | None) -> HeldData:
    names = list(rows[0]) if rows else []
    model = apps.get_model(holding.model)
    return HeldData(
        holding=holding,
        rows=rows,
        headings=[_heading(model, name) for name in names],
        cells=[[_in_words(model, name, row[name]) for name in names] for row in rows],
        seal=seal if holding.private else None,
    )


def _field(model: type[Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _heading(model: type[Model], name: str) -> str:
    """The field's own name, or for a pointer without one, that of what it points at."""
    pointer = name.partition("__")[0].removesuffix("_name")
    plain = pointer.replace("_", " ")
    field = _field(model, name) or _field(model, pointer)
    if field is None:
        return _(capfirst(plain))
    if field.is_relation and field.verbose_name == plain:
        return capfirst(str(field.related_model._meta.verbose_name))
    return _(capfirst(str(field.verbose_name)))


def _in_words(model: type[Model], name: str, value: Any) -> str:
    choices = dict(getattr(_field(model, name), "flatchoices", ()) or ())
    if value in (None, "") and value not in choices:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(each) for each in value) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items()) or "–"
    return str(choices.get(value, value))


# --- Notices ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CurrentNotice:
    """A notice as it is shown now: the organisation's words where it has some, else ours."""

    notice: Notice
    version: str
    text: str

    @property
    def purpose(self) -> NoticePurpose:
        return self.notice.purpose

    @property
    def held(self) -> list[tuple[Holding, list[Field]]]:
        """What is collected, field by field; keys are not worth a word."""
        return [
            (holding, [field for field in fields_of(holding) if field.label])
            for holding in holdings_for(self.notice)
        ]


def current_notices(purposes: Iterable[str] | None = None) -> list[CurrentNotice]:
    """One query, however many purposes; all by default."""
    wanted = None if purposes is None else set(purposes)
    asked = [each for each in notices() if wanted is None or each.purpose in wanted]
    latest = {
        (each.purpose, each.basis): each
        for each in NoticeEdition.objects.filter(purpose__in=[each.purpose for each in asked])
    }
    return [_current(notice, latest.get((notice.purpose, notice.version))) for notice in asked]


def words_in_force(purpose: str) -> dict[str, str]:
    """In both languages, by field of an edition."""
    words = {}
    for language in ("fr", "en"):
        with override(language):
            words[f"text_{language}"] = current_notices([purpose])[0].text
    return words


def unseen_notices(person: Person, purposes: Iterable[str]) -> list[CurrentNotice]:
    """Of these purposes, those whose version of today the person was never shown. Two queries."""
    current = current_notices(purposes)
    seen = set(NoticeSeen.objects.filter(person=person).values_list("purpose", "version"))
    return [each for each in current if (each.purpose, each.version) not in seen]


def _current(notice: Notice, edition: NoticeEdition | None) -> CurrentNotice:
    if edition is None:
        return CurrentNotice(notice, f"{notice.version}.0", str(notice.text))
    is_french = (get_language() or "fr").startswith("fr")
    return CurrentNotice(notice, edition.version, edition.text_fr if is_french else edition.text_en)
