from datetime import date

from adoption.publishing.policies import may_read_organisation
from people.enums import Role
from people.models import Person


def may_read_experiments(person: Person, *, on: date) -> bool:
    """Whether the person leads a part of the organisation: experiments are knowledge for all who do."""
    return may_run_experiments(person) or may_read_organisation(person, on=on)


def may_run_experiments(person: Person) -> bool:
    return Role.TRAINING_MANAGER in person.roles
