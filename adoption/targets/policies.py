from people.enums import Role
from people.models import Person


def may_set_targets(person: Person) -> bool:
    """Whether the person runs the programme, and so sets its targets."""
    return Role.TRAINING_MANAGER in person.roles
