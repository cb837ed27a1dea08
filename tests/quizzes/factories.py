import factory
from django.utils.timezone import now

from people.models import Person
from quizzes.actions.attempts import check_item, choose_step, submit_attempt
from quizzes.actions.bank import publish_version
from quizzes.actions.starts import start_attempt
from quizzes.enums import QuestionStatus
from quizzes.gift.reader import read_gift
from quizzes.kinds.blanks import Blanks
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.scenario import Scenario
from quizzes.kinds.short_text import ShortText
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.marking import mark
from quizzes.models import (
    Attempt,
    AttemptItem,
    Category,
    Competence,
    Framework,
    Question,
    Quiz,
    QuizQuestion,
)
from quizzes.queries.asking import questions_to_ask
from quizzes.specs.codec import from_dict
from tests.people.factories import PersonFactory


SINGLE = "Qui voit mes réponses ?{=Moi seul#Oui. ~Mon responsable#Jamais. ~Tout le monde}"


def spec(asked):
    """The question that a line of GIFT says; a spec is one already."""
    if not isinstance(asked, str):
        return asked
    [question] = read_gift(asked).questions
    return question.spec


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ["name"]

    name = "Essentiels"


class FrameworkFactory(factory.django.DjangoModelFactory):
    """With an area, 1, and two competences in it, 1.1 and 1.2."""

    class Meta:
        model = Framework
        skip_postgeneration_save = True

    name = "Cadre"
    edition = factory.Sequence(str)
    slug = factory.Sequence(lambda n: f"cadre-{n}")

    @factory.post_generation
    def areas(framework, create, extracted, **kwargs):  # noqa: N805
        area = Competence.objects.create(framework=framework, code="1", title="Information")
        for code, title in (("1.1", "Chercher"), ("1.2", "Gérer")):
            Competence.objects.create(framework=framework, parent=area, code=code, title=title)


class QuestionFactory(factory.django.DjangoModelFactory):
    """A ready question with one version; what it asks is `asks`, a spec or GIFT."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Question {n}")
    category = factory.SubFactory(CategoryFactory)
    status = QuestionStatus.READY

    @factory.post_generation
    def asks(question, create, extracted, **kwargs):  # noqa: N805
        publish_version(question=question, spec=spec(extracted or SINGLE))


class QuizFactory(factory.django.DjangoModelFactory):
    """A quiz of the questions given as `entries`; see also quiz_of and quiz_asking."""

    class Meta:
        model = Quiz
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Quiz {n}")
    slug = factory.Sequence(lambda n: f"quiz-{n}")

    @factory.post_generation
    def entries(quiz, create, extracted, **kwargs):  # noqa: N805
        for order, question in enumerate(extracted or []):
            QuizQuestion.objects.create(quiz=quiz, question=question, sort_order=order)


def quiz_asking(*asked, **fields):
    """A quiz of these questions, each a spec or a text of GIFT."""
    return QuizFactory(entries=[QuestionFactory(asks=one) for one in asked], **fields)


def quiz_of(number, **fields):
    return quiz_asking(*[SINGLE] * number, **fields)


def right_response(question):
    """A response that gets all the points of this spec."""
    match question:
        case SingleChoice():
            response = {"choice": next(c.id for c in question.choices if c.fraction == 100)}
        case MultipleChoice():
            response = {"choices": [c.id for c in question.choices if c.fraction > 0]}
        case TrueFalse():
            response = {"choice": "true" if question.answer else "false"}
        case ShortText():
            response = {"text": next(a.text for a in question.answers if a.fraction == 100)}
        case Numeric():
            response = {"text": str(next(a.value for a in question.answers if a.fraction == 100))}
        case Matching():
            ids = {text: pk for pk, text in question.options.items()}
            response = {"pairs": {pair.id: ids[pair.answer] for pair in question.pairs}}
        case Ordering():
            places = enumerate(question.items, start=1)
            response = {"places": {item.id: place for place, item in places}}
        case Blanks():
            response = {"gaps": {pk: right_text(gap) for pk, gap in question.by_id.items()}}
        case Scenario():
            response = {"path": best_path(question)}
        case _:
            return {}
    assert mark(question, response).fraction == 1
    return response


def right_text(gap):
    return next((pk for pk, text in gap.options.items() if text in gap.accepted), gap.accepted[0])


def best_path(question):
    path, (_steps, scene) = [], question.walk([])
    while scene is not None:
        path.append(question.best_replies(scene)[0])
        scene = question.walk(path)[1]
    return path


def answer(item, raw):
    """As a learner would: a scenario by one choice at a time."""
    for step, choice in enumerate(raw.get("path", [])):
        choose_step(attempt=item.attempt.uuid, slot=item.slot, step=step, choice=choice)
    check_item(attempt=item.attempt.uuid, slot=item.slot, raw=raw)


def answered_attempt(quiz, learner, *, right):
    """Submitted, with the first `right` questions answered right and the others not at all."""
    attempt = start_attempt(quiz=quiz, learner=learner)
    for item in attempt.items.select_related("version").order_by("slot"):
        question = from_dict(item.version.spec)
        raw = right_response(question) if item.slot <= right else {}
        answer(item, raw)
    return submit_attempt(attempt=attempt.uuid)


def answered_by_many(quiz, people, *, right=None):
    """First attempts of so many new people, submitted, by three statements and not by the actions.

    The n-th of them gets the first `right` questions right and none of the others; by default n of them,
    and from nought again.
    """
    asked = questions_to_ask(quiz)
    first = Person.objects.count()
    learners = Person.objects.bulk_create(
        [PersonFactory.build(staff_number=f"many{first + one}") for one in range(people)]
    )
    start = now()
    common = {"quiz": quiz, "pass_percent": quiz.pass_percent, "started_at": start}
    attempts = Attempt.objects.bulk_create(
        Attempt(learner=one, max_points=len(asked), submitted_at=start, **common)
        for one in learners
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            slot=slot,
            version=one.version,
            fraction=int(slot <= earned),
            response=right_response(one.spec) if slot <= earned else {},
        )
        for number, attempt in enumerate(attempts)
        for earned in [number % (len(asked) + 1) if right is None else right]
        for slot, one in enumerate(asked, start=1)
    )
    return attempts


def passed_attempt(quiz, learner):
    return answered_attempt(quiz, learner, right=quiz.entries.count())


def failed_attempt(quiz, learner):
    return answered_attempt(quiz, learner, right=0)


class AttemptFactory(factory.django.DjangoModelFactory):
    """Open; `passed=True` or `failed=True` submits it. Made by the actions, as a learner would."""

    class Meta:
        model = Attempt

    class Params:
        passed = factory.Trait(outcome=passed_attempt)
        failed = factory.Trait(outcome=failed_attempt)

    quiz = factory.LazyFunction(lambda: quiz_of(3))
    learner = factory.SubFactory(PersonFactory)
    outcome = None

    @classmethod
    def _create(cls, model_class, *args, quiz, learner, outcome, **kwargs):
        make = outcome or (lambda quiz, learner: start_attempt(quiz=quiz, learner=learner))
        return make(quiz, learner)
