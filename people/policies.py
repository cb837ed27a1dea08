from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.dates import today
from people.enums import ImportKind, ImportSource, ImportState, PersonKind, Role
from people.models import (
    AccountOpening,
    DataRequest,
    Delegation,
    ImportMapping,
    ImportRun,
    LinesToCorrect,
    NoticeSeen,
    OutgoingMail,
    Person,
    Position,
    StagedFile,
    Team,
)
from people.models.delegations import DelegationQuerySet


Rows = TypeVar("Rows", bound=QuerySet[Any])
STAFF_READERS = frozenset({Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.TRAINING_MANAGER})
NOTICE_PUBLISHERS = frozenset({Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR})
LIST_APPROVERS = frozenset({Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER})
STAFF_MANAGERS = frozenset({Role.ADMINISTRATOR, Role.TRAINING_MANAGER})
# They read every figure, or write the list: none of them hands out codes (docs/decisions/0052).
READERS_OF_FIGURES = frozenset({Role.TRAINING_MANAGER, Role.DATA_PROTECTION_OFFICER})
ROLES_APART = READERS_OF_FIGURES | STAFF_MANAGERS
# Whoever holds another reads figures, people or what they wrote: those are given, and taken away, one by one.
READERS_OF_SOME = frozenset({Role.ENROLMENT_OFFICER, Role.TRAINER})
ROLES_IN_BULK = frozenset(Role) - STAFF_READERS - READERS_OF_SOME


def people_visible_to(person: Person) -> QuerySet[Person]:
    """Return the people whose record this person may open. A manager opens nobody's: they see groups, not people."""
    if may_see_staff(person):
        return Person.objects.all()
    return Person.objects.filter(pk=person.pk)


def may_see_staff(person: Person) -> bool:
    return person.is_superuser or bool(STAFF_READERS & person.roles)


def may_manage_staff(person: Person) -> bool:
    """Whether a person may import the staff list and print invitations."""
    return person.is_superuser or bool(STAFF_MANAGERS & person.roles)


def may_allow_web_push(person: Person) -> bool:
    """Whether a person decides if makers of browsers are asked to tell people that something waits."""
    return person.has_role(Role.DATA_PROTECTION_OFFICER)


def may_approve_lists(person: Person) -> bool:
    """Whether a person may approve lists of somebody else who reads figures."""
    return person.is_superuser or bool(LIST_APPROVERS & person.roles)


def list_approvers() -> QuerySet[Person]:
    """Return whoever may approve a list today; its sender is to be left out."""
    employed = Person.objects.employed_on(today()).filter(is_active=True)
    return employed.filter(Q(groups__name__in=LIST_APPROVERS) | Q(is_superuser=True)).distinct()


def may_decide_on_folder_lists(person: Person) -> bool:
    """Whether a person may answer, confirm or apply a list that nobody sent: an administrator who reads no figures.

    Nobody else would approve it (docs/decisions/0056).
    """
    return person.has_role(Role.ADMINISTRATOR) and not reads_figures(person)


def may_open_imports(person: Person) -> bool:
    return may_manage_staff(person) or may_approve_lists(person)


def may_keep_cohorts(person: Person) -> bool:
    """Whether a person may maintain named groups, which are the training department’s, for its rules."""
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)


def may_grant_roles(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.ADMINISTRATOR)


def roles_given_in_bulk(person: Person) -> list[Role]:
    """Return the roles that a person may give to several people at once, or take away."""
    return [role for role in Role if role in ROLES_IN_BULK] if may_grant_roles(person) else []


def may_change_roles_of(person: Person, other: Person) -> bool:
    """Whether a person may change another's roles: not their own, save the first account of an installation."""
    return may_grant_roles(person) and (person != other or person.is_superuser)


def may_sign_in_without_provider(person: Person) -> bool:
    """Whether a password or a passkey of ours is accepted, where the organisation signs in elsewhere."""
    return settings.PASSWORD_SIGN_IN == "everybody" or may_grant_roles(person)  # noqa: S105


def may_manage_sign_in(person: Person) -> bool:
    """Whether a person decides which identity provider is believed, and so could open any account."""
    return may_grant_roles(person)


def may_invite(person: Person, invited: Person) -> bool:
    """Whether a person may invite another: it sets the password, so it must not open somebody's account in use.

    A training manager invites those who have not opened theirs and hold no role; administrators invite
    others too, as there is no other way back for who has no address.
    """
    if not invited.is_active or invited.is_superuser:
        return person.is_superuser and invited.is_active
    if may_grant_roles(person):
        return True
    is_new = not was_opened(invited) and not invited.roles
    return may_manage_staff(person) and is_new


def reads_figures(person: Person) -> bool:
    """Whether they read figures of use: of everybody, or of a team that they manage or stand in for, from a
    later day too."""
    if person.is_superuser or READERS_OF_FIGURES & person.roles:
        return True
    day = today()
    leads = Position.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day), is_manager=True)
    lent = Delegation.objects.filter(Q(revoked_on=None) | Q(revoked_on__gt=day), ended_on__gte=day)
    return leads.filter(person=person).exists() or lent.filter(delegate=person).exists()


def administrators_read_figures() -> bool:
    """Whether any administrator reads figures: a provider that they describe on the screen then proves nothing."""
    administering = Q(is_superuser=True) | Q(groups__name=Role.ADMINISTRATOR)
    administrators = Person.objects.filter(administering, is_active=True).distinct()
    return any(reads_figures(administrator) for administrator in administrators)


def may_print_codes(person: Person) -> bool:
    """Whether a person may print a code that proves who somebody is: neither reads figures nor writes the
    staff list."""
    is_named = person.has_role(Role.ENROLMENT_OFFICER) and not ROLES_APART & person.roles
    return is_named and not reads_figures(person)


def may_print_code_for(person: Person, invited: Person | None) -> bool:
    """Whether the code may be for this person: not oneself, nor the open account of somebody with a role."""
    if invited is None or not may_print_codes(person) or invited == person:
        return False
    has_right = invited.is_superuser or bool(invited.roles)
    return invited.is_active and not (has_right and was_opened(invited))


def may_vouch_for_addresses(person: Person | None) -> bool:
    """Whether an address that this person gives may prove an identity: a machine, or an administrator who
    reads no figures."""
    return person is None or (person.has_role(Role.ADMINISTRATOR) and not reads_figures(person))


def needs_administrator_to_invite(person: Person, invited: Person) -> bool:
    """Whether somebody who administers the list must ask an administrator to make this invitation."""
    if may_invite(person, invited) or not may_manage_staff(person):
        return False
    return invited.is_active and not invited.is_superuser


def may_answer_data_requests(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.DATA_PROTECTION_OFFICER)


def data_request_officers() -> QuerySet[Person]:
    """Return the officers who are told of a request today."""
    employed = Person.objects.employed_on(today()).filter(is_active=True)
    return employed.with_role(Role.DATA_PROTECTION_OFFICER)


def data_requests_visible_to(person: Person) -> QuerySet[DataRequest]:
    """Return one's own; for whoever answers them, everybody's. Open one: log it (record_look)."""
    requests = DataRequest.objects.select_related("person", "answered_by")
    return requests if may_answer_data_requests(person) else requests.filter(person=person)


def may_review_readers(person: Person) -> bool:
    """Whether a person may see who opened the records of many people."""
    return may_answer_data_requests(person)


def may_be_erased_by(person: Person, erased: Person) -> bool:
    """Whether the officer may erase this account: neither their own, nor that of the installation itself."""
    return may_answer_data_requests(person) and person.pk != erased.pk and not erased.is_superuser


def staged_files_visible_to(person: Person, kind: ImportKind) -> QuerySet[StagedFile]:
    """Return the waiting files that a person may see.

    A file waits for whoever sent it; one from the folder for all who administer the staff list; one that
    awaits approval for those who may give it, and not for its sender.
    """
    files = StagedFile.objects.kept().filter(kind=kind)
    awaiting = Q(run__state=ImportState.AWAITING_APPROVAL)
    waiting = Q(pk__in=[])
    if may_manage_staff(person):
        waiting |= (Q(sender=person) | Q(sender=None)) & ~awaiting
    if may_approve_lists(person):
        waiting |= awaiting & ~Q(sender=person)
    return files.filter(waiting)


def own_lists_awaiting(person: Person) -> QuerySet[StagedFile]:
    """Return the files that a person sent and that await somebody else's approval: to be read and withdrawn."""
    waiting = StagedFile.objects.kept().filter(run__state=ImportState.AWAITING_APPROVAL)
    return waiting.filter(sender=person)


def lines_to_correct_visible_to(person: Person) -> QuerySet[LinesToCorrect]:
    """Return the lines that were set aside: for whoever sent the list; of one that nobody sent, for all who
    administer it. Those of a sender who was erased are nobody's."""
    if not may_manage_staff(person):
        return LinesToCorrect.objects.none()
    nobody_sent = ~Q(run__source=ImportSource.SCREEN)
    return LinesToCorrect.objects.filter(Q(run__sender=person) | nobody_sent)


def may_publish_notices(person: Person) -> bool:
    """Whether a person may say in the organisation's words what is collected and why."""
    return person.is_superuser or bool(NOTICE_PUBLISHERS & person.roles)


def may_write_mails(person: Person) -> bool:
    """Whether a person may word the mails, such as the one that opens an account and could mislead people."""
    return may_grant_roles(person)


def may_run_operations(person: Person) -> bool:
    """Whether a person looks after the running platform: sees what failed, and runs it again."""
    return may_grant_roles(person)


def may_change_settings(person: Person) -> bool:
    """Whether a person may change the settings of the site: administrators."""
    return may_grant_roles(person)


def may_see_settings(person: Person) -> bool:
    """Whether a person may read the settings in force, and who changed what: a data protection officer does."""
    return may_change_settings(person) or person.has_role(Role.DATA_PROTECTION_OFFICER)


def may_see_retention(person: Person) -> bool:
    """Whether a person may see what the nightly purge deletes, and whose accounts it would erase: their names."""
    return person.is_superuser or bool(NOTICE_PUBLISHERS & person.roles)


def needs_second_factor(person: Person) -> bool:
    """Whether a person sees others' data. A manager sees the figures of groups, which name nobody."""
    return may_see_staff(person) or bool(READERS_OF_SOME & person.roles)


def has_second_factor(person: Person) -> bool:
    """Whether a person has a factor other than recovery codes, which stand in for one that was lost."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=person, type__in=kinds).exists()


def may_reset_second_factor(person: Person, holder: Person) -> bool:
    """Whether an administrator may reset somebody else's factors. For one's own there is another administrator."""
    if person.pk == holder.pk or not may_grant_roles(person):
        return False
    return person.is_superuser or not holder.is_superuser


# --- The organisation ------------------------------------------------------------------------------


def teams_visible_to(person: Person) -> QuerySet[Team]:
    """Return the whole tree, to whoever administers or oversees it; the figures of a team are adoption's."""
    return Team.objects.all() if may_see_staff(person) else Team.objects.none()


def externals_visible_to(person: Person) -> QuerySet[Person]:
    return people_visible_to(person).filter(kind=PersonKind.EXTERNAL)


def teams_lendable_by(person: Person, *, on: date) -> QuerySet[Team]:
    """Return the teams for which this manager may name a stand-in: theirs by a position, and all below."""
    return Team.objects.held_by(person, on).with_descendants().open()


def delegations_visible_to(person: Person) -> DelegationQuerySet:
    """Return the delegations that a person gave or was given; the administration's are on records."""
    return Delegation.objects.filter(Q(manager=person) | Q(delegate=person))


def may_use_mapping_name(person: Person, *, kind: ImportKind, name: str) -> bool:
    """Whether a person may name a mapping so: the nightly list may do what an administrator's may, so its
    mapping is an administrator's."""
    is_nightly = kind == ImportKind.STAFF and name == settings.STAFF_IMPORT_MAPPING
    return may_grant_roles(person) if is_nightly else may_manage_staff(person)


def mappings_editable_by(person: Person) -> QuerySet[ImportMapping]:
    if may_grant_roles(person):
        return ImportMapping.objects.all()
    if not may_manage_staff(person):
        return ImportMapping.objects.none()
    nightly = settings.STAFF_IMPORT_MAPPING
    return ImportMapping.objects.exclude(kind=ImportKind.STAFF, name=nightly)


def import_runs_visible_to(person: Person) -> QuerySet[ImportRun]:
    """Return what became of files: counts, no name of the list.

    For whoever administers it; those that await approval, or had theirs, for whoever gives it.
    """
    runs = ImportRun.objects.filter(kind=ImportKind.STAFF)
    if may_manage_staff(person):
        return runs
    if may_approve_lists(person):
        return runs.filter(Q(state=ImportState.AWAITING_APPROVAL) | Q(approved_by=person))
    return runs.none()


# --- Sealed after an opening (docs/decisions/0019) -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seal:
    """A period during which what was private before `since` stays closed to whoever opened the account, until `until`.

    `is_first`: nobody had opened it before, so nothing older was written by its owner here.
    """

    since: datetime
    until: datetime
    is_first: bool
    opening: AccountOpening


def was_opened(person: Person) -> bool:
    """Whether somebody has been in: with a password of ours, or through a sign-in service."""
    return person.has_usable_password() or person.last_login is not None


def account_is_open() -> Q:
    """Return the condition of `was_opened`, on Person."""
    return Q(last_login__isnull=False) | ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def active_seal(person: Person | AnonymousUser) -> Seal | None:
    """Return the seal over an account, or None; without a query for whoever opened their account longer ago."""
    since, pk = getattr(person, "opened_at", None), person.pk
    if since is None or pk is None:
        return None
    until = since + timedelta(days=settings.ACCOUNT_SEAL_DAYS)
    if timezone.now() >= until:
        return None
    opening = AccountOpening.objects.filter(person=pk, proven_at=None).first()
    return Seal(since, until, opening.is_first, opening) if opening else None


def sealed_before(person: Person | AnonymousUser) -> datetime | None:
    """Return the moment before which rows are not shown to the person themself; None shows all."""
    seal = active_seal(person)
    return seal.since if seal else None


def rows_since_seal(own: Rows, person: Person | AnonymousUser, moment: str) -> Rows:
    """Return rows of this person, without those whose `moment` was before a seal."""
    before = sealed_before(person)
    return own.filter(**{f"{moment}__gte": before}) if before else own


def mails_visible_to(person: Person) -> QuerySet[OutgoingMail]:
    """Return a person's mails since a seal: which they were sent tells that they had asked for help, or answered."""
    return rows_since_seal(OutgoingMail.objects.filter(person=person), person, "made_at")


def notices_visible_to(person: Person) -> QuerySet[NoticeSeen]:
    """Return the notices; that of help is shown to whoever asks for it."""
    return rows_since_seal(NoticeSeen.objects.filter(person=person), person, "seen_at")
