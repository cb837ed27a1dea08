"""A campaign leaves as three files, and another organisation starts from it: previewed, as drafts, nothing overwritten."""

import base64
import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale, ModelLogEntry, Page

from adoption.campaigns.actions import EXPORTED, start_campaign
from adoption.campaigns.enums import Fate, Part
from adoption.campaigns.exporters import write_archive
from adoption.campaigns.files import checks, reading
from adoption.campaigns.files.checks import Files
from adoption.campaigns.importers import MOST_BYTES, Unread, read_archive
from adoption.campaigns.queries.exported import export_campaign
from adoption.campaigns.queries.naming import html_of_texts
from adoption.campaigns.queries.started import STARTED
from adoption.campaigns.words import EXPECTED
from adoption.experiments.models import Experiment
from adoption.sharing.models import SharingProfile
from adoption.surveys.actions.own_questions import freeze_own_questions
from adoption.surveys.models import OwnQuestions
from ambassadors.commitments.models import Commitment
from ambassadors.help.models import CommunityPage
from ambassadors.job_changes.actions import Line, publish_map, save_draft
from ambassadors.job_changes.models import JobMap
from ambassadors.workshops.models import Workshop
from cms.languages import in_source_language
from cms.models import (
    ArticlePage,
    HomePage,
    OrganisationSettings,
    Portal,
    PortalRelease,
    PortalService,
)
from core.dates import today
from demo.campaign.reading import campaign_named, campaign_names
from people.actions.accounts import grant_role
from people.enums import Role
from people.models import JobFamily, OutgoingMail
from tests.growth import reads
from tests.people.factories import PersonFactory, TeamFactory, informed


pytestmark = pytest.mark.django_db


def files_of(name="cpam"):
    """Return the files as another organisation would have exported them."""
    said = campaign_named(name)
    commitments = tuple(
        replace(commitment, owner="", state="standing", reason="")
        for commitment in said.words.commitments
    )
    return Files(
        replace(said.settings, name="", headcount=0, sites=(), variant=""),
        replace(said.words, commitments=commitments),
        replace(said.calendar, decisions=(), contact_time=None),
    )


@pytest.fixture
def trainer():
    person = informed(PersonFactory())
    grant_role(person=person, role=Role.TRAINING_MANAGER)
    return person


@pytest.fixture
def in_both_languages():
    """The pages above also stand in English."""
    english = Locale.objects.get(language_code="en")
    for kind in (HomePage, CommunityPage):
        above = in_source_language(kind.objects.all()).get()
        above.copy_for_translation(english, copy_parents=True, alias=True)


@pytest.fixture
def families():
    names = {job_map.family for job_map in files_of().words.job_maps}
    return [JobFamily.objects.create(name=name) for name in sorted(names)]


def sent(client, data, **more):
    file = SimpleUploadedFile("campagne.zip", data)
    return client.post(reverse("adoption:start_campaign"), {"file": file} | more)


def packed(**texts):
    """An archive of files, each with its ending."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(f"{name}.yaml", text)
    return out.getvalue()


def unpacked(data):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {
            name.removesuffix(".yaml"): archive.read(name).decode() for name in archive.namelist()
        }


@pytest.mark.parametrize("name", campaign_names())
def test_what_is_written_is_read_again(name):
    files = files_of(name)

    assert read_archive(write_archive(files)) == files


def test_a_campaign_is_looked_at_then_begun_from_and_passed_on_again(
    client, trainer, families, in_both_languages, django_capture_on_commit_callbacks
):
    client.force_login(trainer)
    files, page = files_of(), reverse("adoption:start_campaign")
    data = write_archive(files)
    before = Page.objects.count()

    looked = sent(client, data).content.decode()

    assert files.words.workshops[1].title in looked
    assert files.words.commitments[0].text in looked
    assert not Portal.objects.exists()
    assert not Workshop.objects.exists()
    assert Page.objects.count() == before

    kept = re.search(r'name="file" value="([^"]+)"', looked)[1]
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(page, {"make": "yes", "file": kept}, follow=True)
    assert done.redirect_chain == [(reverse("adoption:campaign"), 302)]
    for way in ("workshops_admin:workshops", "job_changes:index", "adoption:own_questions"):
        assert f'href="{reverse(way)}"' in done.content.decode().partition("<main")[2]

    portal = Portal.objects.get()
    assert not portal.is_open
    assert set(Workshop.objects.values_list("is_retired", flat=True)) == {True}
    assert set(JobMap.objects.values_list("state", flat=True)) == {"draft"}
    assert OwnQuestions.objects.get().state == "draft"
    news = ArticlePage.objects.child_of(in_source_language(CommunityPage.objects.all()).get())
    assert news.count() == len(files.words.news)
    assert not news.live().exists()
    assert not OutgoingMail.objects.exists()
    for model in (Commitment, Experiment, PortalRelease):
        assert not model.objects.exists()
    assert ModelLogEntry.objects.get(action=STARTED).user == trainer

    publish(families)
    again = export_campaign().files
    assert again.settings == files.settings
    for part in ("workshops", "workshop_page", "workshop_page_en", "job_maps", "survey_questions"):
        assert getattr(again.words, part) == without_sources(getattr(files.words, part)), part
    told = [replace(item, months_ago=0) for item in files.words.news]
    assert again.words.news == tuple(told)

    freeze_own_questions(today())  # a round has asked them
    repeated = start_campaign(files=files, by=trainer)
    assert not [item for item in repeated if item.fate == Fate.MADE]


def without_sources(said):
    """Campaign as it is where no course was loaded to which a line could lead."""
    if isinstance(said, tuple) and hasattr(said[0], "changes"):
        return tuple(
            replace(
                job_map, changes=tuple(replace(one, course="", kit="") for one in job_map.changes)
            )
            for job_map in said
        )
    return said


def publish(families):
    """Have editors and the others do what makes the drafts public."""
    second = PersonFactory()
    grant_role(person=second, role=Role.TRAINING_MANAGER)
    for page in Page.objects.filter(live=False).order_by("path"):
        page.get_latest_revision().publish()
    Workshop.objects.update(is_retired=False)
    OwnQuestions.objects.update(state="approved", read_at="2026-10-01T09:00Z")
    for draft in JobMap.objects.all():
        lines = [line_of(change) for change in draft.changes.all()]
        held = save_draft(
            family=draft.family, by=draft.written_by, lines=lines, seen=draft.edition, send=True
        )
        publish_map(draft=held, by=second, seen=held.edition)


def line_of(change):
    names = ("kind", "words", "becomes", "starts_on", "release", "course", "kit")
    return Line(**{name: getattr(change, name) for name in names})


def test_what_is_here_stays_as_it_is(trainer):
    files = files_of()
    said = files.settings.portals[0]
    own = Portal.objects.create(name="Le nôtre", slug=said.slug)
    workshop = Workshop.objects.create(
        title=files.words.workshops[0].title.upper(), summary="Le nôtre."
    )
    profile = SharingProfile.objects.create(pk=1, label="Nous")

    fates = {(item.part, item.title): item.fate for item in start_campaign(files=files, by=trainer)}

    assert fates[Part.PORTAL, said.name] == Fate.THERE
    assert fates[Part.WORKSHOP, files.words.workshops[0].title] == Fate.THERE
    assert {fate for (part, _title), fate in fates.items() if part == Part.JOB_MAP} == {
        Fate.NOWHERE  # no such job family is here
    }
    for row in (own, workshop, profile):
        kept = dict(row.__dict__)
        row.refresh_from_db()
        assert {k: v for k, v in row.__dict__.items() if k in kept} == kept
    assert not own.services.exists()


@pytest.mark.parametrize(
    ("file", "written", "instead", "said"),
    [
        ("settings", "sector: health_insurance", "sector: houses", "line 3, sector Expected: one of"),
        ("settings", "sector: health_insurance", "sector: !!timestamp x", "line 3, sector Expected: one of"),
        ("settings", "sector: health_insurance", "sector: !!int ''", "line 3, sector Expected: one of"),
        ("settings", "sector: health_insurance", f"sector: {'1:' * 9000}1", "line 3, sector Expected: one of"),
        ("settings", "tier: essential", "tier: 3", "portals[0].services[0].tier Expected: one of"),
        ("settings", "slug: connexion", "slug: Pas un nom", "portals[0].slug "),
        ("settings", "slug: carte\n", "slug: connexion\n", "portals[0].services Expected: each short name once"),
        ("settings", "https://compte-assure.example/", "javascript:alert(1)", "portals[0].url "),
        ("words", "kind: discovery", "kind: [discovery", "YAML"),
        ("words", "workshops:\n", "workshops: &a\n", ""),
        ("words", "news:\n", "more: x\nnews:\n", "more Expected: one of survey_questions"),
        ("words", "in_months: -6", "in_months: 9999999999", "in_months Expected: months between"),
        ("words", "in_months: -6", "in_months: ''", "in_months Expected: a whole number"),
        ("words", "kind: discovery", 'kind: "disc\\0very"', "kind Expected: one of"),
        ("words", "title: Découvrir le compte d’assuré", 'title: "a\\0b"', "signs that nobody sees"),
        ("words", "title: Découvrir le compte d’assuré", f"title: {'a' * 121}", "workshops[0].title "),
        ("words", "title: La version d’automne, en dix minutes", "title: 🎉", "news[2].fr.title "),
        ("calendar", "months_ago: 10", "months_ago: ten", "releases[0].months_ago Expected: a whole number"),
        ("calendar", "releases:\n", f"releases:\n{'- ' * 5000}x\n", "YAML"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_where_it_stands(
    client, trainer, in_english, file, written, instead, said
):
    client.force_login(trainer)
    texts = unpacked(write_archive(files_of()))
    assert written in texts[file]

    answer = sent(client, packed(**texts | {file: texts[file].replace(written, instead, 1)}))

    page = re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())
    page = re.sub(r"\s+([,:])", r"\1", re.sub(r"\s+", " ", page))
    assert answer.status_code == (422 if said else 200)
    assert not said or (f"{file}.yaml" in page and said in page), page
    assert not Portal.objects.exists()
    assert not SharingProfile.objects.exists()


def test_archives_that_are_none_bombs_and_references_are_refused(client, trainer, in_english):
    client.force_login(trainer)
    texts = unpacked(write_archive(files_of()))
    bomb = packed(**texts | {"more": "a" * 3_000_000})
    many = "x: &x [a, a]\ny: [*x, *x]\n"

    for data, said in (
        (b"not a zip", "zip"),
        (bomb, "cannot be used"),
        (b"x" * (MOST_BYTES + 1), "too large"),
        (packed(settings=texts["settings"]), "words.yaml"),
        (packed(**texts | {"words": many}), "no reference to another place"),
        (packed(**texts | {"words": "x: \xff"}).replace(b"x: \xc3\xbf", b"x: \xff\xff\xff"), ""),
    ):
        answer = sent(client, data)
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_html_is_cleaned_as_it_comes_in(trainer):
    files = files_of()
    article = files.words.news[0].fr
    evil = replace(
        article, text='<p onclick="x()">A<script>x()</script><a href="javascript:x">b</a></p>'
    )
    news = (replace(files.words.news[0], fr=evil, en=None),)

    start_campaign(files=replace(files, words=replace(files.words, news=news)), by=trainer)

    stored = ArticlePage.objects.get(title=evil.title).body.raw_data[0]["value"]
    assert stored == "<p>Ab</p>"


def test_a_text_that_names_somebody_stays(trainer):
    PersonFactory(first_name="Élodie", last_name="Le Goff-Martin", staff_number="A7431K")
    PersonFactory(first_name="Ada", last_name="B. Kerr", staff_number="K-77 Z")
    TeamFactory(name="Agence du Vieux-Port")
    kept = Workshop.objects.create(title="Découvrir", summary="À votre rythme.")
    for number, text in enumerate(
        (
            "Avec Élodie Le Goff Martin.",
            "LE GOFF-MARTIN Élodie vous attend.",
            "Demandez A7431K.",
            "À l’agence du Vieux-Port.",
            "Écrivez à aide@exemple.fr.",
            "Appelez le 02 97 00 00 00.",
            "Voyez Mme Durand.",
            "Avec É. Le Goff-Martin.",
            "<b>Élo</b>die Le Goff-Martin",
            "Écrire <aide@exemple.fr>",
            '<a href="https://pages.example/elodie-le-goff-martin">Elle</a>',
            '<a href="mailto:aide%40exemple.fr">Écrire</a>',
            "Avec Ada B. Kerr.",
            "Demandez K 77-z.",
        )
    ):
        Workshop.objects.create(title=f"Atelier {number}", summary=text)

    with reads() as few:
        exported = export_campaign()
    PersonFactory.create_batch(20)
    with reads() as many:
        export_campaign()

    assert [workshop.title for workshop in exported.files.words.workshops] == [kept.title]
    assert len(exported.left_out) == 14
    assert few == many


def test_whoever_stands_in_what_a_portal_or_a_job_is_called_stays(trainer):
    PersonFactory(first_name="Élodie", last_name="Le Goff-Martin")
    named = JobFamily.objects.create(name="Équipe d’Élodie Le Goff-Martin")
    family = JobFamily.objects.create(name="Accueil")
    portal = Portal.objects.create(
        name="Espace", slug="espace", url="https://elodie.le-goff-martin.example/"
    )
    portal.job_families.set([named, family])
    portal.save()
    for slug, name in (("connexion", "Ouvrir"), ("aide", "Demander à Élodie Le Goff-Martin")):
        PortalService.objects.create(portal=portal, slug=slug, name=name)
    Portal.objects.create(name="Outil d’Élodie Le Goff-Martin", slug="outil")

    exported = export_campaign()

    (said,) = exported.files.settings.portals
    assert (said.slug, said.url, said.families) == ("espace", "", ("Accueil",))
    assert [service.slug for service in said.services] == ["connexion"]
    assert "Martin" not in str(exported.files)
    assert len(exported.left_out) == 4


def test_links_into_this_site_stay(settings):
    html = (
        f'<a href="/metiers/">a</a><a href="{settings.BASE_URL}/cas/">b</a>'
        '<a href="https://service.example/x">c</a>'
    )

    assert html_of_texts(html) == 'ab<a href="https://service.example/x">c</a>'


def test_a_start_publishes_no_page_above_in_english(trainer):
    english = Page.objects.filter(locale__language_code="en")
    before = english.count()

    items = start_campaign(files=files_of(), by=trainer)

    assert english.count() == before
    assert all(item.notes for item in items if item.part in (Part.NEWS, Part.WORKSHOP_PAGE))


def test_each_job_family_has_one_map():
    files = files_of()
    (job_map, *_others) = files.words.job_maps
    twice = replace(files, words=replace(files.words, job_maps=(job_map, job_map)))

    with pytest.raises(Unread) as refused:
        read_archive(write_archive(twice))

    assert [(error.key, error.expected) for error in refused.value.errors] == [
        ("job_maps[1].family", checks.FAMILY_ONCE)
    ]


def test_the_name_leaves_only_where_it_is_asked_for(client, trainer):
    OrganisationSettings.objects.update_or_create(defaults={"name": "Caisse de l’Estran"})
    Workshop.objects.create(title="Ici", summary="À la Caisse de l’Estran, dans une salle.")
    client.force_login(trainer)
    address = reverse("adoption:campaign_file")

    without, with_it = (client.post(address, given) for given in ({}, {"with_name": "yes"}))

    assert "Estran" not in "".join(unpacked(without.content).values())
    assert read_archive(with_it.content).settings.name == "Caisse de l’Estran"
    assert "une salle" in unpacked(with_it.content)["words"]
    assert without["Content-Disposition"].endswith('.zip"')
    logged = ModelLogEntry.objects.filter(action=EXPORTED).order_by("timestamp")
    assert [entry.data["with_name"] for entry in logged] == [False, True]


def test_nobody_else_exports_or_starts(client, trainer):
    other = informed(PersonFactory())
    grant_role(person=other, role=Role.ADMINISTRATOR)
    client.force_login(other)
    file = base64.b64encode(write_archive(files_of())).decode()

    answers = [
        client.get(reverse("adoption:campaign")),
        client.post(reverse("adoption:campaign_file")),
        client.get(reverse("adoption:start_campaign")),
        client.post(reverse("adoption:start_campaign"), {"make": "yes", "file": file}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert not Portal.objects.exists()


def test_each_thing_expected_has_its_words():
    said = {
        value
        for module in (reading, checks)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and not value.endswith(".yaml")
    }

    assert said == {*EXPECTED, reading.NO_ALIAS}  # which is said inside of YAML’s own


def test_the_programme_leads_to_the_campaign(client, trainer):
    client.force_login(trainer)

    for name in ("learning:programme", "adoption:programme"):
        page = client.get(reverse(name)).content.decode()
        assert f'href="{reverse("adoption:campaign")}"' in page
