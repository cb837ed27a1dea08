"""A copy of the database, with the staff list beside it: no use in it can be tied to anybody."""

import base64
import hashlib
import hmac
from itertools import product

import pytest

from adoption.models import (
    BallotBox,
    BarometerCopy,
    Declaration,
    LinkCode,
    PortalLink,
    Roll,
    SurveyAnswers,
    SurveyToken,
    TallyBox,
    UsageDay,
    UseGoal,
    UseTick,
)
from adoption.pseudonyms import subject_of
from people.models import Person
from tests.access.world import STAFF


pytestmark = pytest.mark.django_db

USE = [
    PortalLink,
    LinkCode,
    UsageDay,
    Declaration,
    Roll,
    UseGoal,
    UseTick,
    SurveyToken,
    SurveyAnswers,
    BallotBox,
    TallyBox,
    BarometerCopy,
]
DIGESTS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s"]
KNOWN = ["uuid", "pk", "staff_number", "email", "last_name", "first_name", "folded_name"]
# What somebody who has read this program would put before it, without the key.
SALTS = ["", "subject:", "roll:", "passerelle", "passerelle:", "subject:passerelle"]


def words_of(value):
    if isinstance(value, dict):
        return set().union(*(words_of(each) for each in value.items()), set())
    if isinstance(value, list | tuple | set):
        return set().union(*(words_of(each) for each in value), set())
    return {str(value).lower()} if isinstance(value, str) and len(value) > 5 else set()


def in_the_copy():
    """Every text in every row about use."""
    rows = [row for model in USE for row in model.objects.order_by("pk").values()]
    return set().union(*(words_of(list(row.values())) for row in rows))


def spellings(person):
    for field in KNOWN:
        text = str(getattr(person, field) or "")
        yield from {text, text.lower(), text.upper(), text.replace("-", "")} - {""}


def hashes_of(word):
    for name, salt in product(DIGESTS, SALTS):
        data = f"{salt}{word}".encode()
        keyed = [hmac.new(key, data, "sha256").digest() for key in (b"", b"key", word.encode())]
        for digest in (hashlib.new(name, data).digest(), *keyed):
            yield digest.hex()
            yield base64.urlsafe_b64encode(digest).decode().rstrip("=").lower()


def found_in_the_copy():
    """Whom, and by which word of theirs. A roll keeps the first digits of a hash."""
    kept = in_the_copy()
    beginnings = {word[:16] for word in kept}
    for person in Person.objects.order_by("pk"):
        for word in set(spellings(person)):
            hashes = set(hashes_of(word))
            if {word.lower(), *hashes} & kept or {each[:16] for each in hashes} & beginnings:
                yield person, word


def test_no_use_is_found_by_what_is_known_of_anybody(world):
    assert list(found_in_the_copy()) == []


@pytest.mark.parametrize("salt", SALTS)
def test_a_hash_without_a_key_would_be_found(world, salt):
    person = world.people[STAFF]
    subject = hashlib.sha256(f"{salt}{person.staff_number}".encode()).hexdigest()
    Declaration.objects.filter(subject=subject_of(person)).update(subject=subject)

    assert next(found_in_the_copy()) == (person, person.staff_number)


def test_who_has_the_key_would_find_it(world):
    """Otherwise the tests above would look at the wrong tables."""
    kept = in_the_copy()

    assert subject_of(world.people[STAFF]) in kept
    assert "pseudonyme-canari-staff" in kept
