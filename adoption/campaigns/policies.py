from people.enums import Role
from people.models import Person


def may_pass_on_campaigns(person: Person) -> bool:
    """Return whether the person may export the campaign, and start from one of another organisation."""
    return person.is_superuser or person.has_role(Role.TRAINING_MANAGER)
