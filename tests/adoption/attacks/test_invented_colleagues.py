"""Who writes the staff list puts accounts that they hold beside a real colleague, and reads the figures.

Twelve of them in a team with one target; four targets, two of whom use the portal. Everything goes by the doors of the
product: lists sent by the training manager, invitations, passwords, answers, publication. The readers are the
training manager, a manager and a third colleague, all three moved into the first target's team. They know who counts,
and the value of every account that they can still enter. A solver then looks for a world in which a target has each
value, and for one in which not.
"""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import numpy as np
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from scipy.optimize import Bounds, LinearConstraint, milp

from adoption.foundation.indicators import CHAIN, use_values
from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Figure, Publication
from adoption.publishing.queries.earlier_publications import team_by_member
from adoption.publishing.queries.facts import facts_of_roll
from adoption.usage.actions.declarations import declare
from adoption.usage.enums import DeclaredUse
from adoption.usage.pseudonyms import roll_key_of
from people.actions.accounts import grant_role
from people.actions.delivery import send_due_mails
from people.actions.federation import prove_by_sign_in
from people.enums import IdentityProof, Role
from people.importers.staff import import_staff
from people.models import Person, Team
from tests.adoption.factories import PortalFactory
from tests.background import post
from tests.people.staff_lists import ANSWERED


pytestmark = pytest.mark.django_db

AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)
JULY_THE_10TH = datetime(2026, 7, 10, 9, tzinfo=UTC)
TEAMS = ("Nord", "Sud", "Est", "Ouest")
HEADING = "matricule;nom;prenom;courriel;equipe;responsable;date_entree;date_sortie"
PASSWORD = "paysage violet sept tambours"
YES, NO = DeclaredUse.YES_WEEKLY, DeclaredUse.NOT_YET
BESIDE = 12
STEPS = len(CHAIN)


def line(number, team, email="", leads="non", until=""):
    return f"{number};Nom{number};Prénom;{email};{team};{leads};2020-01-06;{until}"


def on(day):
    return time_machine.travel(datetime(2026, *day, 9, tzinfo=UTC), tick=False)


@pytest.fixture(autouse=True)
def mail_domain(settings):
    settings.CONFIRMED_MAIL_DOMAINS = ["exemple.fr"]


@pytest.fixture
def scene(client, administrator):
    """A real organisation, proven through single sign-on in June: the personnel system's own list."""
    with on((6, 1)):
        numbers = [f"S{number:02}" for number in range(4 * BESIDE)]
        targets = {f"T{place}": team for place, team in enumerate(TEAMS)}
        report = import_staff(
            "\n".join(
                [
                    HEADING,
                    line("FORMATION", "Siège"),
                    line("CHEF", "Siège", leads="oui"),
                    line("TIERS", "Siège"),
                    *(line(number, "Siège", f"{number.lower()}@exemple.fr") for number in numbers),
                    *(line(number, team) for number, team in targets.items()),
                ]
            ).encode(),
            answers=ANSWERED,
            as_of=date(2026, 6, 1),
        )
        assert report.applied, report.refused
        Person.objects.update(
            identity_proven_at=datetime(2026, 6, 2, tzinfo=UTC),
            identity_proof=IdentityProof.SINGLE_SIGN_ON,
        )
        training = Person.objects.get(staff_number="FORMATION")
        grant_role(person=training, role=Role.TRAINING_MANAGER)
    client.force_login(training)
    return SimpleNamespace(
        client=client,
        training=training,
        unwary=administrator,
        portal=PortalFactory(),
        coalition=["FORMATION", "CHEF", "TIERS"],
        targets=targets,
        staff=numbers,
        held=[],
        agreeing={},
    )


# --- What the training manager does ------------------------------------------------------------------------------


def send(scene, *lines, as_of):
    """A list on the screen, read and applied: where somebody has to agree, they do, unwarily."""
    client = scene.client
    client.force_login(scene.training)
    text = "\n".join([HEADING, *lines])
    file = SimpleUploadedFile("liste.csv", text.encode(), content_type="text/csv")
    sent = {"file": file, "as_of": as_of.isoformat()}
    page = post(client, reverse("people_admin:import"), sent)
    post(client, page.url)
    client.force_login(scene.unwary)
    post(client, page.url, {"decision": "approve"})
    client.force_login(scene.training)
    numbers = [each.partition(";")[0] for each in lines]
    assert Person.objects.filter(staff_number__in=numbers).count() == len(numbers)


def gather(scene, as_of=date(2026, 7, 10)):
    """The three readers sit in the first target's team."""
    leads = {"CHEF": "oui"}
    send(
        scene,
        *(line(number, TEAMS[0], leads=leads.get(number, "non")) for number in scene.coalition),
        as_of=as_of,
    )


def invent(scene, address=lambda number: ""):
    numbers = [(f"X{team[0]}{place:02}", team) for team in TEAMS for place in range(BESIDE)]
    send(scene, *(line(n, team, address(n)) for n, team in numbers), as_of=date(2026, 7, 10))
    return [number for number, _team in numbers]


def person(number):
    return Person.objects.get(staff_number=number)


def open_with_printed_codes(scene, numbers):
    """The page to print, and the form that its reader fills in."""
    for number in numbers:
        page = scene.client.post(reverse("people_admin:invite", args=[person(number).uuid]))
        _open(number, page.context["code"])


def _open(number, code):
    cache.clear()  # throttling slows them down: they have time
    sent = {"staff_number": number, "code": code, "password": PASSWORD, "repeated": PASSWORD}
    assert Client().post(reverse("people:open_account"), sent).status_code == 302


def answer(scene, month):
    """Half of those whom the readers can enter as; all whom they cannot say what is true of them."""
    entered = [number for number in scene.held if person(number).check_password(PASSWORD)]
    for place, number in enumerate(entered):
        say(scene, number, YES if place % 2 else NO, month)
    for place, number in enumerate([*scene.targets, *scene.coalition, *scene.staff]):
        if number not in entered:
            says_yes = scene.agreeing.get(number, place % 2)
            say(scene, number, YES if says_yes else NO, month)
    scene.known = [*entered, *scene.coalition]


def say(scene, number, value, month):
    declare(
        person=person(number), portal=scene.portal, month=month, answer=value, today=month.last_day
    )


def go_out(scene, *months):
    for month in months:
        with time_machine.travel(
            datetime.combine(month.last_day, datetime.min.time(), UTC), tick=False
        ):
            answer(scene, month)
    with on((10, 10)):
        for month in months:
            publish(portal=scene.portal, month=month)


# --- What they then read -----------------------------------------------------------------------------------------


def fixed(scene):
    """The targets of whom one value only is possible. The file of the last month tells what the rows tell."""
    _read_the_file(scene)
    found = set()
    months = list(Publication.objects.out().filter(portal=scene.portal).oldest_first())
    for publication in months:
        found |= _fixed_in(scene, publication)
    return found


def _read_the_file(scene):
    scene.client.force_login(scene.training)
    with on((10, 10)):
        page = scene.client.get(reverse("adoption:programme_table"))
    assert page.status_code == 200
    assert "Nord" in page.content.decode("utf-8-sig")


def _fixed_in(scene, publication):
    """One unknown for each person who counts and each indicator."""
    team_of = team_by_member(publication.roll.members)
    keys = sorted(team_of)
    rows, lows, highs = _lines(publication, [team_of[key] for key in keys])
    least, most = np.zeros((len(keys), STEPS)), np.ones((len(keys), STEPS))
    values = _true_values(publication, team_of)
    for number in scene.known:
        key = roll_key_of(str(person(number).uuid))
        if key in team_of:
            least[keys.index(key)] = most[keys.index(key)] = values[key]

    def possible(place, step, value):
        low, high = least.copy(), most.copy()
        low[place, step] = high[place, step] = value
        world = milp(
            np.zeros(low.size),
            constraints=LinearConstraint(np.array(rows), lows, highs),
            bounds=Bounds(low.ravel(), high.ravel()),
            integrality=np.ones(low.size),
        )
        assert world.status in (0, 2)
        return world.status == 0

    found = set()
    for number in scene.targets:
        key = roll_key_of(str(person(number).uuid))
        if key in team_of:
            place = keys.index(key)
            values_left = [
                possible(place, step, 0) + possible(place, step, 1) for step in range(STEPS)
            ]
            assert all(values_left), "the truth itself agrees with what was read"
            found |= {number} if 1 in values_left else set()
    return found


def _lines(publication, teams):
    """(row, least, most): each indicator contains the next, and what was published of each population."""
    rows, lows, highs = [], [], []
    shape = (len(teams), STEPS)
    for place in range(len(teams)):
        for step in range(1, STEPS):
            row = np.zeros(shape)
            row[place, step], row[place, step - 1] = 1, -1
            rows.append(row.ravel())
            lows.append(-np.inf)
            highs.append(0)
    below = _below(publication)
    for figure in Figure.objects.filter(publication=publication).exclude(low=None):
        row = np.zeros(shape)
        step = [each.code for each in CHAIN].index(figure.indicator)
        row[[team in below[figure.team_id] for team in teams], step] = 1
        rows.append(row.ravel())
        lows.append(figure.low)
        highs.append(figure.high)
    return rows, lows, highs


def _below(publication):
    parents = {int(team): up for team, up in publication.parameters["parents"].items()}
    below = {team: {team} for team in parents}
    for team in parents:
        above = parents[team]
        while above is not None:
            below[above].add(team)
            above = parents[above]
    return below


def _true_values(publication, team_of):
    month = Month.containing(publication.month)
    facts = facts_of_roll(publication.portal, month, team_of)
    return {
        key: [int(getattr(use_values(each, month), step.code)) for step in CHAIN]
        for key, each in facts.items()
    }


# --- The attack, and its turns -----------------------------------------------------------------------------------


def with_invented_colleagues(scene):
    scene.held = invent(scene)
    open_with_printed_codes(scene, scene.held)


def with_passkeys_of_theirs(scene):
    """Whoever holds an account enrols a second factor in it."""
    with_invented_colleagues(scene)
    Authenticator.objects.bulk_create(
        Authenticator(user=person(number), type=Authenticator.Type.WEBAUTHN, data={})
        for number in scene.held
    )


def with_staff_who_never_opened_theirs(scene):
    """Real people, of the personnel system's own list, who never came."""
    numbers = [(f"R{team[0]}{place:02}", team) for team in TEAMS for place in range(BESIDE)]
    lines = [HEADING, *(line(n, team, f"{n.lower()}@exemple.fr") for n, team in numbers)]
    assert import_staff("\n".join(lines).encode(), as_of=date(2026, 7, 1), answers=ANSWERED).applied
    scene.held = [number for number, _team in numbers]
    open_with_printed_codes(scene, scene.held)


def with_mailboxes_that_they_wrote_into_the_list(scene):
    """One for each of those whom they invented, and all of them are read by the training manager."""
    scene.held = invent(scene, lambda number: f"{number.lower()}@exemple.fr")
    _open_by_mail(scene)


def with_one_mailbox_that_was_vouched_for(scene):
    """Aliases of the training manager’s own mailbox, sent once more by an administrator who did not look."""
    scene.held = invent(scene, lambda number: f"formation+{number.lower()}@exemple.fr")
    Person.objects.filter(staff_number__in=scene.held).update(address_is_vouched=True)
    _open_by_mail(scene)


def _open_by_mail(scene):
    for number in scene.held:
        scene.client.post(reverse("people_admin:invite", args=[person(number).uuid]), {"mail": "1"})
    mail.outbox.clear()
    send_due_mails()
    letters = [letter for letter in mail.outbox if "/invitation/" in letter.body]
    for letter in letters:
        found = re.search(r"/invitation/([^/\s]+)/", letter.body)
        number = letter.to[0].partition("@")[0].rpartition("+")[2].upper()
        _open(number, found[1])
    assert len(letters) == len(scene.held)


def with_proven_accounts_taken_over(scene):
    """Real colleagues moved beside the targets, their addresses changed, their passwords forgotten a month later."""
    moved = list(zip(scene.staff, TEAMS * BESIDE, strict=True))
    for number, _team in moved:
        known = person(number)
        known.set_password("leur propre phrase de passe")
        known.save()
    with on((6, 10)):
        send(
            scene,
            *(line(n, team, f"formation+{n.lower()}@exemple.fr") for n, team in moved),
            as_of=date(2026, 6, 10),
        )
    mail.outbox.clear()
    for number, _team in moved:
        scene.client.logout()
        cache.clear()
        scene.client.post(reverse("people:password_reset"), {"name": number})
        send_due_mails()
        path = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]
        form = scene.client.get(path).url
        chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
        assert scene.client.post(form, chosen).status_code == 302
    scene.held = [number for number, _team in moved]


def with_passwords_of_before_they_proved_themselves(scene):
    """The training manager opened their accounts with codes, and a passkey in each; then they came by themselves."""
    with_staff_who_never_opened_theirs(scene)
    for number in scene.held:
        Authenticator.objects.create(
            user=person(number), type=Authenticator.Type.TOTP, data={"secret": "x"}
        )
        SocialAccount.objects.create(user=person(number), provider="agence", uid=number)
        assert prove_by_sign_in(person=person(number), provider="agence", used=[], made_here=False)


def beside_a_few_who_agree(scene):
    """Six real colleagues moved into each target’s team, who all say what the target says."""
    with_invented_colleagues(scene)
    moved = list(zip(scene.staff[:24], TEAMS * 6, strict=True))
    send(scene, *(line(number, team) for number, team in moved), as_of=date(2026, 7, 10))
    scene.agreeing = {number: place % 2 for place, (number, _team) in enumerate(moved)}


ATTACKS = [
    with_invented_colleagues,
    with_passkeys_of_theirs,
    with_staff_who_never_opened_theirs,
    with_mailboxes_that_they_wrote_into_the_list,
    with_one_mailbox_that_was_vouched_for,
    with_proven_accounts_taken_over,
    with_passwords_of_before_they_proved_themselves,
    beside_a_few_who_agree,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_nobody_is_fixed_among_accounts_that_a_reader_holds(scene, attack):
    with time_machine.travel(JULY_THE_10TH, tick=False):
        attack(scene)
        gather(scene)

    go_out(scene, AUGUST)

    assert fixed(scene) == set()


def test_nor_by_moving_people_and_closing_accounts_from_month_to_month(scene):
    """In August beside the accounts that they hold; in September those are gone, and real people came."""
    with time_machine.travel(JULY_THE_10TH, tick=False):
        with_invented_colleagues(scene)
        gather(scene)
    with on((8, 31)):
        gone = [line(n, "Siège", until="2026-08-31") for n in scene.held]
        came = [line(n, team) for n, team in zip(scene.staff, TEAMS * BESIDE, strict=True)]
        send(scene, *gone[:24], *came[:16], as_of=date(2026, 8, 31))

    go_out(scene, AUGUST, SEPTEMBER)

    assert fixed(scene) == set()


def test_the_pages_show_the_whole_team_and_the_rule_its_real_part(scene):
    with time_machine.travel(JULY_THE_10TH, tick=False):
        with_invented_colleagues(scene)
    go_out(scene, AUGUST)

    south = Figure.objects.filter(team=Team.objects.get(name="Sud"))

    assert {(each.population, each.counted, each.kind) for each in south} == {
        (BESIDE + 1, 1, "hidden")
    }
