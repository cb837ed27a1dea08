from people.enums import Role
from people.models import Person


def may_set_targets(person: Person) -> bool:
    return Role.TRAINING_MANAGER in person.roles
