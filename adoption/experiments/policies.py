from datetime import date

from adoption.publishing.policies import may_read_organisation
from people.enums import Role
from people.models import Person


def may_read_experiments(person: Person, *, on: date) -> bool:
    """Experiments are of the whole organisation, and knowledge for all who lead a part of it."""
    return may_run_experiments(person) or may_read_organisation(person, on=on)


def may_run_experiments(person: Person) -> bool:
    """Write down what is tried, and what was decided of it."""
    return Role.TRAINING_MANAGER in person.roles
