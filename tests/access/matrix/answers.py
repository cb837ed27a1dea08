"""What a role gets: a status, or one of two places to which somebody is sent away."""

from dataclasses import dataclass, field
from functools import partial

from tests.access.world import (
    ADMINISTRATOR,
    ANONYMOUS,
    EDITOR,
    GRANTED,
    OFFICER,
    ROLES,
    SIGNED_IN,
    TRAINING,
)


SIGN_IN = "sign in"  # sent to the sign-in page
DENIED = "denied"  # sent to the administration's first page, with a message


@dataclass(frozen=True, slots=True)
class Answers:
    """By role, for an object of one's own and for somebody else's."""

    own: dict[str, int | str]
    other: dict[str, int | str]

    def for_role(self, role, *, own):
        return (self.own if own else self.other)[role]


def _by_role(given, *, refused, anonymous):
    return {role: anonymous if role == ANONYMOUS else given.get(role, refused) for role in ROLES}


def public(status):
    everybody = dict.fromkeys(ROLES, status)
    return Answers(everybody, everybody)


def everybody(status, *, anonymous=SIGN_IN):
    answers = _by_role(dict.fromkeys(SIGNED_IN, status), refused=status, anonymous=anonymous)
    return Answers(answers, answers)


def owner(status):
    """For what is theirs; a stranger's does not exist."""
    return Answers(everybody(status).own, everybody(404).own)


def only(status, *roles):
    """For these roles; there is no such page for the others."""
    answers = _by_role(dict.fromkeys(roles, status), refused=404, anonymous=SIGN_IN)
    return Answers(answers, answers)


def owner_among(status, *roles):
    """The same where only these roles have such things at all."""
    return Answers(only(status, *roles).own, everybody(404).own)


def in_admin(status, *roles, refused=404, other=None):
    """A page of the administration, whose own door stops whoever has no granted role."""

    def answers(status):
        given = dict.fromkeys(GRANTED, refused) | dict.fromkeys(roles, status)
        return _by_role(given, refused=SIGN_IN, anonymous=SIGN_IN)

    return Answers(answers(status), answers(status if other is None else other))


NOT_ALLOWED = everybody(405)
NOT_ALLOWED_PUBLIC = public(405)
written_by_authors = partial(in_admin, refused=DENIED)
AUTHORS = (EDITOR, ADMINISTRATOR)
PROGRAMME = (TRAINING, OFFICER)
STAFF_READERS = (TRAINING, OFFICER, ADMINISTRATOR)
NOTICE_PUBLISHERS = (OFFICER, ADMINISTRATOR)
STAFF_MANAGERS = (TRAINING, ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Row:
    """`at`: what the address names, see places.py. `data`: what a POST sends; a function asks the world."""

    name: str
    get: Answers = NOT_ALLOWED
    post: Answers = NOT_ALLOWED
    at: str = ""
    data: dict = field(default_factory=dict)

    def sent(self, world):
        return {name: each(world) if callable(each) else each for name, each in self.data.items()}


def admin_405(*roles, refused=404, status=405):
    return in_admin(status, *roles, refused=refused)
