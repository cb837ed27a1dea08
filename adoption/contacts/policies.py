from datetime import date

from adoption.foundation.policies import may_note_at_desk
from adoption.publishing.policies import may_read_organisation
from people.enums import Role
from people.models import Person


CONTACT_EDITORS = frozenset({Role.TRAINING_MANAGER, Role.ADMINISTRATOR})


def may_edit_contacts(person: Person) -> bool:
    """Type and correct how often the public got in touch."""
    return person.is_superuser or bool(CONTACT_EDITORS & person.roles)


def may_read_front_desk(person: Person, *, on: date) -> bool:
    """What was noted at the desks, protected against whoever noted it: for them as well."""
    return may_note_at_desk(person) or may_read_organisation(person, on=on)
