from adoption.publishing.policies import may_see_publications
from people.models import Person
from people.policies import may_publish_notices


def may_see_pack(person: Person) -> bool:
    """The file for the works council: settings and rules, and nothing about anybody."""
    return may_see_publications(person)


def may_publish_pack(person: Person) -> bool:
    return may_publish_notices(person)
