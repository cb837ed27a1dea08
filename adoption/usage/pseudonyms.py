"""Keyed hashes under which portal use is stored, so that no table of it points at a person.

The key is a setting and never enters the database: a copy of the database, even beside the staff
list, cannot be joined to any use. Changing the key cuts every tie for good.
"""

from people.keyed_hash import keyed_hash
from people.models import Person


ROLL_DIGITS = 16  # 64 bits: two of 100,000 people collide once in four thousand million rolls


def subject_of(person: Person) -> str:
    return subject_of_uuid(str(person.uuid))


def subject_of_uuid(uuid: str) -> str:
    return keyed_hash(f"subject:{uuid}")


def journal_identity(portal_id: int, key: str) -> str:
    """Name what is erased in the journal of erasures. `key`: a subject or a pseudonym."""
    return f"{portal_id}:{key}"


def roll_key_of(uuid: str) -> str:
    """Identifier of a person on the rolls of publications, hashed apart so that it leads to no use."""
    return keyed_hash(f"roll:{uuid}")[:ROLL_DIGITS]


def withdrawn_hash(portal_id: int, pseudonym: str) -> str:
    """Hash that recognises a pseudonym whose link was undone, without storing it."""
    return keyed_hash(f"withdrawn:{portal_id}:{pseudonym}")


def link_code_hash(portal_id: int, code: str) -> str:
    """Hash that recognises a code shown once, without storing it; case, blanks and hyphens do not count."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return keyed_hash(f"link-code:{portal_id}:{letters}")
