"""Whose sittings are whose: by a file that says so, else by e-mail address."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from core.reports import ImportReport
from core.tabular import TableFormat, Unreadable, read_rows
from people.models import Person
from quizzes.importers.django_quiz.records import User
from quizzes.importers.storing import in_parts


PEOPLE = TableFormat(
    columns={"username": "utilisateur", "staff_number": "matricule"},
    required=frozenset({"username", "staff_number"}),
)


@dataclass(slots=True)
class MatchedPeople:
    """The person of each user with sittings, or why there is none."""

    people: dict[int, Person] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)


def read_people(data: bytes, report: ImportReport) -> dict[str, str]:
    """Staff numbers by username. What is wrong with the file refuses everything: it says who is who."""
    numbers: dict[str, str] = {}
    try:
        for row in read_rows(data, PEOPLE):
            username, number = row.values["username"], row.values["staff_number"]
            if not username or not number:
                report.refuse_all(row.line, _("File of people: a cell of this line is empty."))
            elif numbers.setdefault(username, number) != number:
                reason = _("File of people: “%(username)s” stands there with two staff numbers.")
                report.refuse_all(row.line, reason % {"username": username})
    except Unreadable as error:
        refusal = error.refusal
        reason = _("File of people: %(reason)s") % {"reason": refusal.reason}
        report.refuse_all(refusal.line, reason, refusal.expected)
    known = _by_number(numbers.values())
    for username, number in numbers.items():
        if number not in known:
            reason = _("File of people: nobody has the staff number that it gives “%(username)s”.")
            report.refuse_all(0, reason % {"username": username}, _("a staff number of Passerelle"))
    return numbers


def match_people(users: Iterable[User], numbers: dict[str, str]) -> MatchedPeople:
    """An address that two users share is nobody's: it could give one the answers of the other."""
    listed = list(users)
    by_number = _by_number(numbers.values())
    by_address = _by_address(user.email for user in listed)
    shared = Counter(user.email.strip().lower() for user in listed)
    matched = MatchedPeople()
    for user in listed:
        address = user.email.strip().lower()
        person = by_number.get(numbers.get(user.username, ""))
        if person is None and address and shared[address] == 1:
            person = by_address.get(address)
        if person is not None:
            matched.people[user.pk] = person
        elif not address:
            matched.reasons[user.pk] = _("no address, and not in a file of people")
        elif shared[address] > 1:
            matched.reasons[user.pk] = _("an address that several users share")
        else:
            matched.reasons[user.pk] = _("nobody has this user’s address")
    return matched


def _by_number(numbers: Iterable[str]) -> dict[str, Person]:
    return {
        person.staff_number: person
        for some in in_parts(numbers)
        for person in Person.objects.filter(staff_number__in=some)
    }


def _by_address(addresses: Iterable[str]) -> dict[str, Person]:
    people = Person.objects.annotate(address=Lower("email"))
    return {
        person.address: person
        for some in in_parts(address.strip().lower() for address in addresses)
        for person in people.filter(address__in=some)
    }
