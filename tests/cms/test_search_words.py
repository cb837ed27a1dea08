"""What is indexed and what is asked meet, whatever is written or typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.search.excerpts import excerpt
from cms.search.ranking import Candidate, Scorer
from cms.search.vocabulary import MOST_NEAR, Vocabulary
from cms.search.words import Synonyms, block_texts, read_query, stems_of, title_stems


NONE = Synonyms([], "fr")
LANGUAGES = st.sampled_from(["fr", "en", "de"])


@given(st.text(), LANGUAGES)
def test_whatever_is_written_is_found_by_its_own_words_in_other_signs(text, language):
    stems = stems_of(text, language)

    assert all(stem.isalnum() and stem == stem.casefold() for stem in stems)
    forms = {
        part for term in read_query(text, language, NONE) for form in term.forms for part in form
    }
    own = title_stems([text], language).split()
    assert set(stems[:1]) <= forms or len(own) > len(forms)
    assert all(form.isalnum() for form in forms)


@given(st.text("abcdéèêçàùïôœ’- ").map(str.lower), LANGUAGES)
def test_capitals_and_accents_do_not_matter(text, language):
    bare = text.translate(str.maketrans("éèêçàùïô", "eeecauio")).replace("œ", "oe")

    assert stems_of(text, language) == stems_of(text.upper(), language) == stems_of(bare, language)


@given(st.text(), st.sets(st.sampled_from(["lecon", "mot", "a"])), LANGUAGES)
def test_an_excerpt_is_of_the_text_and_short(text, stems, language):
    shown = "".join(part.text for part in excerpt(text, stems, language))

    assert len(shown) < 230
    assert shown.strip("… ") in " ".join(text.split())


@given(st.text(), st.text())
def test_no_query_breaks_the_ranking_or_the_corrections(text, typed):
    terms = read_query(typed, "fr", Synonyms([["mdp", "mot de passe"]], "fr"))

    scorer = Scorer(terms, [1.0] * len(terms))
    assert scorer.score(Candidate(text, "", text)) >= 0
    assert len(Vocabulary(titles=[text], texts=[], language="fr").nearest(typed)) <= MOST_NEAR


@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["id", "type", "value", "text"]), inner)
        ),
    )
)
def test_any_stored_value_gives_texts(stored):
    assert all(isinstance(text, str) for text in block_texts(stored))


def test_a_group_works_both_ways_and_the_words_beside_it_still_count():
    synonyms = Synonyms([["mdp", "mot de passe"], ["anonyme", "sans nom"]], "fr")

    def forms(typed):
        return {" ".join(form) for term in read_query(typed, "fr", synonyms) for form in term.forms}

    assert forms("mdp oublié") >= {"mdp", "mot pass", "oubl"}
    assert forms("mot de passe") >= {"mdp", "mot pass", "mot", "pass"}
    assert "anonym" in forms("une liste sans nom")
    assert "nom" not in forms("anonyme")  # what is left of « sans nom » is in every text
    assert "franceconnect" in forms("france connect")
    groups = Synonyms([["me connecter", "accès perdu"]], "fr")
    assert [term.forms for term in read_query("me connecter", "fr", groups)] == [
        {("acce", "perdu"): 0.75},
        {("connect",): 1.0},
    ]
    assert forms("où en suis-je") == {"ou", "en", "suis", "je", "ouen", "ensuis", "suisj"}


def test_a_verb_in_ier_is_found_in_each_form_and_a_noun_is_not_one():
    assert set(stems_of("oublier oublié vérifier vérifie vérification", "fr")) == {"oubl", "verif"}
    assert stems_of("fichiers fichier fiche métier met", "fr") == [
        "fichier", "fichier", "fich", "meti", "met",
    ]  # fmt: skip
    assert stems_of("jai besoin dun mot, svp", "fr") == ["besoin", "mot"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bizare", "bizarre"),
        ("hamconnage", "hameçonnage"),
        ("lacueil", "accueil"),
        ("messagebizarre", "message bizarre"),
        ("messagezbizarre", None),
        ("zzzzzz", None),
        ("xyz", None),
    ],
)
def test_the_word_that_was_meant(typed, meant):
    words = Vocabulary(
        titles=["L’hameçonnage", "L’accueil"],
        texts=["Un message bizarre, un bazar."],
        language="fr",
    )

    assert next(iter(words.nearest(typed)), None) == meant
