"""Say who reads and writes maps of jobs: jobs are no secret among staff, and a draft is of those who write it."""

from datetime import date

from django.db.models import QuerySet

from ambassadors.job_changes.models import JobMap
from cms.policies import ANOTHER_APPROVES, counts_as_another
from core.dates import today
from core.site_settings import value_of
from people.enums import Role
from people.models import JobFamily, Person, Position, Team


def may_publish_job_maps(person: Person) -> bool:
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)


def maps_visible_to(person: Person) -> QuerySet[JobMap]:
    """Return every published map to staff, none to a partner's learner."""
    published = JobMap.objects.published().select_related("family")
    return published.none() if person.is_external else published


def families_of(person: Person, *, on: date) -> QuerySet[JobFamily]:
    jobs = Position.objects.held_on(on).filter(person=person).order_by().values("job")
    return JobFamily.objects.filter(jobs__in=jobs).distinct()


def families_written_by(person: Person, *, on: date) -> QuerySet[JobFamily]:
    """Return every family for training managers; for a manager those of others in their teams on that day."""
    if may_publish_job_maps(person):
        return JobFamily.objects.all()
    teams = Team.objects.managed_by(person, on).with_descendants().order_by().values("pk")
    held = Position.objects.held_on(on).filter(team__in=teams).exclude(person=person)
    return JobFamily.objects.filter(jobs__in=held.order_by().values("job")).distinct()


def drafts_visible_to(person: Person) -> QuerySet[JobMap]:
    families = families_written_by(person, on=today()).order_by().values("pk")
    return JobMap.objects.unpublished().filter(family__in=families).select_related("family")


def deletable_maps(person: Person) -> QuerySet[JobMap]:
    """Return the drafts that the person may write; published maps too for training managers."""
    return JobMap.objects.all() if may_publish_job_maps(person) else drafts_visible_to(person)


def publishers(*, on: date) -> QuerySet[Person]:
    managers = Person.objects.with_role(Role.TRAINING_MANAGER)
    return managers.employed_on(on).filter(is_active=True)


def may_publish(person: Person, draft: JobMap) -> bool:
    """Return whether the person may publish a draft, by the rule for reviews of pages (docs/decisions/0077)."""
    if not may_publish_job_maps(person) or not value_of(ANOTHER_APPROVES):
        return may_publish_job_maps(person)
    others = publishers(on=today()).exclude(pk=person.pk)
    return counts_as_another(
        person, author=draft.written_by_id, sender=draft.sent_by_id, others=others
    )
