from adoption.publishing.policies import may_see_publications
from people.models import Person
from people.policies import may_publish_notices


def may_see_pack(person: Person) -> bool:
    """Whether the person may read the works council's file: settings and rules, nothing about anybody."""
    return may_see_publications(person)


def may_publish_pack(person: Person) -> bool:
    return may_publish_notices(person)
