"""Declared fields of the staff list: whatever is declared goes from the file to the tables and to the person's export."""

import pytest

from core.tabular import parsed_date
from people.forms.imports import StaffFileForm
from people.importers.staff_rows import staff_format
from people.models import Person, Position
from people.queries.privacy import data_held_about
from people.staff_fields import COLUMN_FIELDS
from tests.people.staff_lists import APRIL, load


pytestmark = pytest.mark.django_db

CELLS = {"matricule": "001", "nom": "Benali", "prenom": "Nadia", "equipe": "Accueil"}
SPECIAL_CELLS = {
    "email": "autre@exemple.fr",
    "contact": "accueil",
    "is_manager": "oui",
    "started_on": "2020-01-06",
    "ended_on": "2030-01-01",
}
FILLING_FIELDS = [declared for declared in COLUMN_FIELDS if declared.person or declared.position]


def load_cells(cells, **options):
    return load(";".join(cells.values()), heading=";".join(cells), **options)


@pytest.mark.parametrize("declared", FILLING_FIELDS, ids=lambda declared: declared.name)
def test_a_declared_field_is_read_previewed_applied_and_exported(declared):
    default = "2030-01-01" if declared.parse is parsed_date else "Autre"
    cell = SPECIAL_CELLS.get(declared.name, default)
    value = declared.parse(cell, staff_format(None))
    changed = CELLS | {declared.heading: cell}
    load_cells(CELLS)

    preview = load_cells(changed, as_of=APRIL, dry_run=True)
    load_cells(changed, as_of=APRIL)

    [line] = [*preview.moves, *preview.corrections]
    label = "" if declared.name == "team" else declared.label
    assert (label, declared.show(value)) in [
        (difference.label, difference.after) for difference in line.differences
    ]
    rows, column = (
        (Person.objects.order_by("pk"), declared.person)
        if declared.person
        else (Position.objects.order_by("started_on"), declared.position)
    )
    assert rows.values_list(column, flat=True).last() == value
    exported = [row for data in data_held_about(Person.objects.get()) for row in data.rows]
    name = declared.person or declared.name
    assert value in [row.get(name) for row in exported]


def test_the_form_names_every_heading():
    help_text = str(StaffFileForm.base_fields["file"].help_text)

    assert all(declared.heading in help_text for declared in COLUMN_FIELDS)
