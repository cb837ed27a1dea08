"""A space that does not break is a character of its author, whichever way the text goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.actions.bank import publish_version
from quizzes.actions.translations import save_translation
from quizzes.file_questions import FileQuestion
from quizzes.gift.reader import read_gift
from quizzes.gift.writer import write_gift
from quizzes.html import plain_text, sanitise
from quizzes.importers.gift import import_gift
from quizzes.importers.questions import sanitised_for_storage
from quizzes.kinds.information import Information
from quizzes.models import Question, QuestionVersion
from quizzes.specs.codec import from_dict, to_dict
from quizzes.specs.wording import monolingual_spec
from quizzes.values.texts import HTML_FORMATS, Rich, TextFormat


QUESTION = "::Nuage::Que sont les fichiers «\u00a0dans le nuage\u00a0»\u202f?{T#Oui\u00a0!#Non.}"
FRENCH = st.text(st.sampled_from("ab é\u00a0\u202f«»“”\"'’?!:;&"), min_size=1, max_size=30)
TEXTS = FRENCH.map(lambda text: text.strip(" ")).filter(lambda text: text.strip())


def with_entities(spec):
    """As it was stored before."""
    raw = to_dict(spec)
    for value in raw.values():
        if isinstance(value, dict) and value.get("format") in HTML_FORMATS:
            value["text"] = value["text"].replace("\u00a0", "&nbsp;")
    return raw


@given(TEXTS)
def test_html_made_safe_keeps_the_spaces_and_quotes_that_it_had(text):
    safe = sanitise(text)
    assert "&nbsp;" not in safe
    for character in "\u00a0\u202f«»“”\"'’":
        assert safe.count(character) == text.count(character)
    assert sanitise(safe) == safe


def test_a_text_about_the_entity_still_names_it():
    assert sanitise("<code>&amp;nbsp;</code>") == "<code>&amp;nbsp;</code>"


@given(TEXTS, st.sampled_from([TextFormat.MOODLE, TextFormat.HTML]))
def test_a_text_goes_through_the_bank_and_its_file_and_comes_back(text, text_format):
    kept = sanitised_for_storage(Information(text=Rich(text, text_format)))
    assert from_dict(with_entities(kept)) == kept
    written = write_gift([FileQuestion(spec=kept, title="Un titre")])
    assert "&nbsp;" not in written
    (found,) = read_gift(written).questions
    assert sanitised_for_storage(found.spec) == kept


@given(TEXTS)
def test_plain_words_of_a_text_hold_what_belongs_together(text):
    said = plain_text(Rich(f"a{text}z"))
    for space in "\u00a0\u202f":
        assert said.count(space) == text.count(space)


def test_an_entity_in_the_words_of_a_language_is_read_as_the_space():
    spec = Information(text=Rich("Un mot\u00a0!", TextFormat.HTML))
    assert monolingual_spec(spec, {"text": "A&nbsp;word"}).text.text == "A\u00a0word"


@pytest.mark.django_db
@pytest.mark.parametrize("how", [{"source": "un.gift"}, {}])
def test_what_was_stored_with_the_entity_is_the_same_question_in_the_next_load(how):
    import_gift(QUESTION.encode(), **how)
    version = QuestionVersion.objects.get()
    version.spec = with_entities(from_dict(version.spec))
    version.save()
    assert "&nbsp;" in version.spec["text"]["text"]
    report = import_gift(QUESTION.encode(), **how)
    assert (report.created, report.changed, report.unchanged) == (0, 0, 1)
    assert (Question.objects.count(), QuestionVersion.objects.count()) == (1, 1)


KEY_BEFORE = (
    "content:"
    "7266f431e029584bbc2e8e99cd276e176f933f3414ad023f03fb696eb6d27b26"  # of “Oui&nbsp;?”
)


@pytest.mark.django_db
def test_a_question_without_a_source_keeps_the_key_that_it_had_with_the_entity():
    import_gift("::Nuage::Oui\u00a0?{T}".encode(), category="Les essentiels")
    assert Question.objects.get().external_id == KEY_BEFORE


@pytest.mark.django_db
def test_saving_a_stored_entity_as_its_character_makes_no_version():
    import_gift(QUESTION.encode())
    question = Question.objects.get()
    version = question.current_version
    save_translation(version=version, language="en", words={"text": "What?"})
    asked = from_dict(version.spec)
    version.spec = with_entities(asked)
    version.save()
    publish_version(question=question, spec=asked)
    assert QuestionVersion.objects.count() == 1
