"""Maps of how jobs change: written by managers and the training department, published by a second person, read by staff."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ambassadors.job_changes.actions import Line, delete_map, publish_map, return_draft, save_draft
from ambassadors.job_changes.enums import ChangeKind, MapState
from ambassadors.job_changes.models import JobChange, JobMap
from ambassadors.job_changes.notifications import PUBLISHED, RETURNED, REVIEW
from ambassadors.job_changes.policies import families_written_by
from cms.models import Portal, SearchEntry
from cms.models.releases import PortalRelease
from cms.search.actions import refresh_search
from core.dates import today
from learning.course_check.course import RESOURCES
from people.actions.accounts import grant_role
from people.actions.organisation import merge_references
from people.actions.privacy import erase_person
from people.enums import Role
from people.models import Notification
from people.notifications.queries import waiting_items
from tests.ambassadors.workshops.workshop_steps import signed_in
from tests.learning.factories import make_article, make_lesson, make_module
from tests.people.factories import (
    ExternalFactory,
    JobFactory,
    JobFamilyFactory,
    PersonFactory,
    PositionFactory,
    TeamFactory,
)


pytestmark = pytest.mark.django_db
INDEX = reverse("job_changes:index")
LINES = [
    Line(kind=ChangeKind.GOES, words="Saisir les relevés à la main"),
    Line(
        kind=ChangeKind.CHANGES,
        words="Répondre au téléphone",
        becomes="Rappeler qui n’a pas trouvé",
    ),
    Line(kind=ChangeKind.COMES, words="Accompagner en cabine"),
]


@pytest.fixture
def family():
    return JobFamilyFactory(name="Accueil")


@pytest.fixture
def agent(family):
    """A member of staff of the family, in the manager's team."""
    client, person = signed_in()
    PositionFactory(person=person, team=TeamFactory(name="Guichet"), job=JobFactory(family=family))
    return client, person


@pytest.fixture
def manager(agent):
    client, person = signed_in()
    PositionFactory(person=person, team=agent[1].positions.get().team, is_manager=True)
    return client, person


@pytest.fixture
def training():
    return signed_in(Role.TRAINING_MANAGER)


def url(name, family):
    return reverse(f"job_changes:{name}", args=[family.pk])


def sent(family, by, lines=LINES):
    seen = JobMap.objects.unpublished().filter(family=family).values_list("edition", flat=True)
    return save_draft(family=family, by=by, lines=lines, seen=seen.first() or 0, send=True)


def published(family, by, other, lines=LINES):
    draft = sent(family, by, lines)
    publish_map(draft=draft, by=other, seen=draft.edition)
    return JobMap.objects.published().get(family=family)


def typed(*lines, seen=0, verb="send"):
    data = {"form-TOTAL_FORMS": len(lines), "form-INITIAL_FORMS": 0, "seen": seen, "verb": verb}
    for place, line in enumerate(lines):
        data |= {f"form-{place}-{name}": value for name, value in line.items()}
    return data


def waiting(person):
    return [(item.kind.key, item.description.url) for item in waiting_items(person)]


def test_from_the_workshop_to_whoever_does_the_job(family, agent, manager, training):
    module = make_module("Accueillir")
    lesson = make_lesson(module, "L’accueil et ses cabines")
    above = make_article(RESOURCES["kits"], "Mallettes")
    kit = above.add_child(instance=type(above)(title="Atelier", slug="atelier"))
    portal = Portal.objects.create(name="Espace", slug="espace")
    month = today().replace(day=1)
    release = PortalRelease.objects.create(
        portal=portal, version="5", released_on=today(), words="Les relevés."
    )
    goes = {"kind": "goes", "words": "Saisir les relevés", "release": release.pk}
    changes = {
        "kind": "changes",
        "words": "Répondre",
        "becomes": "Rappeler",
        "starts_on": f"{month}",
    }
    comes = {
        "kind": "comes", "words": "Aider en cabine", "course": "l'accueil et ses cabines (ACCUEILLIR)",
        "kit": str(kit.translation_key),
    }  # fmt: skip
    client, manager = manager

    answer = client.post(url("write", family), typed(goes, changes, comes, {"kind": "goes"}))

    assert answer.status_code == 302, answer.context["formset"].errors
    assert answer.url == INDEX
    draft = JobMap.objects.get()
    assert (draft.state, draft.written_by, draft.sent_by) == (MapState.IN_REVIEW, manager, manager)
    assert [change.words for change in draft.changes.all()] == [
        "Saisir les relevés",
        "Répondre",
        "Aider en cabine",
    ]
    staff, person = agent
    assert staff.get(url("job", family)).status_code == 404
    assert "Accueil" not in staff.get(INDEX).content.decode()
    trainer, reviewer = training
    assert waiting(reviewer) == [(REVIEW, url("draft", family))]

    answer = trainer.post(url("draft", family), {"seen": draft.edition, "verb": "publish"})

    assert answer.url == url("job", family)
    assert waiting(reviewer) == []
    assert waiting(person) == [(PUBLISHED, url("job", family))]
    assert waiting(manager) == []
    assert staff.get(reverse("job_changes:own")).url == url("job", family)
    page = staff.get(url("job", family)).content.decode()
    for words in (
        "Saisir les relevés",
        "Espace, 5",
        "Rappeler",
        "Aider en cabine",
        lesson.get_url(),
        kit.get_url(),
    ):
        assert words in page, words
    assert "Write the next version" not in page
    job_map = JobMap.objects.get()
    assert (job_map.written_by, job_map.sent_by) == (None, None)
    refresh_search()
    assert url("job", family) in staff.get("/contenus/recherche/?q=relevés").content.decode()


def test_who_writes_is_decided_by_how_a_family_is_fetched(family, agent, manager, training):
    other = JobFamilyFactory()
    leading = JobFactory(family=JobFamilyFactory(name="Direction"))
    manager[1].positions.update(job=leading)
    for client, own, others in (
        (agent[0], 404, 404),
        (manager[0], 200, 404),
        (training[0], 200, 200),
    ):
        assert client.get(url("write", family)).status_code == own
        assert client.get(url("write", other)).status_code == others
        assert client.post(url("write", other), typed(verb="save")).status_code in (others, 302)
    assert list(families_written_by(manager[1], on=today())) == [family]  # not of their own job
    draft = sent(family, manager[1])
    for client, status in ((agent[0], 404), (manager[0], 404), (training[0], 302)):
        data = {"seen": draft.edition, "verb": "publish"}
        assert client.post(url("draft", family), data).status_code == status
    job_map = JobMap.objects.get(family=family)
    for client, status in ((agent[0], 404), (manager[0], 404), (training[0], 302)):
        assert client.post(reverse("job_changes:delete", args=[job_map.uuid])).status_code == status
    assert not JobMap.objects.filter(family=family).exists()


def test_partners_and_strangers_read_nothing(family, manager, training):
    published(family, manager[1], training[1])
    partner = Client()
    partner.force_login(ExternalFactory())

    for address in (INDEX, reverse("job_changes:own"), url("job", family), url("write", family)):
        assert partner.get(address).status_code == 404
        assert Client().get(address).url.startswith("/compte/")
    refresh_search()
    assert "/metiers/" not in partner.get("/contenus/recherche/?q=relevés").content.decode()


def test_a_second_person_publishes_unless_nobody_else_may(family, manager, training, settings):
    client, alone = training
    draft = sent(family, alone)
    assert waiting(alone) == [(REVIEW, url("draft", family))]
    second = PersonFactory()
    grant_role(person=second, role=Role.TRAINING_MANAGER, by=None)
    page = client.get(url("draft", family)).content.decode()
    assert "somebody else publishes it" in page
    with pytest.raises(ValidationError, match="somebody else"):
        publish_map(draft=draft, by=alone, seen=draft.edition)

    # Whoever sends what another wrote has read it, and the other has not read what was sent.
    save_draft(family=family, by=second, lines=LINES[:1], seen=draft.edition)
    draft = save_draft(family=family, by=alone, lines=LINES[:1], seen=draft.edition + 1, send=True)
    assert (draft.written_by, draft.sent_by) == (second, alone)
    with pytest.raises(ValidationError):
        publish_map(draft=draft, by=second, seen=draft.edition)
    publish_map(draft=draft, by=alone, seen=draft.edition)

    draft = sent(family, second)
    settings.REVIEW_BY_ANOTHER = False
    publish_map(draft=draft, by=second, seen=draft.edition)


def test_the_published_map_stands_until_the_next_one_is_published(family, agent, manager, training):
    lesson = make_lesson(make_module(), "Les relevés")
    prepared = replace(LINES[0], course=lesson.translation_key)
    first = published(family, manager[1], training[1], [prepared, *LINES[1:]])
    form = manager[0].get(url("write", family)).context["formset"]
    assert [one["words"].value() for one in form if one["words"].value()] == [
        line.words for line in LINES
    ]
    later = replace(LINES[0], words="Saisir les relevés à la maison")
    draft = sent(family, manager[1], [later, LINES[1], replace(LINES[2], words="Tout autre")])
    context = training[0].get(url("draft", family)).context
    lines = {line.change.words: line for column in context["columns"] for line in column.lines}
    assert str(lines[later.words].earlier) == LINES[0].words
    assert [page.title for page in lines[later.words].earlier_links] == [lesson.title]
    assert lines[later.words].links == []
    assert (lines[LINES[1].words].earlier, lines[LINES[1].words].is_new) == (None, False)
    assert lines["Tout autre"].is_new
    assert [line.words for line in context["gone"]] == ["Accompagner en cabine"]
    draft = sent(family, manager[1], LINES[:1])
    assert "Accompagner en cabine" in agent[0].get(url("job", family)).content.decode()

    publish_map(draft=draft, by=training[1], seen=draft.edition)

    page = agent[0].get(url("job", family)).content.decode()
    assert "Accompagner en cabine" not in page
    assert "first on" in page
    job_map = JobMap.objects.get()
    assert job_map.first_published_at == first.first_published_at < job_map.published_at


def test_deleting_anothers_draft_tells_who_sent_it_until_there_is_another(
    family, manager, training
):
    client, person = manager
    for deleter, told in ((client, []), (training[0], [(RETURNED, INDEX)])):
        draft = sent(family, person)
        deleter.post(reverse("job_changes:delete", args=[draft.uuid]))
        assert (JobMap.objects.exists(), waiting(person)) == (False, told)
    sent(family, person)
    assert waiting(person) == []


def test_what_is_sent_back_says_why_and_waits_for_who_sent_it(family, manager, training):
    client, person = manager
    draft = sent(family, person)
    data = {"seen": draft.edition, "verb": "return", "remark": ""}
    assert training[0].post(url("draft", family), data).status_code == 200

    training[0].post(url("draft", family), data | {"remark": "Depuis quand ?"})

    assert waiting(person) == [(RETURNED, url("write", family))]
    assert "Depuis quand ?" in client.get(url("write", family)).content.decode()
    sent(family, person)
    assert waiting(person) == []
    assert JobMap.objects.get().remark == ""


def test_nobody_overwrites_or_publishes_what_they_have_not_read(family, manager, training):
    draft = sent(family, manager[1])
    late = typed({"kind": "goes", "words": "Les miennes"}, seen=0, verb="save")
    answer = training[0].post(url("write", family), late)
    page = answer.content.decode()
    assert "Les miennes" in page
    assert "Somebody else saved" in page
    assert draft.changes.count() == len(LINES)
    again = late | {"seen": answer.context["seen"]}
    assert training[0].post(url("write", family), again).status_code == 302

    for act in (
        lambda: publish_map(draft=draft, by=training[1], seen=draft.edition),
        lambda: return_draft(draft=draft, remark="Non", seen=draft.edition),
        lambda: delete_map(job_map=draft),
    ):
        with pytest.raises(ValidationError, match="changed this meanwhile"):
            act()
    read = sent(family, manager[1])
    publish_map(draft=read, by=training[1], seen=read.edition)
    with pytest.raises(ValidationError, match="changed this meanwhile"):
        delete_map(job_map=read)  # it was a draft when it was read
    assert SearchEntry.objects.filter(kind="job_maps").exists()
    delete_map(job_map=JobMap.objects.get())
    assert not SearchEntry.objects.filter(kind="job_maps").exists()


def test_bad_lines_are_kept_on_the_page_and_nothing_is_saved(family, training):
    client, _person = training
    bad = {"words": "Écrire à lea.martin@exemple.fr", "kind": "goes"}
    unknown = {"words": "Aider", "kind": "comes", "becomes": "Autre", "course": "Nulle part"}
    orphan = {"words": "", "kind": "goes", "becomes": "Sans tâche"}
    right = {"words": "Saisir", "kind": "goes"}
    answer = client.post(url("write", family), typed(bad, unknown, orphan, right))
    page = answer.content.decode()

    assert [sorted(form.errors) for form in answer.context["formset"]] == [
        ["words"],
        ["becomes", "course"],
        ["words"],
        [],
    ]
    rows = page.split('<div class="folds">')[1].split('id="lignes"')[0].split("</summary>")
    heads = [
        row[row.rindex("<details") :] for row in rows if 'fold__title">4. ' in row or "@" in row
    ]
    assert [" open" in head.split(">")[0] for head in heads] == [True, False]
    assert "Nulle part" in page
    assert "No lesson or module is called that" in page
    assert "Line 2, " in page
    gone = {"words": "Aider", "kind": "comes", "becomes": "Autre", "remove": "on"}
    assert (
        client.post(url("write", family), typed(gone, {"words": "Un", "kind": "goes"})).url == INDEX
    )
    assert JobChange.objects.get().words == "Un"
    JobMap.objects.all().delete()
    empty = client.post(url("write", family), typed({"kind": "goes"}))
    assert "one line at least" in empty.content.decode()
    assert not JobMap.objects.exists()
    more = client.post(url("write", family), typed({"kind": "goes", "words": "Un"}, verb="more"))
    assert len(more.context["formset"].forms) == 4
    assert f'action="{url("write", family)}"' in more.content.decode()  # leaves “#lignes” behind
    assert "Un</textarea>" in more.content.decode()


def test_the_database_keeps_the_rules(family):
    job_map = JobMap.objects.create(family=family)
    wrong = (
        lambda: JobMap.objects.create(family=family),
        lambda: JobMap.objects.create(family=family, state=MapState.PUBLISHED),
        lambda: JobMap.objects.create(family=JobFamilyFactory(), state="torn"),
        lambda: JobChange.objects.create(job_map=job_map, kind="goes", words=""),
        lambda: JobChange.objects.create(job_map=job_map, kind="stays", words="Une"),
        lambda: JobChange.objects.create(
            job_map=job_map, kind="comes", words="Une", becomes="Deux"
        ),
        lambda: JobChange.objects.create(
            job_map=job_map, kind="goes", words="Une", starts_on=today().replace(day=2)
        ),
    )
    for act in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_erasing_who_wrote_leaves_the_draft_without_a_name(family, manager):
    draft = sent(family, manager[1])
    erase_person(person=manager[1])
    draft.refresh_from_db()

    assert (draft.written_by, draft.sent_by, draft.changes.count()) == (None, None, len(LINES))


def test_families_are_merged_where_only_one_has_a_map(family, manager, training):
    published(family, manager[1], training[1])
    other = JobFamilyFactory()
    merge_references(kept=other, other=family)
    assert JobMap.objects.get().family == other

    third = JobFamilyFactory()
    published(third, manager[1], training[1])
    with pytest.raises(ValidationError):
        merge_references(kept=third, other=other)
    delete_map(job_map=JobMap.objects.get(family=other))
    merge_references(kept=third, other=other)
    assert JobMap.objects.get().family == third


@pytest.mark.parametrize("size", [2, 12])
def test_query_count_does_not_grow(
    family, agent, manager, training, size, django_assert_max_num_queries
):
    lessons = [make_lesson(make_module(), f"Cours {number}") for number in range(size)]
    lines = [
        Line(kind=ChangeKind.COMES, words=f"Tâche {number}", course=lesson.translation_key)
        for number, lesson in enumerate(lessons)
    ]
    published(family, manager[1], training[1], lines)
    for _number in range(size):
        published(JobFamilyFactory(), manager[1], training[1])
    agent[0].get(INDEX)

    with django_assert_max_num_queries(16):
        agent[0].get(url("job", family))
    with django_assert_max_num_queries(16):
        agent[0].get(INDEX)
    with django_assert_max_num_queries(24):
        training[0].get(url("write", family))
    assert Notification.objects.filter(kind=PUBLISHED).count() == 1
