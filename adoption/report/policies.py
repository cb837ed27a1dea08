from django.db.models import QuerySet

from adoption.publishing.policies import may_see_publications
from adoption.report.models import SavedReport
from people.enums import Role
from people.models import Person
from people.policies import may_answer_data_requests, may_publish_notices, rows_since_seal


def may_see_pack(person: Person) -> bool:
    """Whether the person may read the works council's file: settings and rules, nothing about anybody."""
    return may_see_publications(person)


def may_publish_pack(person: Person) -> bool:
    return may_publish_notices(person)


def may_note_decisions(person: Person) -> bool:
    """Whether the person may note what the steering committee decided, and the time that a contact takes."""
    return Role.TRAINING_MANAGER in person.roles


def may_keep_documents(person: Person) -> bool:
    """Whether the person keeps the register of processing and the impact assessment."""
    return may_answer_data_requests(person)


def saved_reports_visible_to(person: Person) -> QuerySet[SavedReport]:
    """The person's own reports, excluding those from before the account was reopened while it is sealed."""
    return rows_since_seal(SavedReport.objects.filter(person=person), person, "changed_at")
