from people.enums import Role
from people.models import Person


def may_set_targets(person: Person) -> bool:
    """Whoever answers for the programme says where it is to go."""
    return Role.TRAINING_MANAGER in person.roles
