"""Declares the fields of the staff list.

All that reads, compares, previews, writes and exports the list goes through the declarations: a new field
that has no rule of its own is one more of them, beside its model field.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, make_dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.tabular import TableFormat, parsed_date
from people.enums import PublicContact
from people.models import Job, JobFamily, Person, Site, Team


FRONT_WORDS = frozenset(
    {"accueil", "front_office", "front office", "front-office", "front", "guichet"}
)
BACK_WORDS = frozenset(
    {
        "arriere-guichet",
        "arrière-guichet",
        "back_office",
        "back office",
        "back-office",
        "back",
        "siege",
        "siège",
    }
)
FALSE_WORDS = frozenset({"non", "n", "no", "false", "faux", "0"})
FIRST_DAY = date(1899, 12, 30)  # of what spreadsheets count days from
TO_THE_TOP = frozenset({Team.ROOT_CODE, "-", "–", "—"})  # in the column of the parent


def _text(text: str, table: TableFormat) -> str:
    return text


def _parent_team(text: str, table: TableFormat) -> str:
    return Team.ROOT_CODE if text in TO_THE_TOP else text


def _day(text: str, table: TableFormat) -> date:
    """Return the day as it is written; a number of a spreadsheet, or one like 20261124, is a day too."""
    if text.isdigit() and len(text) == len("46350"):
        return FIRST_DAY + timedelta(days=int(text))
    if text.isdigit() and len(text) == len("20261124"):
        table = replace(table, date_format="%Y%m%d")
    return parsed_date(text, table)


def _contact(text: str, table: TableFormat) -> PublicContact:
    word = text.lower()
    if word in FRONT_WORDS:
        return PublicContact.FRONT_OFFICE
    if word in BACK_WORDS:
        return PublicContact.BACK_OFFICE
    raise ValueError(gettext("accueil or arriere-guichet"))


def _is_manager(text: str, table: TableFormat) -> bool:
    word = text.lower()
    if word in table.true_words:
        return True
    if word in FALSE_WORDS:
        return False
    raise ValueError(gettext("oui or non"))


def _day_text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _contact_text(contact: str) -> str:
    return str(PublicContact(contact).label) if contact else ""


def _yes_or_no(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffField:
    """A field of the staff list: its column, and what the column fills.

    `name` is that of saved mappings. `heading` stands in our own files; "" where the list decides without a
    column. `person` or `position` is the column of the tables; a field with neither has rules of its own.
    `parse` reads a cell and raises ValueError with what was expected, in words; an empty cell is `empty`.
    """

    name: str
    heading: str
    label: Any
    other_headings: str = ""  # of other systems; accents, capitals and signs do not matter
    is_required: bool = False
    longest: int | None = None
    parse: Callable[[str, TableFormat], Any] = _text
    empty: Any = ""
    empty_keeps: bool = False  # an empty cell leaves what is known
    show: Callable[[Any], str] = lambda value: value or ""
    person: str = ""
    position: str = ""


STAFF_FIELDS = (
    StaffField(
        name="staff_number",
        heading="matricule",
        label=_("Staff number"),
        other_headings="numero agent, n agent, no agent, numagent, id agent, identifiant, id, code agent, "
        "numero salarie, id salarie, code salarie, nip, employee id, staff number",
        is_required=True,
        longest=Person.staff_number.field.max_length,
    ),
    StaffField(
        name="last_name",
        heading="nom",
        label=_("Last name"),
        other_headings="nom usuel, nom d usage, nom usage, nom de famille, last name, surname",
        is_required=True,
        longest=Person.last_name.field.max_length,
        person="last_name",
    ),
    StaffField(
        name="first_name",
        heading="prenom",
        label=_("First name"),
        other_headings="prenom usuel, prenoms, first name",
        is_required=True,
        longest=Person.first_name.field.max_length,
        person="first_name",
    ),
    StaffField(
        name="email",
        heading="courriel",
        label=_("E-mail address"),
        other_headings="mail, email, e mail, adresse mail, adresse electronique, mel, courriel pro",
        longest=Person.email.field.max_length,
        empty=None,
        person="email",
    ),
    StaffField(
        name="team",
        heading="equipe",
        label=_("Team"),
        other_headings="uo, unite, unite organisationnelle, service, affectation, code service, entite, team",
        is_required=True,
        longest=Team.code.field.max_length,
        position="team__code",
    ),
    StaffField(
        name="parent_team",
        heading="equipe_parente",
        label=_("Team above"),
        other_headings="uo mere, unite mere, service parent, direction, pole, departement, parent team",
        longest=Team.code.field.max_length,
        parse=_parent_team,
    ),
    StaffField(
        name="job",
        heading="metier",
        label=_("Job"),
        other_headings="emploi, fonction, poste, libelle emploi, job",
        longest=Job.name.field.max_length,
        position="job__name",
    ),
    StaffField(
        name="job_family",
        heading="famille_metier",
        label=_("Job family"),
        other_headings="famille, filiere, famille emploi, famille metier",
        longest=JobFamily.name.field.max_length,
    ),
    StaffField(
        name="site",
        heading="site",
        label=_("Site"),
        other_headings="lieu, lieu de travail, implantation, agence, etablissement",
        longest=Site.name.field.max_length,
        position="site__name",
    ),
    StaffField(
        name="contact",
        heading="contact",
        label=_("Contact with the public"),
        other_headings="front back, type de contact, accueil",
        parse=_contact,
        empty_keeps=True,
        show=_contact_text,
        position="contact",
    ),
    StaffField(
        name="is_manager",
        heading="responsable",
        label=_("Leads the team"),
        other_headings="manager, encadrant, chef, responsable equipe, encadrement",
        parse=_is_manager,
        empty=False,
        show=_yes_or_no,
        position="is_manager",
    ),
    StaffField(
        name="started_on",
        heading="date_entree",
        label=_("First day"),
        other_headings="entree, date d entree, date embauche, date d embauche, arrivee, date arrivee",
        parse=_day,
        empty=None,
        show=_day_text,
        person="employed_from",
    ),
    StaffField(
        name="ended_on",
        heading="date_sortie",
        label=_("Last day"),
        other_headings="sortie, date de sortie, date depart, depart, date de fin, fin contrat",
        parse=_day,
        empty=None,
        show=_day_text,
        person="employed_until",
    ),
    StaffField(
        name="former_number",
        heading="ancien_matricule",
        label=_("Former staff number"),
        other_headings="matricule precedent, ancien numero, ancien numero agent, former staff number",
        longest=Person.staff_number.field.max_length,
    ),
    StaffField(
        name="is_active",
        heading="",
        label=_("May sign in"),
        empty=True,
        show=_yes_or_no,
        person="is_active",
    ),
)
COLUMN_FIELDS = tuple(declared for declared in STAFF_FIELDS if declared.heading)
PERSON_FIELDS = tuple(declared for declared in STAFF_FIELDS if declared.person)
POSITION_FIELDS = tuple(declared for declared in STAFF_FIELDS if declared.position)
COLUMNS = {declared.name: declared.heading for declared in COLUMN_FIELDS}
REQUIRED = frozenset(declared.name for declared in STAFF_FIELDS if declared.is_required)


def _record(name: str, *leading: str, **empty_values: Any) -> Any:
    """Return a frozen dataclass with an attribute for each declared field, by default empty.

    Its subclass annotates those that rules name.
    """
    attributes = [(key, Any, field(default=value)) for key, value in empty_values.items()]
    return make_dataclass(name, [*leading, *attributes], frozen=True, slots=True)


def _email_key(email: str | None) -> str:
    """Return what two spellings of one address have in common, "" without an address."""
    return (email or "").lower()


_StaffRow: Any = _record(
    "StaffRow", "line", "blank", **{declared.name: declared.empty for declared in COLUMN_FIELDS}
)


class StaffRow(_StaffRow):
    """A line of the list. An empty value is an empty cell, or a column that the file has not.

    `blank`: the fields whose cell is empty. The parent of a team that goes to the top is the root's code.
    `former_number`: under which the person was known until now.
    """

    __slots__ = ()
    line: int
    blank: frozenset[str]
    staff_number: str
    last_name: str
    first_name: str
    email: str | None
    team: str
    parent_team: str
    job: str
    job_family: str
    site: str
    started_on: date | None
    ended_on: date | None
    former_number: str

    @property
    def email_key(self) -> str:
        return _email_key(self.email)


_PersonFacts: Any = _record(
    "PersonFacts", **{declared.person: declared.empty for declared in PERSON_FIELDS}
)


class PersonFacts(_PersonFacts):
    """The facts of a person in the tables that a staff list may change."""

    __slots__ = ()
    last_name: str
    first_name: str
    email: str | None
    employed_from: date | None
    employed_until: date | None
    is_active: bool

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def has_left(self, day: date) -> bool:
        """Whether the last day was before that day."""
        return self.employed_until is not None and self.employed_until < day

    @property
    def email_key(self) -> str:
        return _email_key(self.email)


_Workplace: Any = _record(
    "Workplace", **{declared.name: declared.empty for declared in POSITION_FIELDS}
)


class Workplace(_Workplace):
    """The place and work of somebody, by the names of the file; "" where it names none."""

    __slots__ = ()
    team: str
    job: str
    site: str
    contact: str


def values_of(record: Any) -> dict[str, Any]:
    """Return the values of a dataclass by their names."""
    return {value.name: getattr(record, value.name) for value in fields(record)}
