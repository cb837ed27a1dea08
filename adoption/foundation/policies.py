from people.enums import Role
from people.models import Person
from people.queries.signed_in import works_at_front_desk


# They answer for the programme or for the protection of data, so they see every published figure.
READERS_OF_ALL = frozenset({Role.TRAINING_MANAGER, Role.DATA_PROTECTION_OFFICER})


def may_read_every_figure(person: Person) -> bool:
    return bool(READERS_OF_ALL & person.roles)


def may_note_at_desk(person: Person) -> bool:
    """Whether the person may record taps: staff in contact with the public, never a partner’s learner."""
    return not person.is_external and works_at_front_desk(person)
