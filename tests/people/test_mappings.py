"""Mappings: guessed from a sample, confirmed on the screen, and then files are read by them."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adoption.usage.importers import codes, links, usage
from people.enums import ImportKind
from people.importers.sample import FIELDS, guess_columns, read_sample
from people.importers.staff import import_staff
from people.models import ImportMapping, Person
from people.staff_fields import COLUMNS
from tests.core.workbooks import workbook
from tests.people.staff_lists import ANSWERED


pytestmark = pytest.mark.django_db

ADD = reverse("people_admin:mapping_add")
HEADINGS = ["N° agent", "Nom usuel", "PRÉNOM", "Mail", "UO", "UO mère", "Date d’entrée", "Salaire"]
PERSON = ["00012", "Hervé", "Éloïse", "e@exemple.fr", "Paie", "", "02/03/2020", "1"]


def test_the_screen_knows_the_fields_of_each_kind_of_file():
    assert set(FIELDS[ImportKind.STAFF]) == set(COLUMNS)
    assert set(FIELDS[ImportKind.USAGE]) == set(usage.COLUMNS)
    assert set(FIELDS[ImportKind.LINKS]) == set(links.COLUMNS) | set(codes.COLUMNS)


def test_our_own_headings_are_guessed_for_what_they_are():
    assert guess_columns(COLUMNS.values(), ImportKind.STAFF) == COLUMNS


def test_a_heading_serves_one_field_and_what_is_strange_serves_none():
    guessed = guess_columns(["Service", "Salaire"], ImportKind.STAFF)

    assert [name for name, heading in guessed.items() if heading] == ["team"]


@pytest.mark.parametrize(
    ("data", "encoding", "separator"),
    [
        ("\n".join([";".join(HEADINGS), ";".join(PERSON)]).encode(), "utf-8", ";"),
        ("\n".join([",".join(HEADINGS), ",".join(PERSON)]).encode("cp1252"), "cp1252", ","),
        ("\n".join(["\t".join(HEADINGS), "\t".join(PERSON)]).encode("utf-16"), "utf-16", "\t"),
        (workbook(HEADINGS, PERSON), "utf-8", ""),
    ],
)
def test_a_sample_tells_how_its_system_writes(data, encoding, separator):
    sample = read_sample(data, ImportKind.STAFF)

    assert sample.headings == tuple(HEADINGS)
    assert (sample.encoding, sample.separator, sample.date_format) == (
        encoding,
        separator,
        "%d/%m/%Y",
    )
    assert sample.columns["staff_number"] == "N° agent"
    assert sample.columns["parent_team"] == "UO mère"
    assert sample.columns["site"] == ""


def fields_of(page):
    form = page.context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else value for name, value in values.items()} | {
        "kind": form.kind,
        "headings": page.context["headings"],
    }


def sample_of(client, data, name="rh.csv"):
    return client.post(ADD, {"kind": "staff", "sample": SimpleUploadedFile(name, data)})


def test_a_mapping_is_made_from_a_sample_and_reads_the_file(client, training_manager):
    client.force_login(training_manager)
    data = "\n".join([";".join(HEADINGS), ";".join(PERSON)]).encode("cp1252")

    page = sample_of(client, data)
    assert "Hervé" not in page.content.decode()
    assert not ImportMapping.objects.exists()
    saved = client.post(ADD, fields_of(page) | {"name": "paie", "ignored": ["Salaire"]})

    assert saved.url == reverse("people_admin:mappings")
    mapping = ImportMapping.objects.get()
    assert mapping.ignored == ["Salaire"]
    report = import_staff(data, mapping=mapping, as_of=date(2026, 3, 31), answers=ANSWERED)
    assert (report.created, report.refused) == (1, [])
    assert Person.objects.get(staff_number="00012").employed_from == date(2020, 3, 2)


def test_a_file_of_links_says_whose_by_a_code_or_by_a_staff_number(client, training_manager):
    client.force_login(training_manager)
    data = b"identifiant portail;code saisi;matricule\nx;y;z\n"
    sample = {"kind": "links", "sample": SimpleUploadedFile("codes.csv", data)}
    filled = fields_of(client.post(ADD, sample)) | {"name": "codes"}

    both = client.post(ADD, filled)
    neither = client.post(ADD, filled | {"column_code": "", "column_staff_number": ""})
    saved = client.post(ADD, filled | {"column_staff_number": "", "ignored": ["matricule"]})

    assert [response.status_code for response in (both, neither, saved)] == [200, 200, 302]
    mapping = ImportMapping.objects.get()
    assert mapping.columns == {"pseudonym": "identifiant portail", "code": "code saisi"}
    assert mapping.ignored == ["matricule"]
    assert codes.maps_link_codes(mapping)


def test_what_is_no_table_is_refused_with_the_reason(client, training_manager):
    client.force_login(training_manager)

    page = sample_of(client, b"%PDF-1.7")

    assert "PDF" in str(page.context["form"].errors)


def test_a_name_is_taken_once_and_a_column_serves_one_field(client, training_manager):
    client.force_login(training_manager)
    ImportMapping.objects.create(kind="staff", name="paie")
    filled = fields_of(sample_of(client, ";".join(HEADINGS).encode()))

    taken = client.post(ADD, filled | {"name": "paie"})
    doubled = client.post(ADD, filled | {"name": "autre", "column_site": "UO"})

    assert "name" in taken.context["form"].errors
    assert doubled.context["form"].non_field_errors()
    assert ImportMapping.objects.count() == 1


def test_a_mapping_is_changed_and_deleted(client, administrator):
    client.force_login(administrator)
    columns = {"staff_number": "A", "last_name": "B", "first_name": "C", "team": "D"}
    mapping = ImportMapping.objects.create(
        kind="staff", name="paie", columns=columns, ignored=["E"], date_format="%d %m %Y"
    )
    url = reverse("people_admin:mapping", args=[mapping.pk])

    form = client.get(url).context["form"]
    filled = {field.html_name: field.value() or "" for field in form}
    client.post(url, filled | {"staff_number_digits": 8, "column_site": "E", "ignored": ["E"]})
    mapping.refresh_from_db()
    assert (mapping.staff_number_digits, mapping.date_format) == (8, "%d %m %Y")
    assert (mapping.columns, mapping.ignored) == (columns | {"site": "E"}, [])

    client.get(reverse("people_admin:mapping_delete", args=[mapping.pk]))
    assert ImportMapping.objects.exists()
    client.post(reverse("people_admin:mapping_delete", args=[mapping.pk]))
    assert not ImportMapping.objects.exists()


@pytest.mark.parametrize("headings", ["", "{", "{}", json.dumps([1])])
def test_headings_that_no_page_of_ours_sent_are_not_found(client, administrator, headings):
    client.force_login(administrator)

    assert client.post(ADD, {"kind": "staff", "headings": headings}).status_code == 404
    assert client.post(ADD, {"kind": "none", "headings": "[]"}).status_code == 404


def test_the_nightly_list_s_mapping_is_an_administrator_s(
    client, training_manager, administrator, settings
):
    """That list may give another address to whoever holds a role, which a colleague’s may not."""
    settings.STAFF_IMPORT_MAPPING = "paie"
    client.force_login(training_manager)
    filled = fields_of(sample_of(client, ";".join(HEADINGS).encode()))
    refused = client.post(ADD, filled | {"name": "paie"})
    nightly = ImportMapping.objects.create(kind="staff", name="paie")
    url = reverse("people_admin:mapping", args=[nightly.pk])

    assert "name" in refused.context["form"].errors
    assert client.post(url, {"name": "autre"}).status_code == 404
    client.force_login(administrator)
    assert client.get(url).status_code == 200
