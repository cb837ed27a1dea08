"""Staff lists of twelve months, written by an importer who is after one person.

Between two months the target alone changes teams, or everybody but ten goes from around them; one colleague leaves, one
comes; once the target changes trades, so that they fall in and out of what a tool is followed for; once twelve invented
colleagues come to sit beside them. Three readers stay beside the target all year.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from adoption.foundation.periods import Month
from people.enums import IdentityProof
from people.importers.staff import import_staff
from people.models import Person
from tests.people.staff_lists import ANSWERED


MONTHS = [Month(2026, number) for number in range(1, 13)]
HEADING = "matricule;nom;prenom;courriel;equipe;metier;responsable;date_entree;date_sortie"
TARGET, READERS = "CIBLE", ("CHEF", "VOISIN", "VOISINE")
FROM_ON = date(2020, 1, 6)
TEN = 10  # as few as are published of
INVENTED = 12
LETTERS = str.maketrans("0123456789", "abcdefghij")


@dataclass(frozen=True)
class Line:
    number: str
    team: str
    job: str
    leads: bool = False
    came: date = FROM_ON
    left: date | None = None

    def __str__(self):
        ends = f"{self.came};{self.left or ''}"
        leads = "oui" if self.leads else "non"
        name = "Nom" + self.number.translate(LETTERS)  # a page’s numbers are none of theirs
        return f"{self.number};{name};Prénom;;{self.team};{self.job};{leads};{ends}"


@dataclass
class Lists:
    """Staff lists of an organisation. `teams`: how many sit in each, the target’s first, then where they are moved to. `jobs`: the
    target’s first.
    """

    teams: dict[str, int]
    jobs: tuple[str, ...]
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    lines: dict[str, Line] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def __post_init__(self):
        self.home, self.away, *self.others = self.teams
        first = [TARGET, *READERS]
        for team, size in self.teams.items():
            beside = first if team == self.home else []
            for place in range(size):
                number = beside[place] if place < len(beside) else f"{team.upper()[:3]}{place:02}"
                job = self.jobs[0] if number in beside else self.chance.choice(self.jobs)
                leads = number == READERS[0] or (place == 0 and team != self.home)
                self.lines[number] = Line(number, team, job, leads)

    def changes(self, place):
        """Return the lines of the list of one month; of the first, everybody."""
        if place == 0:
            return list(self.lines.values())
        day = MONTHS[place].first_day
        changed = [self._move(TARGET, self.away if place % 2 else self.home)]
        changed += self._crowd_out(place)
        changed += self._leave_and_come(place, day)
        if place in (4, 8):
            job = self.jobs[1] if self.lines[TARGET].job == self.jobs[0] else self.jobs[0]
            changed.append(self._set(TARGET, job=job))
        if place == 6:
            for number in range(INVENTED):
                line = Line(f"INV{number:02}", self.lines[TARGET].team, self.jobs[0], came=day)
                changed.append(self._keep(line))
        return list({line.number: line for line in changed}.values())

    def _move(self, number, team):
        return self._set(number, team=team)

    def _crowd_out(self, place):
        """Move people away, in one month of three, until ten are left where the target sits; then back."""
        if place % 3 == 0:
            here = [person for person in self._there(self.home) if person not in (TARGET, *READERS)]
            left = TEN - len(READERS) - (self.lines[TARGET].team == self.home)
            self.moved = here[left:]
            return [self._move(number, self.away) for number in self.moved]
        back, self.moved = self.moved, []
        return [self._move(number, self.home) for number in back]

    def _leave_and_come(self, place, day):
        """One of the target’s neighbours goes, and somebody comes to each of two teams in turn."""
        here = [person for person in self._there(self.away) if person not in (TARGET, *self.moved)]
        goes = self._set(here[-1], left=day - timedelta(days=1))
        team = self.others[place % len(self.others)]
        comes = Line(f"NEU{place:02}", team, self.chance.choice(self.jobs), came=day)
        return [goes, self._keep(comes)]

    def _there(self, team):
        return [
            number
            for number, line in self.lines.items()
            if line.team == team and line.left is None and not number.startswith("INV")
        ]

    def _set(self, number, **values):
        return self._keep(replace(self.lines[number], **values))

    def _keep(self, line):
        self.lines[line.number] = line
        return line

    def send(self, place):
        """Take in the list of a month. Who comes proves who they are, but for those who were invented."""
        day = MONTHS[place].first_day
        changes = self.changes(place)
        text = "\n".join([HEADING, *map(str, changes)])
        report = import_staff(text.encode(), as_of=day, answers=ANSWERED, max_leavers_percent=100)
        assert report.applied, (place, report.refused)
        # Whom a roll names first hangs on these keys, and so what is shown and how long a proof takes.
        for number in sorted({str(line.number) for line in changes} - self.known):
            key = UUID(int=random.Random(number).getrandbits(128), version=4)
            Person.objects.filter(staff_number=number).update(uuid=key)
            self.known.add(number)
        real = Person.objects.filter(identity_proven_at=None).exclude(
            staff_number__startswith="INV"
        )
        real.update(
            identity_proven_at=datetime.combine(
                day - timedelta(days=2), datetime.min.time(), tzinfo=UTC
            ),
            identity_proof=IdentityProof.SINGLE_SIGN_ON,
        )
