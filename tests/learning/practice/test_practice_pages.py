"""A lesson opens the practice portal, the task is carried out, and the lesson counts as done."""

import json
import logging
import re
import shutil
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cms.models import Portal, PortalScreen
from learning.actions.practice import record_practice
from learning.actions.progress import finish_lesson
from learning.blocks import PracticeBlock, practice_tasks
from learning.checks import check_practice_portals
from learning.exporters.course.writing import write_blocks
from learning.importers.markdown_blocks import page_blocks
from learning.models import LoadedSource, PracticeCompletion
from learning.practice import shelf
from learning.practice.shelf import practice_portal
from learning.queries.modules import module_rows
from learning.queries.practice import own_portal, task_uses_of_screens
from learning.views.practice import BACK
from people.enums import OpeningCause
from people.models import AccountOpening
from tests.learning.factories import make_enrolment, make_lesson, make_module, make_path
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

PORTAL, TASK = "logement", "se-connecter"
ADDRESS = f"/entrainement/{PORTAL}/{TASK}/"
WELL = (  # the best way through the task
    {"move": "real"},
    {"move": "enter", "email": "current", "keep": "refuse"},
    {"move": "herself"},
    {"move": "logout"},
    {"move": "finish"},
)


def practice_lesson(*, required=True):
    block = {"type": "practice", "value": {"task": TASK, "required": required}}
    return make_lesson(make_module(), blocks=[block])


def carry_out(client, moves, address=ADDRESS):
    """Post the moves one after the other; return the address of the last page."""
    for move in moves:
        answer = client.post(address, move)
        assert answer.status_code == 302, move
        address = answer["Location"].partition("#")[0]
    return address


def row_of(person, lesson):
    rows = [row for module in module_rows(person) for row in module.lessons]
    return next(row for row in rows if row.pk == lesson.record_id)


def test_a_lesson_leads_to_its_task_and_is_done_once_that_is_carried_out(client, person):
    client.force_login(person)
    lesson = practice_lesson()
    finish_lesson(person=person, lesson=lesson.record)
    assert row_of(person, lesson).waits_for_practice
    page = client.get(lesson.url).content.decode()
    link = re.search(rf'href="({ADDRESS}\?lecon=[\w-]+)"', page)[1]
    end = carry_out(client, WELL, link)
    result = client.get(end)
    assert lesson.url in result.content.decode()
    assert row_of(person, lesson).is_done
    assert PracticeCompletion.objects.get().task == TASK


def test_the_end_says_what_was_done_well_and_what_was_missed(client, person):
    client.force_login(person)
    moves = [{"move": "advert"}, {"move": "leave"}, *WELL[:3], {"move": "close"}]
    review = client.get(carry_out(client, moves)).context["review"]
    task = practice_portal(PORTAL, "fr").tasks[TASK]
    assert review.caught == (task.observations["address"].good,)
    assert review.missed == (task.observations["session"].missed,)
    assert task.observations["keep"].good in review.good


def test_a_step_can_be_taken_back_and_what_was_missed_is_remembered(client, person):
    client.force_login(person)
    address = carry_out(client, [{"move": "advert"}, {"move": BACK}])
    answer = client.get(address)
    assert answer.context["screen"].key == "results"
    end = carry_out(client, WELL, address)
    assert client.get(end).context["review"].caught


def test_a_form_that_is_not_filled_in_is_shown_again_with_what_was_chosen(client, person):
    client.force_login(person)
    address = carry_out(client, [WELL[0]])
    answer = client.post(address, {"move": "enter", "email": "current"})
    assert answer.status_code == 200
    assert answer.context["missing"] == ["keep"]
    assert answer.context["chosen"] == ["email:current"]


def test_reading_a_page_writes_nothing_and_an_end_that_was_made_up_is_the_start(client, person):
    client.force_login(person)
    for step in ("", "?etape=abc", "?etape=WyJlbmQiXQ:1abc:xyz"):
        assert client.get(ADDRESS + step).context["screen"].key == "results"
    assert not PracticeCompletion.objects.exists()


def test_the_place_of_another_person_opens_nothing(client, person):
    client.force_login(person)
    address = carry_out(client, WELL[:3])
    client.force_login(PersonFactory())
    assert client.get(address).context["screen"].key == "results"


def test_a_move_that_the_screen_does_not_offer_changes_nothing(client, person):
    client.force_login(person)
    address = carry_out(client, [{"move": "finish"}])
    assert client.get(address).context["screen"].key == "results"


def test_what_is_typed_goes_nowhere(client, person, caplog):
    canary = "Canari-7421"
    client.force_login(person)
    address = f"/entrainement/{PORTAL}/trouver-un-document/"
    address = carry_out(client, [{"move": "menu:documents"}], address)
    with caplog.at_level(logging.DEBUG):
        answer = client.post(address, {"move": "find", "search": canary})
        shown = client.get(answer["Location"])
        unfinished = client.post(address, {"move": "find", "search": "", "other": canary})
    token = parse_qs(urlsplit(answer["Location"]).query)["etape"][0]
    stored = json.dumps(
        signing.loads(token, salt=f"learning.practice.{person.pk}.{PORTAL}.trouver-un-document")
    )
    for text in (
        *(answer["Location"], stored, caplog.text, json.dumps(dict(client.session.items()))),
        *(shown.content.decode(), unfinished.content.decode()),
    ):
        assert canary not in text
    assert sensitive_names(address, client, canary)


def sensitive_names(address, client, canary):
    """Whether Django would leave what was posted out of an error report."""
    request = client.post(address, {"move": "find", "search": canary}).wsgi_request
    return request.sensitive_post_parameters == "__ALL__"


def test_no_field_of_a_practice_portal_takes_a_secret(client, person):
    client.force_login(person)
    address = carry_out(client, [{"move": "real"}])
    page = client.get(address).content.decode()
    assert 'type="password"' not in page
    imitation = re.search(r"<input[^>]*readonly[^>]*>", page)[0]
    assert 'autocomplete="off"' in imitation
    assert "name=" not in imitation


def test_a_practice_portal_is_that_of_the_variant_of_the_courses(client, person):
    client.force_login(person)
    assert client.get("/entrainement/").context["portal"].key == "logement"
    LoadedSource.objects.create(key="variants/hopital")
    answer = client.get("/entrainement/")
    assert answer.context["portal"].key == "hopital"
    assert len(answer.context["rows"]) >= 8


def test_the_list_marks_what_one_has_carried_out_oneself(client, person):
    record_practice(person=PersonFactory(), task="payer")
    record_practice(person=person, task=TASK)
    record_practice(person=person, task=TASK)
    client.force_login(person)
    rows = client.get("/entrainement/").context["rows"]
    assert [row.task.key for row in rows if row.done_at] == [TASK]


def test_whoever_may_have_taken_the_account_reads_what_they_carried_out_themselves_alone(
    client, person
):
    for task in (TASK, "payer"):
        record_practice(person=person, task=task)
    PracticeCompletion.objects.update(done_at=timezone.now() - timedelta(days=2))
    person.opened_at = timezone.now() - timedelta(days=1)
    person.save()
    AccountOpening.objects.create(
        person=person, cause=OpeningCause.NEW_ADDRESS, trusted_before=person.opened_at
    )
    client.force_login(person)
    carry_out(client, WELL)

    rows = client.get("/entrainement/").context["rows"]

    assert [row.task.key for row in rows if row.done_at] == [TASK]


def test_a_path_that_counts_from_later_asks_for_the_task_again(person):
    lesson = practice_lesson()
    record_practice(person=person, task=TASK)
    long_ago = timezone.now() - timedelta(days=400)
    PracticeCompletion.objects.update(done_at=long_ago)
    make_enrolment(person, make_path(lesson.get_parent().specific), counts_from=timezone.now())
    record_practice(person=person, task=TASK)
    assert PracticeCompletion.objects.get().done_at > long_ago


def test_finishing_a_lesson_leads_to_the_task_that_is_left(client, person):
    client.force_login(person)
    lesson = practice_lesson()
    answer = client.post(reverse("learning:finish", args=[lesson.record.uuid]))
    assert answer["Location"].endswith(f"#entrainement-{TASK}")


def test_a_task_that_is_not_required_leaves_the_lesson_done(person):
    lesson = practice_lesson(required=False)
    finish_lesson(person=person, lesson=lesson.record)
    assert row_of(person, lesson).is_done


def test_unknown_portals_and_tasks_are_not_found(client, person):
    client.force_login(person)
    for address in ("/entrainement/banque/", f"/entrainement/{PORTAL}/voler/"):
        assert client.get(address).status_code == 404


def test_a_changed_screen_tells_which_tasks_imitate_it_and_the_tasks_say_so(client, person):
    portal = Portal.objects.create(name="Espace", slug="espace")
    screen = PortalScreen.objects.create(
        portal=portal, name="Accueil", slug="accueil", version="2026.2"
    )
    uses = task_uses_of_screens([screen.pk])[screen.pk]
    titles = {use.title for use in uses if use.version == "2026.1"}
    assert practice_portal(PORTAL, "fr").tasks[TASK].title in titles
    client.force_login(person)
    address = carry_out(client, [{"move": "real"}])
    assert client.get(address).context["changed"] == screen


def test_the_block_goes_out_to_a_course_file_and_back():
    written = write_blocks([("practice", {"task": "payer", "required": False})])
    assert written == '::: practice task="payer" required="no"\n:::'
    assert page_blocks(written)[0].value == {"task": "payer", "required": False}


def test_the_editor_is_offered_each_task_once_in_their_language():
    with override("en"):
        tasks = dict(practice_tasks())
    portal = practice_portal(own_portal().key, "en")
    assert tasks["payer"] == f"{portal.name} – {portal.tasks['payer'].title}"
    with pytest.raises(ValidationError):
        PracticeBlock().clean(PracticeBlock().to_python({"task": "voler", "required": True}))


def test_a_screen_may_have_a_way_back_of_its_own(client, person):
    client.force_login(person)
    address = f"/entrainement/{PORTAL}/changer-d-adresse/"
    moves = [{"move": "later"}, {"move": "back"}]
    answer = client.get(carry_out(client, moves, address))
    assert answer.context["screen"].key == "profile"
    assert answer.context["can_step_back"]


def test_a_broken_file_is_named_before_the_site_is_opened(tmp_path, monkeypatch):
    shutil.copytree(shelf.CONTENT / "fr" / shelf.FOLDER, tmp_path / "fr" / shelf.FOLDER)
    (tmp_path / "fr" / shelf.FOLDER / f"{PORTAL}.yaml").write_text("title: [", encoding="utf-8")
    monkeypatch.setattr(shelf, "CONTENT", tmp_path)
    shelf.portal_keys.cache_clear()
    shelf.practice_portal.cache_clear()
    try:
        told = check_practice_portals()
    finally:
        shelf.portal_keys.cache_clear()
        shelf.practice_portal.cache_clear()

    assert {error.msg.partition(":")[0] for error in told} == {f"{PORTAL} (fr)", f"{PORTAL} (en)"}
