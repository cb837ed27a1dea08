from adoption.contacts.policies import may_edit_contacts
from people.models import Person


def may_share_figures(person: Person) -> bool:
    """Make the file for other organisations, and take in theirs."""
    return may_edit_contacts(person)
