"""Steps of the tests about workshops."""

from django.test import Client

from ambassadors.workshops.actions.workshops import ask_for_seat
from people.actions.accounts import grant_role
from tests.people.factories import PersonFactory


def add_seats(session, number):
    people = [PersonFactory() for _ in range(number)]
    for person in people:
        ask_for_seat(session=session, person=person)
    return people


def signed_in(role=None):
    person = PersonFactory()
    if role is not None:
        grant_role(person=person, role=role, by=None)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client, person
