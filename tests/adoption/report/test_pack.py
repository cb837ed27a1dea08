"""The works council's file says what the settings say, in a PDF that a screen reader can read."""

import html
import re
import zlib
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from adoption.foundation.further_indicators import FURTHER
from adoption.foundation.indicators import CHAIN
from adoption.report.actions.pack import publish_pack
from adoption.report.models import PackEdition
from adoption.report.pack import sight
from adoption.report.pack.access import rights_by_role
from adoption.report.pack.blocks import Block, Document, Section, changes_by_section, version_of
from adoption.report.pack.document import compose_document
from adoption.report.pack.pdf import pack_pdf
from adoption.report.pack.uses import uses_of_data
from adoption.report.queries.pack import current_pack
from adoption.report.words import explanations, unmeasured
from cms.models import OrganisationSettings
from core.observability.logs import FIELDS
from core.observability.metrics import metric_families
from people.enums import Role
from people.models import Person
from people.privacy_registry import holdings
from people.retention_registry import retentions
from tests.adoption.factories import PortalFactory
from tests.people.factories import PersonFactory, informed


pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 1)


def said(made):
    """Everything that it says, line by line."""
    return [
        line
        for section in made.sections
        for block in section.blocks
        for line in (block.title, block.text, *block.items, *sum(block.rows, ()))
    ]


# --- What it says ---------------------------------------------------------------------------------------


def test_the_file_says_every_field_of_the_log_and_every_metric_that_is_taken(settings):
    assert set(sight.FIELD_WORDS) == set(FIELDS)
    assert set(sight.METRIC_WORDS) == set(metric_families())

    assert "sentry.exemple.fr" not in " ".join(said(compose_document("en")))
    settings.SENTRY_DSN = "https://secret-key@sentry.exemple.fr/1"
    lines = said(compose_document("en"))
    assert "yes, at sentry.exemple.fr" in lines
    assert "secret-key" not in " ".join(lines)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_that_is_measured_or_held_is_left_out(language):
    made = compose_document(language)

    lines = said(made)
    with translation.override(language):
        for each in (*CHAIN, *FURTHER):
            assert translation.gettext(each.title) in lines
        for holding in holdings():
            assert {str(holding.title), str(holding.recipients)} <= set(lines)
            assert str(holding.retention) in lines
        for each in retentions():
            assert each.in_words() in lines


def test_it_follows_the_settings(settings):
    def text():
        return "\n".join(said(compose_document("en")))

    settings.PUBLICATION_THRESHOLD, settings.MONTH_CLOSING_DAY = 12, 7
    settings.RETENTION_HELP_MONTHS, settings.SESSION_HOURS = 7, 3
    settings.REQUIRE_SECOND_FACTOR = settings.SERVE_OVER_HTTP = False
    assert "fewer than 12 people" in text()
    assert "from 50 people on" in text()
    assert "closes on the 7th" in text()
    assert "7 months" in text()
    assert "ends after 3 hours" in text()
    assert "NOT IN FORCE: a second factor" in text()
    assert "NOT IN FORCE: encrypted connections" not in text()

    settings.PUBLICATION_THRESHOLD = 60
    settings.REQUIRE_SECOND_FACTOR = settings.SERVE_OVER_HTTP = True
    assert "from 60 people on" in text()
    assert "NOT IN FORCE: a second factor" not in text()
    assert "NOT IN FORCE: encrypted connections" in text()


def test_each_use_of_the_figures_says_of_whom_for_whom_how_long_and_what_it_cannot_tell(settings):
    settings.PUBLICATION_THRESHOLD, settings.REPORT_MAIL = 60, "never"

    with translation.override("en"):
        made = uses_of_data()

    assert [each.title for each in made] == [
        "Targets and forecasts",
        "Experiments and programmes, and their evaluation",
        "Actions of teams",
        "The steering committee’s report, and its decisions",
        "Mails about the figures, and alerts",
        "What is noted at the desks",
        "Sharing with other organisations",
    ]
    assert all(len(each.rows) == 6 and all(answer for _, answer in each.rows) for each in made)
    experiments, desk = ("\n".join(sum(made[place].rows, ())) for place in (1, 5))
    assert "Teams are chosen, never people" in experiments
    assert "60 people on either side" in experiments
    assert "a budget of 2" in experiments
    assert "Chance is added" in experiments
    assert "sites with 60 people or more" in desk
    assert any("no mail at all" in answer for _, answer in made[4].rows)


def test_how_far_to_believe_a_result_stands_in_the_file_and_on_the_page_for_everybody(client):
    client.force_login(informed(PersonFactory()))
    page = html.unescape(client.get(reverse("adoption:measured")).content.decode())

    with translation.override("en"):
        lines = set(said(compose_document("en")))
        for each in explanations():
            assert f'id="{each.key}"' in page
            assert set(each.said) <= lines
            assert all(paragraph in page for paragraph in each.said)
        for line in unmeasured():
            assert line in lines
            assert line in page


def test_the_portals_and_the_organisation_are_named():
    PortalFactory(name="Mon espace locataire")
    PortalFactory(name="Ancien portail", is_open=False)
    OrganisationSettings.load()
    OrganisationSettings.objects.update(name="Habitat des Deux Rives")

    made = compose_document("fr")

    assert made.organisation == "Habitat des Deux Rives"
    assert "Mon espace locataire" in said(made)
    assert not any("Ancien portail" in line for line in said(made))


def test_who_may_do_what_is_asked_of_the_rules_themselves():
    with translation.override("en"):
        table = rights_by_role()
    may = {row[0]: dict(zip(table.headings[1:], row[1:], strict=True)) for row in table.rows}

    assert may["give a role and take it back"] == {
        "Training manager": "–",
        "Editor": "–",
        "Data protection officer": "–",
        "Administrator": "yes",
        "Enrolment officer": "–",
        "Trainer": "–",
    }
    assert may["answer requests about personal data"]["Data protection officer"] == "yes"
    assert may["read the published figures of every group"]["Administrator"] == "–"
    marks = may["mark open answers of quizzes, without names (the learner is told)"]
    assert [role for role, said in marks.items() if said == "yes"] == [
        "Training manager",
        "Trainer",
    ]
    [writes] = [row for right, row in may.items() if right.startswith("write a message")]
    assert [role for role, said in writes.items() if said == "yes"] == ["Training manager"]
    more_time = may["give somebody more time for quizzes"]
    assert [role for role, said in more_time.items() if said == "yes"] == ["Administrator"]
    assert set(may["read this file"].values()) == {"yes", "–"}
    assert [row["Editor"] for row in may.values()] == ["–"] * len(may)


def test_no_name_of_a_person_is_in_it():
    PersonFactory(last_name="Zzyzx", first_name="Quentin")

    assert not any("Zzyzx" in line or "Quentin" in line for line in said(compose_document("fr")))


# --- Versions --------------------------------------------------------------------------------------------


def one(*items, language="fr"):
    section = Section("Règles", (Block("bullets", items=items),))
    return Document(language, "Titre", "Chez nous", (section,))


def test_a_version_changes_with_anything_that_is_said():
    documents = ({"fr": one("a")}, {"fr": one("b")}, {"en": one("a"), "fr": one("a")})
    versions = {version_of(each) for each in documents}

    assert len(versions) == 3
    assert version_of({"fr": one("a")}) == version_of({"fr": one("a")})


def test_changes_are_the_lines_that_went_and_those_that_came():
    [change] = changes_by_section(one("a", "b").as_dict(), one("b", "c").as_dict())

    assert (change.section, change.before, change.after) == ("Règles", ("a",), ("c",))
    assert changes_by_section(one("a").as_dict(), one("a").as_dict()) == []


def test_the_next_file_says_what_has_changed_since_the_one_handed_out(settings):
    assert current_pack("en").changes is None
    first = publish_pack()
    assert publish_pack() == first
    assert (current_pack("en").edition, current_pack("en").number) == (first, 1)

    settings.PUBLICATION_THRESHOLD = 12
    pack = current_pack("en")

    assert pack.edition is None
    assert pack.version != first.version
    assert pack.number == 2
    desks, change = pack.changes
    assert "sites with 12 people or more at the desk" in desks.after[0]
    assert change.before == ("No figure of a group of fewer than 10 people, ever.",)
    assert change.after == ("No figure of a group of fewer than 12 people, ever.",)
    publish_pack()
    assert PackEdition.objects.count() == 2
    assert current_pack("en").before == first


# --- The PDF -----------------------------------------------------------------------------------------------


def objects_of(pdf):
    """The bytes of the file with its compressed streams beside them."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    opened = []
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            opened.append(stream)
    return pdf + b"\n".join(opened)


@pytest.mark.parametrize(("language", "tag"), [("fr", b"(fr)"), ("en", b"(en)")])
def test_it_is_a_tagged_pdf_with_title_and_language(language, tag):
    made = compose_document(language)
    pdf = objects_of(pack_pdf(made, version="abc", day=DAY))

    assert pdf.startswith(b"%PDF-1.7")
    assert re.search(rb"pdfuaid:part(>|=.)1", pdf)
    assert b"/StructTreeRoot" in pdf
    assert re.search(rb"/Marked true", pdf)
    assert re.search(rb"/Lang\s*" + re.escape(tag), pdf)
    assert made.title.encode() in pdf  # in its metadata
    assert re.search(rb"/DisplayDocTitle true", pdf)
    for structure in (b"/H1", b"/Table", b"/TH", b"/TR", b"/L", b"/LBody", b"/TOC"):
        assert b"/S" + structure in pdf.replace(b"/S ", b"/S"), structure


def test_the_same_words_on_the_same_day_are_the_same_file():
    made = compose_document("en")

    assert pack_pdf(made, version="abc", day=DAY) == pack_pdf(made, version="abc", day=DAY)


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        '#image("/etc/hosts")',
        "] #panic() [",
        "= Titre $x$ *gras* _i_ `code` @ref <label> \\ #",
        '"; #import "@preview/x:1.0.0"',
        "<img src=file:///etc/passwd>",
        "https://exemple.fr/ // /* */ ~ -- ---",
    ],
)
def test_no_name_is_markup_nor_reads_a_file(name):
    """Typst fails on an unknown reference or file, so a name that were markup would fail here."""
    names = Section(name, (Block("table", title=name, headings=(name,), rows=((name,),)),))
    blocks = Section("x", (Block("bullets", items=(name,)), Block("blanks", items=(name,))))

    pdf = pack_pdf(Document("fr", name, name, (names, blocks)), version=name, day=DAY, changes=[])

    assert b"root:" not in objects_of(pdf)


def test_the_command_writes_it(tmp_path, capsys):
    path = tmp_path / "dossier.pdf"

    call_command("dpo_pack", "--output", str(path), "--language", "en")

    assert path.read_bytes().startswith(b"%PDF")
    assert current_pack("en").version in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("dpo_pack", "--output", str(tmp_path / "no" / "such.pdf"))


# --- The page ------------------------------------------------------------------------------------------------


@pytest.fixture
def officer():
    person = PersonFactory()
    person.groups.add(Person.groups.rel.model.objects.get(name=Role.DATA_PROTECTION_OFFICER))
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def test_an_officer_reads_it_takes_it_away_and_notes_it_as_handed_out(officer, settings):
    page = officer.get(reverse("adoption:pack")).content.decode()
    assert "Groups are measured; nobody is watched." in page
    assert "Note as handed out" in page

    pdf = officer.get(reverse("adoption:pack_pdf"))
    assert pdf["Content-Type"] == "application/pdf"
    assert re.search(r"works-council-and-dpo-file-2026-11-24-en\.pdf", pdf["Content-Disposition"])
    assert pdf.content.startswith(b"%PDF")

    officer.post(reverse("adoption:publish_pack"))
    assert PackEdition.objects.count() == 1
    assert "Note as handed out" not in officer.get(reverse("adoption:pack")).content.decode()

    settings.MONTH_CLOSING_DAY = 7
    changed = officer.get(reverse("adoption:pack")).content.decode()
    assert "What has changed since the edition before" in changed
    assert "closes on the 7th" in changed
