"""Nothing of anybody's use reaches anybody else, and names only the pages that are made for names.

Every person of the world has a name, an address and a number that occur nowhere else, and so have
their pseudonym and the keyed hash under which use is kept.
"""

import io
import re
import zipfile

import pytest

from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.enums import DeclaredUse
from adoption.usage.models import Declaration, PortalLink, UsageDay
from adoption.usage.pseudonyms import roll_key_of, subject_of, withdrawn_hash
from cms.models import PortalService
from people.actions.privacy import record_look
from people.enums import Purpose
from people.exporters.person import ZIP_NAME
from people.models import Look
from people.queries.privacy import export_passphrase
from quizzes.kinds.essay import Essay
from quizzes.models import Attempt
from tests.access.listening import listening
from tests.access.matrix import MATRIX
from tests.access.places import address
from tests.access.test_matrix import label, undone
from tests.access.test_wagtail_admin import OPENED, reverse
from tests.access.world import (
    ADMINISTRATOR,
    AMBASSADOR,
    EDITOR,
    GRANTED,
    MANAGER,
    OFFICER,
    SIGNED_IN,
    STAFF,
    STRANGER,
    TRAINING,
    closed_month,
    open_month,
)
from tests.people.sealed import opened


pytestmark = pytest.mark.django_db

# Where whom may read the name of somebody else, and why.
STAFF_LIST = {
    "people_admin:staff",
    "people_admin:staff_results",
    "people_admin:person person",
}
STAFF_FORMS = {
    f"organisation_admin:{name} person" for name in ("add_position", "change_primary", "delegate")
} | {"organisation_admin:end_position second"}
IMPORTS = {"people_admin:imports", "people_admin:import_run run"}  # who sent which file
MANDATORY = {  # each look is told, see test_looks
    f"learning:{name}" for name in ("mandatory", "mandatory_table", "mandatory_workbook")
}
NAMES_ALLOWED = {
    # A manager chooses who stands in among colleagues whom they know, and nobody else is offered.
    # For whom they may ask for a seat, whom they may propose, and who asks them for time, likewise.
    MANAGER: {
        *("people:stand_in", "workshops:team workshop_session"),
        *("ambassadors:propose", "ambassadors:applications"),
    }
    | MANDATORY,
    TRAINING: STAFF_LIST
    | IMPORTS
    | STAFF_FORMS
    | MANDATORY
    | {"learning:nothing_to_do", "learning:nothing_to_do_table"}
    | {"ambassadors_admin:round round", "quizzes:received"}
    | {"ambassadors:propose", "ambassadors:applications"}
    | {"workshops:attendance workshop_session", "workshops_admin:change_date workshop_session"}
    | {"planning:proposals"}
    | {"ambassadors_admin:network"}  # who may be named to read reported messages
    | {"adoption:experiment experiment"}  # who wrote what of it
    | {"messages_admin:reached draft_message", "messages_admin:unreached draft_message"}
    | {"rules_admin:people rule", "rules_admin:exempt assignment", "cohorts_admin:cohort cohort"},
    OFFICER: STAFF_LIST
    | {
        "rights_admin:requests",
        "rights_admin:requests_results",
        "rights_admin:request data_request",
        "rights_admin:identity data_request",
        "rights_admin:extend data_request",
        "rights_admin:erase erasure_request",
        "people_admin_protection",  # who asks, by due day
        "ambassadors:report message_report",
    },
    # They give it, and answer whoever asks with a name; so does an editor.
    AMBASSADOR: {
        *("workshops:attendance workshop_session", "ambassadors:answer_question lesson_question")
    },
    EDITOR: {"ambassadors:answer_question lesson_question"},
    ADMINISTRATOR: STAFF_LIST | IMPORTS | STAFF_FORMS | {"quiz_admin:extra_time person"},
}
TRAINERS = {"workshops:session workshop_session"}  # who gives it, to whoever may join
OWN_MANAGERS = {"quizzes:share done"}  # to whom one may send a result
REPORT_READER = {"ambassadors:pair_report met_pair"}  # who would read a report of messages
# Wagtail says who wrote which content: the author's name, to whoever works in the administration.
AUTHORSHIP = re.compile(
    r"wagtailadmin_(reports:site_history|pages:(history|edit|search)|explore_root|home)"
    r"|wagtailsnippets_\w+:(history|edit|list)"
)


# Lists of ours in the administration: whether Wagtail would give them as a file is asked of each.
LISTS = [
    "people_admin:staff",
    "people_admin:imports",
    "rights_admin:requests",
    "organisation_admin:teams",
    "organisation_admin:externals",
]
LISTING = re.compile(r"wagtailadmin_reports:|.*:(list|index|history)\b")
EXPORTS = ("csv", "xlsx")


def our_addresses(world, role):
    """Every address of the matrix that the role may read, of their own objects and a stranger's."""
    for row in MATRIX:
        if row.get.for_role(role, own=True) != 405:
            for owner in {role, STRANGER} if world.is_owned(row.at) else {role}:
                yield label(row), address(row, world, owner)
    month = f"mois={closed_month()}"
    for name in ("team", "other_team", "division"):
        yield "adoption:team", f"/usage/equipe/?equipe={world.shared[name].pk}&{month}"
        yield "adoption:table", f"/usage/equipe/usage.csv?equipe={world.shared[name].pk}&{month}"
    yield "people_admin:staff", "/admin/agents/?q=Canari"
    for name in LISTS if role in GRANTED else ():
        yield from as_files(name, reverse(name))


def as_files(name, url):
    for form in EXPORTS:
        yield name, f"{url}?export={form}"


def wagtails_addresses(world, role):
    if role in GRANTED:
        for opened, roles in OPENED.items():
            name, _, thing = opened.partition(" ")
            if role in roles:
                url = reverse(name, args=[world.shared[thing].pk] if thing else [])
                yield opened, url
                if LISTING.match(opened):
                    yield from as_files(opened, url)
        yield "wagtailadmin_pages:search", "/admin/pages/search/?q=Canari"


def crawl(world, role, addresses=our_addresses):
    """What the role reads, by address: the name of the place, the body and the headers."""
    client = world.client(role)
    read = {}
    for place, url in addresses(world, role):
        with undone():
            response = client.get(url)
            told = Look.objects.filter(viewer=world.people[role]).values_list("subject", flat=True)
            world.told.setdefault(role, {})[place, url] = set(told)
            response.headers.pop("X-Request-ID", None)  # random
            headers = "\n".join(f"{name}: {value}" for name, value in response.items())
            read[place, url] = headers + body_of(response, world, role)
            response.close()
        client.cookies.pop("messages", None)  # what one page says is not carried to the next
    return read


def body_of(response, world, role):
    """What the role reads of it: of a sealed file, both the files that their own passphrase opens."""
    content = response.getvalue()
    if ZIP_NAME in response.get("Content-Disposition", ""):
        return "\n".join(opened(content, export_passphrase(world.people[role])).values())
    if content.startswith(b"PK"):  # a workbook, a course
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"\n".join(parts.read(name) for name in parts.namelist())
    return content.decode(errors="replace")


def reading(world, role):
    if role not in world.read:
        with listening() as heard:
            own, wagtails = crawl(world, role), crawl(world, role, wagtails_addresses)
        world.read[role] = own | wagtails
        world.heard[role] = heard.getvalue()
    return world.read[role]


def secrets_of(world, name):
    """What may be read by nobody, the person included, outside their own copy of their data."""
    person = world.people[name]
    portal = world.shared["portal"]
    pseudonym = f"pseudonyme-canari-{name}"
    return {
        pseudonym,
        subject_of(person),
        roll_key_of(str(person.uuid)),
        withdrawn_hash(portal.pk, pseudonym),
        export_passphrase(person),
        f"carnet-canari-{name}",  # what the two of a pair write, see world.py
    }


def identities_of(person):
    return {person.last_name, person.staff_number, person.email}


@pytest.mark.parametrize("role", SIGNED_IN)
def test_nobody_reads_anything_of_the_use_of_others(world, role):
    hidden = set().union(*(secrets_of(world, name) for name in world.people if name != role))
    read = reading(world, role)
    leaks = {(at, secret) for at, text in read.items() for secret in hidden if secret in text}

    assert leaks == set()


@pytest.mark.parametrize("role", SIGNED_IN)
def test_names_of_others_stand_only_where_they_are_needed(world, role):
    others = [person for name, person in world.people.items() if name != role]
    hidden = set().union(*map(identities_of, others))
    author = world.people[EDITOR].last_name
    leaks = {
        (place, secret)
        for (place, _), text in reading(world, role).items()
        if place not in NAMES_ALLOWED.get(role, set()) | OWN_MANAGERS | REPORT_READER | TRAINERS
        for secret in hidden
        if secret.lower() in text.lower() and not (secret == author and AUTHORSHIP.match(place))
    }

    assert leaks == set()


def test_the_canaries_would_be_seen(world):
    """The crawl reads whole pages: names are found where they are allowed, and one's own secrets."""
    officer = reading(world, OFFICER)
    staff = "".join(text for (place, _), text in officer.items() if place in STAFF_LIST)
    own = "".join(reading(world, STAFF).values())

    assert all(person.last_name in staff for person in world.people.values())
    assert "pseudonyme-canari-staff" in own
    assert export_passphrase(world.people[STAFF]) in own
    (taken,) = [
        text
        for (place, _), text in reading(world, STAFF).items()
        if place == "people:download_my_data"
    ]
    # In both files: the one to read and the one for a program.
    for canary in {*identities_of(world.people[STAFF]), "pseudonyme-canari-staff"}:
        assert taken.count(canary) >= 2


def test_a_manager_reads_the_training_of_their_own_people_alone(world):
    mandatory = "".join(
        text for (place, _), text in reading(world, MANAGER).items() if place in MANDATORY
    )

    assert mandatory.count(world.people[STAFF].last_name) >= 2  # on the screen and in the file
    assert not any(word in mandatory for word in identities_of(world.people[STRANGER]))


def test_lists_are_given_as_files_and_the_files_are_read(world):
    """Otherwise nothing would be proved of Wagtail's exports."""
    files = {
        (place, url.rpartition("=")[2])
        for (place, url), text in reading(world, EDITOR).items()
        if "export=" in url and "attachment" in text
    }

    assert {("wagtailadmin_reports:site_history", form) for form in EXPORTS} <= files


@pytest.mark.parametrize("role", SIGNED_IN)
def test_neither_the_log_nor_the_cache_keeps_a_word_of_anybody(world, role):
    """Both are read by whoever runs the site, and the cache answers everybody: one's own counts too."""
    reading(world, role)
    hidden = set().union(*(secrets_of(world, name) for name in world.people))
    hidden = hidden.union(*map(identities_of, world.people.values()))

    assert {word for word in hidden if word.lower() in world.heard[role].lower()} == set()


def test_who_looked_is_told_to_whoever_was_looked_at_and_to_nobody_else(world):
    looker = world.people[TRAINING]
    seen = [world.people[name] for name in SIGNED_IN]
    record_look(by=looker, at=seen, purpose=Purpose.STAFF_ADMINISTRATION)

    for role in (STAFF, MANAGER):
        read = crawl(world, role)
        told = {place for (place, _), text in read.items() if looker.last_name in text}
        told -= NAMES_ALLOWED.get(role, set())
        assert told == {"people:my_data", "people:who_looked", "people:download_my_data"}


# --- By difference: an answer is a word that everybody reads, so no canary can be put into it ----------

CHANGING = re.compile(
    r"https?://packages\.localhost[^\"]*|"  # the sealed address of a visit
    r"csrfmiddlewaretoken&?\w*;?[\"']?\s*(?:value|:)\s*[=:]?\s*[\"'][\w-]+[\"']"
    r"|csrf\w*[\"']?\s*[:=]\s*[\"'][\w-]+[\"']"
    r"|(?<=vu=[0-9a-f]{64})%3A[\w-]+"  # the mark of a drawing, signed for one session
    r"|name=\"once\" value=\"[0-9a-f-]+\""  # a form that is noted once
    r"|name=\"(?:q\d+-)?page\" value=\"[0-9a-f]+\""  # the key of a page of a quiz
    r"|\"token\": \"[\w-]*\""  # for the forms of a device
    r"|key\\*&quot;:\s*\\*&quot;\w{5}|id&quot;:\s*&quot;[0-9a-f-]{36}"  # of Wagtail's editor
    r"|>[^<]*</time>"  # “1 minute ago” of Wagtail: what its datetime says is compared
    r"|Last-Modified: .*|ETag: .*|Expires: .*"
    r"|<dcterms:(?:created|modified)[^<]*"  # of a workbook
    r"|\d+\s%(?: taken)?, [\d.,]+\s\w+ (?:free|libres)"  # of the machine's disk, to which others write
    r"|(?s:<ul class=\"runs runs--schedule\">.*?</ul>)"  # when what runs next: another minute, another order
    r"|Content-Length: .*|<p class=\"made\">[^<]*",  # of a sealed file: it says when it was made
    re.IGNORECASE,
)


SINCE = re.compile(r"\d+\s(?:minute|heure|hour)s?")  # how long a task waits


def settled(read):
    """Without what changes by itself; how the machine is, the probe says of the moment."""
    kept = {at: CHANGING.sub("", text) for at, text in read.items() if at[0] != "ready"}
    operations = [at for at in kept if at[0] == "operations_admin:operations"]
    return kept | {at: SINCE.sub("", kept[at]) for at in operations}


def change_all_use_of(world, name):
    """Other answers, other days, no link, an objection, other results that nobody sent: as different as can be."""
    person, portal = world.people[name], world.shared["portal"]
    subject = subject_of(person)
    Declaration.objects.filter(subject=subject).update(answer=DeclaredUse.NO_ACCOUNT)
    UsageDay.objects.filter(pseudonym=f"pseudonyme-canari-{name}").delete()
    PortalLink.objects.filter(subject=subject).delete()
    object_to_measurement(person=person, keep_logbook=True)
    other = PortalService.objects.filter(portal=portal).order_by("pk")[0]
    UsageDay.objects.create(
        portal=portal, pseudonym=f"autre-{name}", service=other, day=open_month().first_day
    )
    # What was sent is read; so is what waits for a marker, without a name.
    others = Attempt.objects.filter(learner=person, shared=None)
    others.exclude(items__version__spec__kind=Essay.kind).delete()
    person.enrolments.filter(is_mandatory=False).delete()


@pytest.mark.parametrize("role", [MANAGER, AMBASSADOR, TRAINING, EDITOR, ADMINISTRATOR])
def test_no_page_changes_with_what_others_do_and_declare_this_month(world, role):
    before = settled(reading(world, role))
    for name in world.people:
        if name != role:
            change_all_use_of(world, name)
    after = settled(crawl(world, role))

    assert [at for at in after if before[at] != after[at]] == []
