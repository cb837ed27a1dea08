from datetime import date

from adoption.foundation.policies import may_note_at_desk
from adoption.publishing.policies import may_read_organisation
from people.enums import Role
from people.models import Person


CONTACT_EDITORS = frozenset({Role.TRAINING_MANAGER, Role.ADMINISTRATOR})


def may_edit_contacts(person: Person) -> bool:
    return person.is_superuser or bool(CONTACT_EDITORS & person.roles)


def may_read_front_desk(person: Person, *, on: date) -> bool:
    """Whether the person may read desk figures, which are protected also against those who recorded them."""
    return may_note_at_desk(person) or may_read_organisation(person, on=on)
