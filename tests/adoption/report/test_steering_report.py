"""The steering committee's report: the page, the PDF and the command say the same, to whoever may read every figure."""

import json
import re
import shutil
from datetime import date
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import translation

from adoption.experiments.models import Experiment
from adoption.publishing.actions.publications import publish
from adoption.publishing.charts.drawing_cache import drawing_cache
from adoption.publishing.models import Publication
from adoption.report import sections as report_sections
from adoption.report.actions.mails import enqueue_report_mails
from adoption.report.blocks import Chart, Decision, Section, Table
from adoption.report.document import MOST_FINDINGS, compose_report
from adoption.report.mails import REPORT
from adoption.report.pdf import report_pdf
from adoption.report.queries.edition import edition_of
from adoption.report.sections import SectionFailed
from adoption.tasks import enqueue_report_mails_task
from ambassadors.commitments.actions import write_commitment
from ambassadors.commitments.enums import CommitmentKind
from people.actions.mails import choose_mails
from people.enums import MailRhythm
from people.mail.message import decrypt_mail
from people.models import OutgoingMail, Team
from tests.adoption import full_portal
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import PortalFactory
from tests.background import run_background
from tests.people.factories import JobFamilyFactory


pytestmark = pytest.mark.django_db

PAGE, PDF = reverse("adoption:report"), reverse("adoption:report_pdf")
FILE = reverse("adoption:report_file")


def pdf_of(reader):
    """The file, which a worker makes once somebody asks for it."""
    if reader.get(PDF).status_code == 302:
        assert "data-being-made" in reader.post(FILE, follow=True).content.decode()
        run_background()
        assert "The file is ready." in reader.get(FILE).content.decode()
    return reader.get(PDF).content


NOVEMBER_24 = date(2026, 11, 24)


@pytest.fixture
def published(declared):
    return publish(portal=declared["portal"], month=OCTOBER)


@pytest.fixture
def reader(client, training_manager):
    client.force_login(training_manager)
    return client


@pytest.fixture
def sections(monkeypatch):
    """Add a section for one test, before or after the others."""

    def add(key, maker, *, is_first=False):
        others, own = report_sections.SECTIONS, {key: maker}
        monkeypatch.setattr(report_sections, "SECTIONS", own | others if is_first else others | own)

    return add


def one_like(name="essai", **given):
    table = Table("Essais en cours", ("Essai", "Effet"), (("Kiosque", "4–20 points"),))
    chart = Chart(
        name=name,
        title="Le kiosque aide",
        drawn=(name, 1),
        draw=lambda variant: b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        size=((1000, 420), (400, 380)),
        table=table,
    )
    said = {"title": "Expériences", "findings": ("Le kiosque aide.",), "charts": (chart,)}
    return Section(
        **{**said, "decisions": (Decision("Étendre le kiosque ?", "Il aide.", "kiosque"),), **given}
    )


def in_english(publication):
    with translation.override("en"):
        return compose_report(edition_of(publication))


def page_of(reader, **query):
    return BeautifulSoup(reader.get(PAGE, query).content, "lxml")


# --- What it says --------------------------------------------------------------------------------------


def test_it_opens_with_what_to_remember_and_what_is_asked(published, reader):
    main = page_of(reader).main

    assert main.h1.text == "Report to the steering committee"
    assert 1 <= len(main.header.select(".report__findings li")) <= MOST_FINDINGS
    headings = [each.get_text(" ", strip=True) for each in main.find_all(["h2"])]
    assert headings[1] == "Decisions asked"
    assert headings[-1] == "How these figures are made"


def test_no_heading_is_skipped_and_every_drawing_has_its_table(published, reader, sections):
    sections("essai", lambda edition: one_like())

    main = page_of(reader).main

    levels = [int(each.name[1]) for each in main.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1
    assert all(now - before <= 1 for before, now in pairwise(levels))
    for figure in main.find_all("figure"):
        assert figure.find("table") or figure.find_parent("section").find("a", href="#overview")
    assert main.find("table", string=None).find("th", scope="col")


def test_the_first_page_takes_turns_between_sections(published, sections):
    many = tuple(f"Phrase {number}." for number in range(1, 7))
    sections("one", lambda edition: one_like("a", findings=many, charts=()), is_first=True)
    sections("two", lambda edition: one_like("b", findings=many[:1], charts=()))

    findings = in_english(published).findings

    assert len(findings) == MOST_FINDINGS
    assert findings[0] == findings[2] == "Phrase 1."


def test_a_section_of_its_own_stands_on_page_and_file(published, reader, sections):
    sections("essai", lambda edition: one_like())

    text = page_of(reader).get_text(" ")
    svg = reader.get(reverse("adoption:report_chart", args=["essai", "essai", "dark-narrow"]))

    assert "Étendre le kiosque ?" in text
    assert "4–20 points" in text
    assert svg["Content-Type"] == "image/svg+xml"
    assert pdf_of(reader).startswith(b"%PDF-1.7")


def test_a_section_with_nothing_to_say_is_left_out(published, reader, sections):
    before = [each.text for each in page_of(reader).main.find_all("h2")]
    sections("nothing", lambda edition: None)

    assert [each.text for each in page_of(reader).main.find_all("h2")] == before
    assert (
        reader.get(reverse("adoption:report_chart", args=["nothing", "essai", "dark"])).status_code
        == 404
    )


def test_hidden_figures_of_the_organisation_look_like_none(portal, reader):
    """A month of which nothing can be shown: still a report, which says how figures are made."""
    publish(portal=portal, month=OCTOBER)

    text = page_of(reader).main.get_text(" ")

    assert "too few people" in text
    assert "How these figures are made" in text
    assert pdf_of(reader).startswith(b"%PDF")


# --- A section that fails --------------------------------------------------------------------------------


def broken(edition):
    raise ZeroDivisionError("of no use to a reader")


def test_a_section_that_fails_takes_the_report_down_and_is_named(
    published, reader, sections, tmp_path, settings
):
    sections("broken", broken)
    path = tmp_path / "report.pdf"

    with pytest.raises(SectionFailed, match="broken"):
        in_english(published)
    with pytest.raises(SectionFailed, match="broken"):
        reader.get(PAGE)
    with pytest.raises(CommandError, match="broken") as refused:
        call_command("report", "2026-10", "--output", str(path))

    assert refused.value.returncode == 1
    assert not path.exists()
    whole = reader.get(reverse("adoption:report_chart", args=["overview", "taux", "light"]))
    assert whole.status_code == 200  # a drawing is of its section alone


def test_two_drawings_of_one_name_are_refused(published, sections):
    sections("one", lambda edition: one_like())
    sections("two", lambda edition: one_like())

    with pytest.raises(ValueError, match="one name"):
        in_english(published)


# --- The file --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_same_words_on_the_same_publication_are_the_same_file(published, language):
    with translation.override(language):
        first = report_pdf(compose_report(edition_of(published)))
        shutil.rmtree(drawing_cache().folder, ignore_errors=True)
        again = report_pdf(compose_report(edition_of(Publication.objects.get(pk=published.pk))))

    assert first == again


def test_the_file_says_what_the_page_says(published, reader):
    with translation.override("en"):
        made = compose_report(edition_of(published))

    text = page_of(reader).get_text(" ", strip=True)

    for section in (*made.sections.values(), made.method):
        for sentence in (section.title, *section.findings, *section.paragraphs):
            assert sentence in text
        for table in made.tables_of(section):
            assert all(str(cell) in text for row in table.rows for cell in row)


def test_a_second_reading_draws_nothing(published, reader, monkeypatch):
    pdf_of(reader)
    monkeypatch.setattr("adoption.report.pdf.typeset", broken)
    monkeypatch.setattr("adoption.report.charts.draw_rates", broken)

    assert pdf_of(reader).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("asked", "left_out"), [(5, ""), (6, "One more like these"), (9, "4 more like these")]
)
def test_no_more_is_asked_than_is_read_and_the_page_says_so(
    published, reader, monkeypatch, asked, left_out
):
    decisions = tuple(
        Decision(f"Étendre {number} ?", "Il aide.", f"{number}") for number in range(asked)
    )
    alone = {"essai": lambda edition: one_like(decisions=decisions)}
    monkeypatch.setattr(report_sections, "SECTIONS", alone)

    section = page_of(reader).find(id="decisions").parent

    assert len(section.select("ul.ruled li")) == 5
    assert left_out in section.text
    assert ("more like these" in section.text) is bool(left_out)


# --- The command -----------------------------------------------------------------------------------------


def test_the_command_writes_it_and_says_so(published, tmp_path, capsys):
    path = tmp_path / "report.pdf"
    given = ["2026-10", "--output", str(path), "--language", "en", "--json"]

    call_command("report", *given, "--dry-run")
    assert not path.exists()
    assert json.loads(capsys.readouterr().out)["applied"] is False

    call_command("report", *given)
    said = json.loads(capsys.readouterr().out)
    assert said | {"output": ""} == {
        "portal": published.portal.slug,
        "month": "2026-10",
        "language": "en",
        "sections": said["sections"],
        "bytes": len(path.read_bytes()),
        "output": "",
        "applied": True,
    }
    assert "overview" in said["sections"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (["2026-09"], 1),
        (["2026-10", "--portal", "no-such"], 2),
    ],
)
def test_what_cannot_be_written_is_refused(published, tmp_path, given, code):
    with pytest.raises((CommandError, SystemExit)) as refused:
        call_command("report", *given, "--output", str(tmp_path / "report.pdf"))

    assert getattr(refused.value, "returncode", getattr(refused.value, "code", None)) == code
    assert list(tmp_path.iterdir()) == []


def test_of_two_portals_one_must_be_named(published, tmp_path):
    PortalFactory(slug="autre")

    with pytest.raises(CommandError, match="--portal") as refused:
        call_command("report", "2026-10", "--output", str(tmp_path / "report.pdf"))

    assert refused.value.returncode == 2


# --- Who reads it ------------------------------------------------------------------------------------------


def test_before_a_month_is_out_the_page_says_so(portal, reader):
    assert "No month is published yet" in page_of(reader).get_text(" ")
    assert reader.get(PDF).status_code == 404


@pytest.mark.parametrize(
    "query", [{"mois": "2026-11"}, {"mois": "x"}, {"portail": "autre"}, {"equipe": "1"}, {"x": ""}]
)
def test_what_is_no_question_is_not_found(published, reader, query):
    assert reader.get(PAGE, query).status_code == 404
    assert reader.get(PDF, query).status_code == 404


def test_a_manager_reads_their_own_page_alone(published, client, declared):
    person = declared["people"]["north"][0]
    client.force_login(person)
    assert client.get(reverse("adoption:team")).status_code == 200

    for address in (
        PAGE,
        PDF,
        reverse("adoption:report_chart", args=["overview", "taux", "light"]),
    ):
        assert client.get(address).status_code == 404


def test_the_programme_page_leads_to_it(published, reader):
    page = reader.get(reverse("adoption:programme")).content.decode()

    assert f'href="{PAGE}?portail={published.portal.slug}&amp;mois=2026-10"' in page


@pytest.mark.parametrize(("months", "groups", "more"), [(5, 1, 0), (24, 4, 1)])
def test_the_whole_report_is_read_in_few_queries(
    organisation, reader, django_assert_num_queries, months, groups, more
):
    """Who reads and which portals: five. The sections together: sixteen, with all that they can say, and one for a
    year of workshops."""
    full_portal.fill(
        organisation["portal"],
        [Team.objects.organisation(), *organisation["teams"].values()][:groups],
        months=months,
    )
    write_commitment(
        families=[JobFamilyFactory(), JobFamilyFactory()],
        kind=CommitmentKind.JOBS,
        text="Aucun poste n’est supprimé.",
        owner="Direction",
        due_on=date(2030, 1, 1),
        publishes=True,
    )

    with django_assert_num_queries(21 + more):
        page = reader.get(PAGE)

    without_a_year_before = set() if more else {"worth"}
    told = {*page.context["report"].sections} | without_a_year_before
    assert told == set(report_sections.SECTIONS)
    assert [chart.name for chart in page.context["report"].charts] == ["taux", "contacts"]
    with django_assert_num_queries(19 + more):  # what staff must follow is counted once a day
        reader.get(PAGE)


def test_each_finding_and_each_question_is_said_once(organisation, reader):
    full_portal.fill(organisation["portal"], [Team.objects.organisation()], months=13)

    page = reader.get(PAGE)
    report, text = page.context["report"], page_of(reader).main.get_text(" ", strip=True)

    said = [*report.findings, *(decision.asked for decision in report.decisions)]
    assert len(said) > 5
    assert {sentence: text.count(sentence) for sentence in said} == dict.fromkeys(said, 1)
    assert text.count("Decisions asked") == 1


def test_what_is_withdrawn_is_gone_from_page_and_file_at_the_next_look(organisation, reader):
    full_portal.fill(organisation["portal"], [Team.objects.organisation()], months=2)
    title = Experiment.objects.tried().first().title
    page, pdf = reader.get(PAGE).content.decode(), pdf_of(reader)

    Experiment.objects.filter(title=title).update(withdrawn_on=NOVEMBER_24)

    assert title in page
    assert title not in reader.get(PAGE).content.decode()
    assert pdf_of(reader) != pdf


def test_a_past_report_says_nothing_that_was_found_or_decided_later(organisation, reader):
    full_portal.fill(organisation["portal"], [Team.objects.organisation()], months=2)
    Experiment.objects.update(
        decision="extend",
        learnt="Huit personnes.",
        decided_on=date(2026, 11, 20),
        sponsor="Médecin chef",
        trade_owner="Infirmière",
    )

    past, latest = (
        reader.get(PAGE, {"mois": month}).context["report"].sections["experiments"]
        for month in ("2026-09", "2026-10")
    )

    [(_title, _months, said, decision)] = past.tables[0].rows
    assert said == "It is evaluated once, when October 2026 is published."
    assert (decision, past.findings, past.decisions) == ("Not decided yet", (), ())
    assert not any("Huit" in text for text in past.paragraphs)
    assert (
        past.paragraphs[-1]
        == "Behind “Essai 0”: Médecin chef (sponsor); Infirmière (in the trade)."
    )
    [(_title, _months, said, decision)] = latest.tables[0].rows
    assert (said.startswith("The usage rate rose 12"), decision) == (True, "Extend")
    assert any("Huit" in text for text in latest.paragraphs)


def test_a_past_report_asks_what_was_decided_after_the_next_one(organisation):
    """A result of its own months, decided when a later month was out."""
    full_portal.fill(organisation["portal"], [Team.objects.organisation()], months=2)
    Experiment.objects.update(
        months=2, decision="stop", learnt="Rien.", decided_on=date(2026, 11, 6)
    )
    september = Publication.objects.get(month=date(2026, 9, 1))

    def decisions():
        return len(report_sections.section_of("experiments", edition_of(september)).decisions)

    assert decisions() == 1
    Experiment.objects.update(decided_on=date(2026, 11, 5))
    assert decisions() == 0


@pytest.mark.parametrize(
    ("section", "name", "asked"), [("overview", "taux", 3), ("contacts", "contacts", 5)]
)
def test_a_drawing_reads_its_own_section_alone(
    organisation, reader, django_assert_num_queries, section, name, asked
):
    full_portal.fill(organisation["portal"], [Team.objects.organisation()])
    address = reverse("adoption:report_chart", args=[section, name, "dark"])
    reader.get(address)

    with django_assert_num_queries(5 + asked):
        assert reader.get(address).status_code == 200


# --- The mail ------------------------------------------------------------------------------------------------


def told():
    return list(OutgoingMail.objects.filter(kind=REPORT).order_by("person_id"))


def test_whoever_reads_every_figure_gets_a_link_once_and_no_figure(
    published, training_manager, declared
):
    enqueue_report_mails_task()
    enqueue_report_mails_task()

    [mail] = told()
    _greeting, _line, text = decrypt_mail(mail.content).text.partition("\n")
    assert mail.person == training_manager
    assert f"{PAGE}?portail={published.portal.slug}&mois=2026-10" in text
    assert not re.search(r"\d", re.sub(r"https?://\S+|2026", "", text))


@pytest.mark.parametrize(
    ("rhythm", "month", "count"),
    [("monthly", 10, 1), ("quarterly", 10, 0), ("quarterly", 9, 1), ("never", 9, 0)],
)
def test_the_setting_says_how_often(portal, training_manager, settings, rhythm, month, count):
    settings.REPORT_MAIL = rhythm
    Publication.objects.create(
        portal=portal,
        month=date(2026, month, 1),
        status="published",
        parameters=full_portal.PARAMETERS,
    )

    enqueue_report_mails(on=NOVEMBER_24)

    assert len(told()) == count


def test_a_report_that_cannot_be_made_is_logged_and_silences_that_of_no_other_portal(
    published, reader, sections, caplog
):
    other = PortalFactory()
    Publication.objects.create(
        portal=other,
        month=published.month,
        status="published",
        parameters=full_portal.PARAMETERS,
    )

    def broken_for_the_first(edition):
        return broken(edition) if edition.portal == published.portal else None

    sections("broken", broken_for_the_first)

    with pytest.raises(SectionFailed, match="broken"):
        enqueue_report_mails(on=NOVEMBER_24)

    [mail] = told()
    assert f"portail={other.slug}" in decrypt_mail(mail.content).text
    assert f"portal={published.portal.slug}" in caplog.text


def test_whoever_is_told_finds_the_file_made(published, reader, monkeypatch):
    enqueue_report_mails(on=NOVEMBER_24)
    monkeypatch.setattr("adoption.report.pdf.typeset", broken)

    assert pdf_of(reader).startswith(b"%PDF")


def test_nobody_is_told_of_a_report_that_cannot_be_made(published, training_manager, sections):
    sections("broken", broken)

    with pytest.raises(SectionFailed, match="broken"):
        enqueue_report_mails(on=NOVEMBER_24)

    assert told() == []


def test_it_can_be_refused(published, training_manager):
    choose_mails(person=training_manager, rhythms={REPORT: MailRhythm.NEVER})

    enqueue_report_mails(on=NOVEMBER_24)

    assert told() == []


def test_nothing_old_is_told(published, training_manager):
    enqueue_report_mails(on=date(2027, 1, 24))

    assert told() == []


def test_the_file_stays_on_no_computer_that_others_use_after(published, reader):
    assert reader.get(PDF)["Cache-Control"] == "private, no-store"
