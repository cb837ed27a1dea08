"""Passing over what a placement shows as known: one’s own choice, and one’s own business."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.actions.grants import grant_modules
from learning.models import Enrolment, ModuleGrant, Path, PathModule
from learning.queries.paths import path_row
from learning.queries.placements import expected_percents, passable_modules
from quizzes.actions.placement import answer_placement, start_placement
from quizzes.enums import Purpose
from quizzes.models import Attempt, Competence, Framework
from quizzes.specs.codec import from_dict
from tests.learning.factories import make_enrolment, make_lesson, make_module, make_path
from tests.people.factories import PersonFactory
from tests.quizzes.factories import QuestionFactory, QuizFactory, right_response


pytestmark = pytest.mark.django_db


@pytest.fixture
def placement():
    bank = [QuestionFactory(difficulty=level) for level in range(1, 9) for _ in range(2)]
    return QuizFactory(purpose=Purpose.PLACEMENT, entries=bank, title="Où en suis-je")


@pytest.fixture
def path(placement):
    """An easy module and a hard one, each known from 70 %."""
    modules = [make_module("Facile"), make_module("Difficile")]
    for module, difficulty in zip(modules, (1, 8), strict=True):
        quiz = QuizFactory(entries=[QuestionFactory(difficulty=difficulty) for _ in range(2)])
        make_lesson(module, quiz=quiz)
    path = make_path(*modules)
    PathModule.objects.update(granted_from=70)
    Path.objects.update(placement_quiz=placement)
    path.refresh_from_db()
    return path


@pytest.fixture
def nadia():
    return PersonFactory()


@pytest.fixture
def reader(nadia):
    client = Client(headers={"accept-language": "en"})
    client.force_login(nadia)
    return client


def place(person, quiz, *, knows):
    """Answers right what is no more difficult than that."""
    attempt = start_placement(quiz=quiz, learner=person)
    while attempt.is_open:
        item = attempt.items.get(checked_at=None)
        raw = right_response(from_dict(item.version.spec)) if item.difficulty <= knows else {}
        attempt = answer_placement(attempt=attempt.uuid, slot=item.slot, raw=raw)
    return attempt


def titles(modules):
    return [module.title for module in modules]


def passing(person, path):
    return passable_modules(person, path, path_row(person, path))


def module_of(path, title):
    return PathModule.objects.get(path=path, module__title=title).module


def post(client, path, name, *modules):
    address = reverse(f"learning:{name}", args=[path.uuid])
    return client.post(address, {"module": [str(module.uuid) for module in modules]})


def test_what_is_easy_for_ones_level_may_be_passed_over_and_the_rest_not(nadia, path, placement):
    assert passing(nadia, path).known == []
    place(nadia, placement, knows=5)
    assert titles(passing(nadia, path).known) == ["Facile"]


def test_a_placement_that_is_under_way_grants_nothing(nadia, path, placement):
    start_placement(quiz=placement, learner=nadia)
    passable = passing(nadia, path)
    assert (passable.is_under_way, passable.known) == (True, [])


def test_it_is_chosen_then_counted_then_taken_back(reader, nadia, path, placement):
    make_enrolment(nadia, path)
    place(nadia, placement, knows=5)
    page = reverse("learning:path", args=[path.uuid])
    easy = module_of(path, "Facile")
    assert str(easy.uuid) in reader.get(page).content.decode()
    assert not ModuleGrant.objects.exists()

    assert post(reader, path, "pass_over", easy).url == page
    row = path_row(nadia, path)
    assert (row.percent, titles(passing(nadia, path).granted)) == (50, ["Facile"])
    assert "Follow it after all" in reader.get(page).content.decode()

    post(reader, path, "take_up", easy)
    assert path_row(nadia, path).percent == 0
    assert titles(passing(nadia, path).known) == ["Facile"]


def test_what_the_placement_does_not_show_cannot_be_passed_over(reader, nadia, path, placement):
    place(nadia, placement, knows=5)
    post(reader, path, "pass_over", module_of(path, "Difficile"))
    assert not ModuleGrant.objects.exists()


def test_without_a_placement_nothing_can(reader, nadia, path):
    post(reader, path, "pass_over", module_of(path, "Facile"))
    assert not ModuleGrant.objects.exists()
    Path.objects.update(placement_quiz=None)
    assert post(reader, path, "pass_over", module_of(path, "Facile")).status_code == 404


def test_nobody_else_sees_or_takes_back_what_somebody_passes_over(reader, nadia, path, placement):
    other = PersonFactory()
    place(other, placement, knows=5)
    easy = module_of(path, "Facile")
    grant_modules(person=other, modules=[easy.pk])
    text = reader.get(reverse("learning:path", args=[path.uuid])).content.decode()
    assert "Follow it after all" not in text
    post(reader, path, "take_up", easy)
    assert ModuleGrant.objects.filter(person=other).exists()


def test_the_last_placement_counts_and_one_from_before_the_path_does_not(nadia, path, placement):
    place(nadia, placement, knows=5)
    make_enrolment(nadia, path, counts_from=timezone.now() + timedelta(minutes=1))
    assert passing(nadia, path).known == []
    Enrolment.objects.update(counts_from=None)
    assert titles(passing(nadia, path).known) == ["Facile"]
    Attempt.objects.update(
        submitted_at=timezone.now() - timedelta(days=1),
        started_at=timezone.now() - timedelta(days=2),
    )
    place(nadia, placement, knows=0)
    assert passing(nadia, path).known == []


def test_a_grant_that_no_longer_counts_is_given_anew(nadia, path):
    easy = module_of(path, "Facile")
    since = timezone.now() - timedelta(days=1)
    ModuleGrant.objects.create(person=nadia, module=easy, granted_at=since - timedelta(days=9))
    make_enrolment(nadia, path, counts_from=since)
    grant_modules(person=nadia, modules=[easy.pk], counts_from=since)
    assert path_row(nadia, path).percent == 50


def test_the_level_in_the_area_of_a_module_counts_before_the_level_as_a_whole(nadia):
    """Strong in writing, weak in numbers: the module on writing is known, that on numbers is not."""
    framework = Framework.objects.create(name="Cadre", edition="1", slug="cadre")
    writing, numbers = (
        Competence.objects.create(framework=framework, code=code, title=title)
        for code, title in (("1", "Écrire"), ("2", "Compter"))
    )
    bank = []
    for area in (writing, numbers):
        for difficulty in (2, 3, 4, 5, 6):
            bank.append(QuestionFactory(difficulty=difficulty))
            bank[-1].competences.add(area)
    quiz = QuizFactory(purpose=Purpose.PLACEMENT, entries=bank)
    modules = []
    for area in (writing, numbers):
        question = QuestionFactory(difficulty=4)
        question.competences.add(area)
        modules.append(make_module())
        make_lesson(modules[-1], quiz=QuizFactory(entries=[question]))
    attempt = start_placement(quiz=quiz, learner=nadia)
    while attempt.is_open:
        item = attempt.items.get(checked_at=None)
        knows = writing in item.version.question.competences.all()
        raw = right_response(from_dict(item.version.spec)) if knows else {}
        attempt = answer_placement(attempt=attempt.uuid, slot=item.slot, raw=raw)
    percents = expected_percents(attempt, [module.record_id for module in modules])
    assert percents[modules[0].record_id] > percents[modules[1].record_id] + 20


def test_a_module_without_questions_is_weighed_by_those_of_the_placement(nadia, placement):
    module = make_module()
    make_lesson(module)
    attempt = place(nadia, placement, knows=8)
    assert 40 < expected_percents(attempt, [module.record_id])[module.record_id] < 100


def test_the_result_of_a_placement_leads_to_its_path(reader, nadia, path, placement):
    attempt = place(nadia, placement, knows=5)
    text = reader.get(reverse("quizzes:placement_result", args=[attempt.uuid])).content.decode()
    assert reverse("learning:path", args=[path.uuid]) in text


def test_of_two_paths_with_the_same_placement_it_leads_to_the_one_it_was_begun_from(
    reader, nadia, path, placement
):
    other = make_path(make_module("Autre"))
    other.placement_quiz = placement
    other.save()
    make_enrolment(nadia, other)

    def result(begun_from):
        address = reverse("quizzes:placement_begin", args=[placement.uuid])
        reader.post(address, {"back": begun_from})
        attempt = place(nadia, placement, knows=5)
        return reader.get(reverse("quizzes:placement_result", args=[attempt.uuid])).content.decode()

    first, followed = (
        reverse("learning:path", args=[candidate.uuid]) for candidate in (path, other)
    )
    page = reader.get(first).content.decode()
    begin = reverse("quizzes:placement", args=[placement.uuid])
    assert f'{begin}?back={first}"' in page
    assert f'value="{first}"' in reader.get(begin, {"back": first}).content.decode()
    assert f'href="{first}"' in result(first)
    assert f'href="{followed}"' in result("")
    assert f'href="{followed}"' in result("https://ailleurs.example/")


def test_a_path_whose_last_module_is_passed_over_is_finished_and_says_so(
    reader, nadia, path, placement
):
    make_enrolment(nadia, path)
    place(nadia, placement, knows=5)
    grant_modules(person=nadia, modules=[module_of(path, "Difficile").pk])
    assert not nadia.certificates.exists()

    answer = post(reader, path, "pass_over", module_of(path, "Facile"))

    certificate = nadia.certificates.get()
    assert answer.url == reverse("learning:certificate", args=[certificate.uuid])
    assert "You have finished" in reader.get(answer.url).content.decode()
