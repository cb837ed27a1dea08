"""A copy of the database and of every folder, with the staff list beside it: no use can be tied to anybody."""

import base64
import hashlib
import hmac
from itertools import product

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from adoption.contacts.models import TallyBox
from adoption.publishing.models import Roll
from adoption.surveys.models import BallotBox, BarometerCopy, SurveyAnswers, SurveyToken
from adoption.transaction_ids import scrub_transaction_ids
from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.models import Declaration, LinkCode, PortalLink, UsageDay, UseGoal, UseTick
from adoption.usage.pseudonyms import subject_of
from core.dates import today
from people.mail.message import decrypt_mail
from people.models import OutgoingMail, Person
from tests.access.world import MANAGER, SIGNED_IN, STAFF


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


# --- What stands beside it -------------------------------------------------------------------------


def names_of_use():
    """What use is kept under, of everybody."""
    subjects = {subject_of(person) for person in Person.objects.all()}
    return subjects | set(PortalLink.objects.values_list("pseudonym", flat=True))


def test_no_table_but_those_of_use_holds_what_use_is_kept_under(world):
    """No mail, session, log, revision or row of a task says under what name somebody's use is kept."""
    for name in SIGNED_IN:
        world.client(name).get("/")
        world.client(name).get(reverse("people:download_my_data"))
    names, read = names_of_use(), 0
    for model in apps.get_models(include_auto_created=True):
        if model in USE or model._meta.label in {"adoption.Objection", "adoption.UseNoticeSeen"}:
            continue
        for row in model.objects.values() if hasattr(model, "objects") else ():
            read += 1
            text = repr(row)
            assert not [name for name in names if name in text], model
    sessions = [repr(session.get_decoded()) for session in Session.objects.all()]
    mails = [repr(decrypt_mail(mail.content)) for mail in OutgoingMail.objects.all()]
    assert not [name for name in names for text in (*sessions, *mails) if name in text]
    assert read > 500
    assert len(sessions) >= len(SIGNED_IN)


def in_place(model):
    """The subjects of its rows as they lie in the file, and as they are numbered."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT subject FROM {model._meta.db_table} ORDER BY {place}")  # noqa: S608
        lying = [subject for (subject,) in cursor.fetchall()]
    return lying, list(model.objects.order_by("pk").values_list("subject", flat=True))


@pytest.mark.postgresql
def test_after_a_night_neither_number_nor_place_of_a_row_says_whose_it_is(world):
    """Beside the moments of the last sign-ins, the order in which rows came would."""
    object_to_measurement(person=world.people[MANAGER], keep_logbook=True)
    models = [
        model
        for model in apps.get_models()
        if any(
            (field.name, field.max_length) == ("subject", 64)
            for field in model._meta.concrete_fields
        )
    ]
    before = {model: in_place(model) for model in models}
    assert sum(lying != sorted(lying) for lying, _ in before.values()) >= 5

    scrub_transaction_ids(today=today())

    for model in models:
        lying, numbered = in_place(model)
        assert sorted(lying) == sorted(before[model][0]), model
        assert lying == sorted(lying), model
        assert numbered == sorted(numbered), model


def files_below(*folders):
    """The name of each file, with its folders, and all that is in it."""
    for folder in folders:
        for path in folder.rglob("*") if folder.is_dir() else [folder]:
            if path.is_file():
                yield str(path).encode() + b" " + path.read_bytes()


def test_no_file_beside_the_database_names_anybody_or_their_use(world, settings, tmp_path):
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    settings.DRAWINGS_FOLDER = tmp_path / "drawings"
    for name in SIGNED_IN:
        client = world.client(name)
        for page in (
            "people:my_data",
            "people:download_my_data",
            "adoption:team",
            "adoption:report",
        ):
            client.get(reverse(page))
    names = {name.encode() for name in names_of_use()}
    object_to_measurement(person=world.people[STAFF], keep_logbook=False)
    known = {str(getattr(person, field)).encode() for person in world.people.values()
             for field in ("uuid", "staff_number", "email", "last_name")}  # fmt: skip
    folders = [
        settings.ERASURE_JOURNAL,
        settings.DRAWINGS_FOLDER,
        settings.MEDIA_ROOT,
        settings.PACKAGES_ROOT,
        settings.VAR_DIR,
    ]
    found = list(files_below(*folders))

    assert settings.ERASURE_JOURNAL.stat().st_size
    assert len(found) > 3
    assert not [word for word in names | known for text in found if word in text]
