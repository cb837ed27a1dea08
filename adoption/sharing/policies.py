from adoption.contacts.policies import may_edit_contacts
from people.models import Person


def may_share_figures(person: Person) -> bool:
    """Whether the person may export the file and import those of other organisations."""
    return may_edit_contacts(person)
