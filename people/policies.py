from django.db.models import Q, QuerySet

from people.enums import ImportKind, Role
from people.models import ImportRun, Person, StagedFile


STAFF_READERS = frozenset({Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.TRAINING_MANAGER})
STAFF_MANAGERS = frozenset({Role.ADMINISTRATOR, Role.TRAINING_MANAGER})


def people_visible_to(person: Person) -> QuerySet[Person]:
    """Whose record this person may open. A manager opens nobody's: they see groups, not people."""
    if may_see_staff(person):
        return Person.objects.all()
    return Person.objects.filter(pk=person.pk)


def may_see_staff(person: Person) -> bool:
    return person.is_superuser or bool(STAFF_READERS & person.roles)


def may_manage_staff(person: Person) -> bool:
    """Import the staff list, print invitations."""
    return person.is_superuser or bool(STAFF_MANAGERS & person.roles)


def may_grant_roles(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.ADMINISTRATOR)


def may_invite(person: Person, invited: Person) -> bool:
    """An invitation sets the password, so it must not become a way into somebody's open account.

    A training manager invites those who have not opened theirs and hold no role; administrators
    invite others too, as there is no other way back for who has no address.
    """
    if not invited.is_active or invited.is_superuser:
        return person.is_superuser and invited.is_active
    if may_grant_roles(person):
        return True
    is_new = not invited.has_usable_password() and not invited.roles
    return may_manage_staff(person) and is_new


def staged_files_visible_to(person: Person, kind: ImportKind) -> QuerySet[StagedFile]:
    """A file waits for whoever sent it; one from the folder for all who administer the staff list."""
    if not may_manage_staff(person):
        return StagedFile.objects.none()
    own = Q(sender=person) | Q(sender=None)
    return StagedFile.objects.kept().filter(own, kind=kind)


def import_runs_visible_to(person: Person) -> QuerySet[ImportRun]:
    """What became of files: counts, no name of the list. For whoever administers it."""
    if not may_manage_staff(person):
        return ImportRun.objects.none()
    return ImportRun.objects.filter(kind=ImportKind.STAFF)
