"""What the pages say of each kind before and after the answer, and what an author may ask."""

from decimal import Decimal

import pytest
from django.urls import reverse

from quizzes.actions.starts import start_attempt
from quizzes.kinds.essay import Essay
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import NumberAnswer, Numeric, Unit
from quizzes.kinds.short_text import ShortText, TextAnswer
from quizzes.models import Question
from quizzes.specs.codec import from_dict
from quizzes.values.grids import Criterion
from quizzes.values.texts import Rich
from tests.quizzes.factories import quiz_asking, spec
from tests.quizzes.test_admin import common, filled_in, rows


pytestmark = pytest.mark.django_db

BANK = "wagtailsnippets_quizzes_question"
TEXT = Rich("Quoi ?")
SHORT = ShortText(
    text=TEXT,
    answers=(TextAnswer(text="réseau"),),
    match_case=True,
    ignore_accents=True,
    typos=1,
)
DURATION = Numeric(
    text=TEXT,
    answers=(NumberAnswer(value=Decimal(90)),),
    units=(Unit(name="min"), Unit(name="h", factor=Decimal(60))),
)


@pytest.fixture
def asked(client, learner):
    """Begins a quiz of one question. Returns the attempt."""

    def begin(question):
        return start_attempt(quiz=quiz_asking(question), learner=learner)

    return begin


def page(client, attempt):
    answer = client.get(reverse("quizzes:attempt", args=[attempt.uuid]) + "?q=1")
    return " ".join(answer.content.decode().split())


def check(client, attempt, **data):
    """Sends the form without a script, and returns the page that follows."""
    url = reverse("quizzes:attempt", args=[attempt.uuid])
    return " ".join(client.post(url, {"slot": 1, **data}, follow=True).content.decode().split())


# The learner, before


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        (spec("Q?{=réseau}"), ["do not matter", "Accents count"], ["slip"]),
        (SHORT, ["Capital letters count", "Accents do not matter", "slip"], []),
        (DURATION, ["min, h", "read in min"], ["unit is needed"]),
        (spec("Q?{#3}"), ["A number alone"], ["unit"]),
        (spec("Q?{~%50%a ~%50%b ~c}"), ["Several answers may be right"], ["as a whole"]),
    ],
)
def test_a_question_says_what_is_expected(client, asked, settings, question, told, untold):
    settings.LANGUAGE_CODE = "en"
    said = page(client, asked(question))

    for words in told:
        assert words in said
    for words in untold:
        assert words not in said


def test_all_or_nothing_is_said(client, asked, settings):
    settings.LANGUAGE_CODE = "en"
    several = spec("Q?{~%50%a ~%50%b ~c}")
    strict = MultipleChoice(text=several.text, choices=several.choices, all_or_nothing=True)

    assert "won as a whole" in page(client, asked(strict))


@pytest.mark.parametrize("is_marked", [True, False])
def test_an_essay_says_whether_somebody_marks_it(client, asked, settings, is_marked):
    settings.LANGUAGE_CODE = "en"
    said = page(client, start_with_another(asked, Essay(text=TEXT, is_marked=is_marked)))

    assert ("reads and marks this answer" in said) is is_marked
    assert ("Nobody marks this answer" in said) is not is_marked


def start_with_another(asked, question):
    """An essay that nobody marks cannot be asked alone."""
    if question.is_marked:
        return asked(question)
    attempt = asked(spec("Vrai ?{T}"))
    attempt.items.update(version=quiz_version(question))
    return attempt


def quiz_version(question):
    return quiz_asking(question).entries.get().question.current_version


# The learner, after


def test_a_slip_is_accepted_and_the_spelling_is_shown(client, asked):
    said = check(client, asked(SHORT), text="resau")

    assert "<strong>réseau</strong>" in said
    assert "answer--right" in said


@pytest.mark.parametrize("text", ["1,5 h", "90 min", "90"])
def test_a_number_is_taken_in_any_of_its_units(client, asked, text):
    assert "answer--right" in check(client, asked(DURATION), text=text)


@pytest.mark.parametrize("text", ["90 s", "1 h 30", "9**9**9", "nan", "1e999999 h", "h"])
def test_what_is_no_number_in_a_unit_is_asked_again_with_the_units(client, asked, text):
    attempt = asked(DURATION)

    said = check(client, attempt, text=text)

    assert 'href="#id_text"' in said
    assert "min, h" in said
    assert attempt.items.get().checked_at is None


def test_a_unit_that_is_needed_is_asked_for(client, asked):
    strict = Numeric(text=TEXT, answers=DURATION.answers, units=DURATION.units, unit_required=True)

    assert 'href="#id_text"' in check(client, asked(strict), text="90")
    assert "answer--right" in check(client, asked(strict), text="90 min")


# An open answer within its bounds


BOUNDED = Essay(text=TEXT, is_marked=True, min_words=3, max_words=5)


@pytest.mark.parametrize("text", ["deux mots", "il y a ici six mots"])
def test_a_text_of_another_length_is_refused_and_kept(client, asked, text):
    attempt = asked(BOUNDED)

    said = check(client, attempt, text=text)

    item = attempt.items.get()
    assert 'href="#id_text"' in said
    assert item.checked_at is None
    assert item.response == {"text": text}
    assert f">{text}</textarea>" in said.replace("> ", ">")
    assert text in page(client, attempt), "and it is still there when the page is opened again"


def test_a_text_of_the_right_length_waits_for_its_marker(client, asked, settings):
    settings.LANGUAGE_CODE = "en"
    attempt = asked(BOUNDED)

    said = check(client, attempt, text="juste quatre mots ici")

    assert "Your answer waits for somebody who marks it" in said
    assert attempt.items.get().checked_at is not None


def test_giving_up_an_essay_asks_for_no_words(client, asked):
    attempt = asked(BOUNDED)

    check(client, attempt, text="", verb="skip")

    assert attempt.items.get().checked_at is not None


# Errors are named, linked and focused


@pytest.mark.parametrize(
    ("gift", "target"),
    [
        ("Q?{=a ~b}", "id_choice"),
        ("Q?{T}", "id_choice"),
        ("Q?{~%50%a ~%50%b ~c}", "id_choice"),
        ("Q?{=a}", "id_text"),
        ("Q?{#3}", "id_text"),
        ("Q?{=a->1 =b->2}", "id_pair-p1"),
    ],
)
def test_an_incomplete_answer_is_named_linked_to_its_field_and_focused(client, asked, gift, target):
    said = check(client, asked(spec(gift)))

    assert 'id="answer-error" tabindex="-1" data-focus' in said
    assert f'href="#{target}"' in said
    assert f'id="{target}"' in said
    assert "answer-error" in said.split("<form", 1)[1].split('id="answer-error"', 1)[1]


# The author


def add(client, kind, data):
    answer = client.post(reverse(f"{BANK}:add_kind", args=[kind]), common() | data)
    assert answer.status_code == 302, answer.context["form"].errors
    question = Question.objects.order_by("-pk").first()
    return question, from_dict(question.current_version.spec)


def saved_again(client, question):
    """Opens the form and sends it back untouched. Returns how many versions there are."""
    url = reverse(f"{BANK}:edit", args=[question.pk])
    answer = client.post(url, filled_in(client.get(url).context["form"]))
    assert answer.status_code == 302, answer.context["form"].errors
    return question.versions.count()


def test_an_author_asks_for_a_range_and_for_units(client, author):
    question, asked = add(
        client,
        "numeric",
        {"units": "min = 1\nh = 60\n\nj = 420", "unit_required": "on"}
        | rows({"text": "85,5..95"}, {"text": "120", "tolerance": "2", "fraction": "50"}),
    )

    assert asked.answers[0] == NumberAnswer(
        value=Decimal("90.25"), tolerance=Decimal("4.75"), is_range=True
    )
    assert [(unit.name, unit.factor) for unit in asked.units] == [("min", 1), ("h", 60), ("j", 420)]
    assert asked.unit_required
    assert saved_again(client, question) == 1


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        ({}, {"text": "95..85"}),
        ({}, {"text": "9**9**9"}),
        ({}, {"text": "1..2", "tolerance": "3"}),
        ({"units": "h = soixante"}, {"text": "1"}),
        ({"units": "h = 60"}, {"text": "1"}),
        ({"units": "h = -1\nmin"}, {"text": "1"}),
        ({"units": "1e9 = 1"}, {"text": "1"}),
    ],
)
def test_numbers_and_units_that_mean_nothing_are_refused(client, author, data, answer):
    url = reverse(f"{BANK}:add_kind", args=["numeric"])

    assert client.post(url, common() | data | rows(answer)).context["form"].errors
    assert not Question.objects.exists()


def test_an_author_forgives_accents_and_slips(client, author):
    question, asked = add(
        client, "short_text", {"ignore_accents": "on", "typos": "2"} | rows({"text": "réseau"})
    )

    assert (asked.ignore_accents, asked.typos, asked.match_case) == (True, 2, False)
    assert saved_again(client, question) == 1


def test_an_author_wants_all_or_nothing(client, author):
    answers = [{"text": text, "fraction": "100"} for text in "ab"]

    question, asked = add(
        client, "multiple_choice", {"all_or_nothing": "on"} | rows(*answers, {"text": "c"})
    )

    assert asked.all_or_nothing
    assert saved_again(client, question) == 1


def test_an_author_gives_an_essay_its_grid_and_its_length(client, author):
    grid = [
        {"title": "Clair", "share": "40", "help": "Des *mots*"},
        {"title": "Juste", "share": "60"},
    ]

    question, asked = add(
        client, "essay", {"is_marked": "on", "min_words": "50", "max_words": "200"} | rows(*grid)
    )

    assert (asked.is_marked, asked.min_words, asked.max_words) == (True, 50, 200)
    assert [(one.title, one.share) for one in asked.criteria] == [("Clair", 40), ("Juste", 60)]
    assert isinstance(asked.criteria[0], Criterion)
    assert saved_again(client, question) == 1


@pytest.mark.parametrize(
    "data",
    [
        {"is_marked": "on"} | rows({"title": "Clair", "share": "40"}),
        rows({"title": "Clair", "share": "100"}),
        {"min_words": "9", "max_words": "3"} | rows(),
        {"min_words": "-1"} | rows(),
    ],
)
def test_a_grid_or_a_length_that_cannot_be_is_refused(client, author, data):
    answer = client.post(reverse(f"{BANK}:add_kind", args=["essay"]), common() | data)

    assert answer.context["form"].errors
    assert not Question.objects.exists()
