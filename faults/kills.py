"""Processes killed at random while a list is imported, months are published, a round is matched, mails go and a quiz is answered."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from faults.cases.queue import a_team, newcomers, state_of
from faults.invariants import check
from faults.stage import Stage, wait_for_rest
from faults.visitors import Office, Traffic, staff_list
from tests.e2e import site as sites


LONGEST_PAUSE = 8.0  # seconds between two kills
LISTED = 400  # people of a list
TOLD = 10  # people to whom a mail goes each time
REST = 900.0  # seconds in which everything must have come to an end

PUBLISH = """
from django.db import transaction
from adoption.foundation.periods import Month
from adoption.publishing.models import Publication
from adoption.usage.actions.declarations import declare
from adoption.usage.enums import DeclaredUse
from cms.models import Portal
from people.actions.outbox import enqueue_task
from people.models import Person
day = Publication.objects.oldest_first().last().month
with transaction.atomic():
    portal = Portal.objects.create(name="{slug}", slug="{slug}", opened_on=day)
    for person in Person.objects.order_by("pk")[:12]:
        declare(
            person=person, portal=portal, month=Month.containing(day),
            answer=DeclaredUse.YES_WEEKLY, today=day,
        )
    enqueue_task("adoption.tasks.publish_closed_months_task")
"""
MAILS = """
from people.actions.account_warnings import warn_of_account_change
from people.enums import AccountChange
from people.models import Person
from django.db import transaction
people = Person.objects.staff().exclude(email=None).filter(is_active=True, staff_number__startswith="0")
with transaction.atomic():
    warn_of_account_change(people=list(people.order_by("?")[:{count}]), change=AccountChange.INVITATION)
"""
ROUND = """
from ambassadors.help.actions.rounds import begin_round, discard_round, publish_round
from ambassadors.help.enums import MatchingObjective
from ambassadors.help.models import HelpRequest, MatchingRound
for matching_round in MatchingRound.objects.drafts():
    if {publish} and matching_round.pairs.exists():
        publish_round(matching_round=matching_round)
    else:
        discard_round(matching_round=matching_round)
if HelpRequest.objects.open().exists():
    begin_round(title="{title}", mode=MatchingObjective.BEST_FIT)
"""


@dataclass
class KillReport:
    count: int
    seed: int
    killed: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        return [
            f"{self.count} processes killed (SIGKILL, seed {self.seed}): {_words(self.killed)}.",
            f"Meanwhile asked for: {_words(self.asked)}; refused to who asked, and asked again: {_words(self.refused)}.",
            *self.found,
            f"**Did not hold**: {'; '.join(self.failures)}"
            if self.failures
            else "No loss and no double; every invariant held.",
        ]


def _words(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"


class Work:
    """Asks for lists, publications, rounds and mails, over and over, until the end."""

    def __init__(self, stage: Stage, report: KillReport) -> None:
        self.stage, self.report = stage, report
        self.is_over = threading.Event()
        self.lists: dict[str, str] = {}  # the address of an import, by the prefix of its people
        self.portals: list[str] = []
        self.team = a_team(stage)

    def run(self) -> None:
        steps = (self._mails, self._list, self._publish, self._mails, self._round)
        number = 0
        while not self.is_over.wait(1):
            steps[number % len(steps)](number)
            number += 1

    def _mails(self, number: int) -> None:
        self.stage.shell(MAILS.format(count=TOLD))
        self.report.asked["mails"] += TOLD

    def _list(self, number: int) -> None:
        """Send a list as an administrator does, who tries again when the site does not answer."""
        prefix = f"K{number:03}"
        address = self._patiently(
            lambda: Office(self.stage.url, sites.YANN).send_staff_list(
                staff_list(LISTED, self.team, prefix), "2026-11-30"
            )
        )
        if address is None:
            return
        self.lists[prefix] = address
        self.report.asked["lists"] += 1
        while state_of(self.stage, address)[0] != "applied" and not self.is_over.wait(1):
            self.apply(address)

    def apply(self, address: str) -> None:
        """Apply a list that is checked: another one of the same sender would take its place."""
        if state_of(self.stage, address)[0] == "checked":
            self._patiently(lambda: Office(self.stage.url, sites.YANN).post(address))

    def _publish(self, number: int) -> None:
        slug = f"portail-{number}"
        self.stage.shell(PUBLISH.format(slug=slug))
        self.portals.append(slug)
        self.report.asked["publications"] += 1

    def _round(self, number: int) -> None:
        self.stage.shell(ROUND.format(title=f"Tour {number}", publish=number % 3 == 0))
        self.report.asked["matching rounds"] += 1

    def _patiently(self, ask: Callable[[], object]) -> object:
        while True:
            try:
                return ask()
            except Exception as error:  # whatever a killed server does to its clients
                self.report.refused[type(error).__name__] += 1
                if self.is_over.wait(1):
                    return None


def run(stage: Stage, *, count: int, seed: int) -> KillReport:
    report = KillReport(count, seed)
    chance = random.Random(seed)
    work = Work(stage, report)
    thread = threading.Thread(target=work.run)
    with Traffic(stage) as people:
        thread.start()
        for _ in range(count):
            time.sleep(chance.uniform(0.2, LONGEST_PAUSE))
            report.killed[_kill_one(stage, chance)] += 1
        work.is_over.set()
        thread.join()
        _finish_lists(stage, work)
        seconds = _rest(stage, report)
    _judge(stage, report, work, people, seconds)
    return report


def _kill_one(stage: Stage, chance: random.Random) -> str:
    """Kill a web worker, a worker or one of its processes, or beat. Returns which."""
    web, beat = stage.processes["web"], stage.processes["beat"]
    victims = [("web worker", pid) for pid in web.workers()] + [("beat", beat.pid)]
    for worker in stage.workers():
        victims.append((worker.name, worker.pid))
        victims += [(f"process of {worker.name}", pid) for pid in worker.workers()]
    kinds = sorted({kind for kind, _pid in victims})
    kind = chance.choice(kinds)
    pid = chance.choice([pid for name, pid in victims if name == kind])
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return f"{kind}, gone already"
    return kind


def _finish_lists(stage: Stage, work: Work) -> None:
    """Apply what was not applied yet when the killing ended."""
    limit = time.monotonic() + REST
    for address in work.lists.values():
        while state_of(stage, address)[0] != "applied" and time.monotonic() < limit:
            work.apply(address)
            time.sleep(1)


def _rest(stage: Stage, report: KillReport) -> float:
    try:
        return wait_for_rest(stage, REST)
    except AssertionError as error:
        report.failures.append(str(error))
        return REST


def _judge(stage: Stage, report: KillReport, work: Work, people: Traffic, seconds: float) -> None:
    lost = people.lost()
    report.found.append(
        f"Quiz: {people.saved} answers acknowledged, {len(lost)} lost. {people.seen()}."
    )
    if lost:
        report.failures.append(f"{len(lost)} acknowledged answers lost")
    # A connection that a killed worker held is cut; what is answered is a page or a 503.
    answered = {word: count for word, count in people.troubles().items() if word.isdigit()}
    if set(answered) - {"503"}:
        report.failures.append(f"people were answered {answered}")
    _judge_lists(stage, report, work)
    _judge_publications(stage, report, work)
    _judge_mails(stage, report)
    report.found.append(f"Everything was at rest {seconds:.0f} s after the last kill.")
    try:
        check(stage)
    except AssertionError as error:
        report.failures.append(str(error))


def _judge_lists(stage: Stage, report: KillReport, work: Work) -> None:
    states = Counter(state_of(stage, address)[0] for address in work.lists.values())
    wrong = {
        prefix: there for prefix in work.lists if (there := newcomers(stage, prefix)) != LISTED
    }
    report.found.append(
        f"Lists of {LISTED} people: {_words(states)}; {len(wrong)} with too few or too many."
    )
    if wrong:
        report.failures.append(f"lists not whole: {wrong}")


def _judge_publications(stage: Stage, report: KillReport, work: Work) -> None:
    rows = stage.database.ask(
        "SELECT p.slug, count(*) FROM adoption_publication a JOIN cms_portal p ON p.id = a.portal_id"
        " WHERE p.slug LIKE 'portail-%' GROUP BY p.slug"
    )
    missing = set(work.portals) - {slug for slug, _count in rows}
    report.found.append(
        f"Publications: {len(rows)} portals of {len(work.portals)}, {len(missing)} missing."
    )
    if missing:
        report.failures.append(f"not published: {sorted(missing)}")


def _judge_mails(stage: Stage, report: KillReport) -> None:
    """A mail cut between sending and noting is counted; any other that is lost or comes twice is a failure."""
    rows = dict(
        stage.database.ask(
            "SELECT status, count(*) FROM people_outgoingmail WHERE kind = 'account_changed' GROUP BY status"
        )
    )
    sent, cut, useless = (rows.get(word, 0) for word in ("sent", "perhaps", "dropped"))
    taken, twice = len(stage.mail.taken), stage.mail.doubled()
    report.found.append(
        f"Mails: {report.asked['mails']} asked for, {sent} noted as sent, {useless} no longer of use,"
        f" {cut} cut between sending and noting (“perhaps sent”); the server took {taken}, {twice} of them twice."
    )
    if twice:
        report.failures.append(f"{twice} mails came twice")
    if sent + cut + useless < report.asked["mails"]:
        report.failures.append(f"{report.asked['mails'] - sent - cut - useless} mails are gone")
