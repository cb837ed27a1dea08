"""Words of the glossary explained where they are first read, and a page that reads the glossary once."""

import json
import re
import unicodedata

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from cms.glossary_marks import LEFT_ALONE, Glossary, Marks, Term, forms_of
from cms.models import GlossaryTerm, OrganisationSettings
from cms.queries import glossary
from tests.learning.factories import make_article, make_lesson, make_module


def marks_of(*names, variants=""):
    return Marks(
        Glossary(
            Term(pk=pk, name=name, definition="…", forms=forms_of(name, variants))
            for pk, name in enumerate(names, 1)
        )
    )


def marked(html, *names, variants=""):
    """The words that became buttons, in their order."""
    written = marks_of(*names, variants=variants).mark(html)
    return [
        element.get_text()
        for element in BeautifulSoup(written, "html.parser").select("button.term")
    ]


# --- Which words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "la carte Vitale se lit",
        "La CARTE VITALE",
        "« carte\u00a0vitale »",
        "(carte Vitale),",
        "carte  \n Vitale.",
    ],
)
def test_a_word_is_found_whatever_its_capitals_and_spaces(text):
    assert len(marked(f"<p>{text}</p>", "Carte Vitale")) == 1


@pytest.mark.parametrize("apostrophe", ["'", "’", "&#x27;", "&rsquo;"])
def test_both_apostrophes_are_one(apostrophe):
    assert marked(f"<p>Un avis d{apostrophe}échéance.</p>", "Avis d’échéance")
    assert marked(f"<p>L{apostrophe}échéance est là.</p>", "échéance") == ["échéance"]


@pytest.mark.parametrize(
    "text",
    [
        "sité",
        "site\u0301",  # an accent of its own
        "sites",
        "parasite",
        "site-pilote",
        "web\u2011site",
        "moi@site",
        "www.site.fr",
        "site.fr",
        "/site/",
        "site_1",
    ],
)
def test_a_part_of_a_word_or_of_an_address_is_not_the_word(text):
    assert marked(f"<p>{text}</p>", "site") == []


def test_an_accent_is_part_of_a_word_however_it_is_written():
    for shape in ("NFC", "NFD"):
        text = unicodedata.normalize(shape, "une échéance")
        assert len(marked(f"<p>{text}</p>", "Échéance")) == 1
    assert marked("<p>une echeance</p>", "Échéance") == []


def test_an_abbreviation_is_found_in_capitals_alone():
    assert marked("<p>des à coudre, la DES</p>", "DES") == ["DES"]


def test_variants_and_both_genders_are_found():
    assert marked("<p>les données sensibles</p>", "Donnée sensible", variants="données sensibles")
    assert marked("<p>une ambassadrice</p>", "Ambassadeur, ambassadrice") == ["ambassadrice"]


def test_the_longest_word_wins_and_is_not_cut_up_afterwards():
    html = "<p>l’attestation de droits, puis l’attestation de droits</p>"
    assert marked(html, "attestation", "attestation de droits") == ["attestation de droits"]


def test_each_word_is_explained_once_on_a_page():
    marks = marks_of("portail")
    first, second = marks.mark("<p>le portail, le portail</p>"), marks.mark("<p>le portail</p>")

    assert (first.count("<button"), second) == (1, "<p>le portail</p>")
    assert [term.name for term in marks.used.values()] == ["portail"]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("la règle (RGPD, article 3)", "(RGPD,"),
        ("la règle du RGPD. Puis", "RGPD."),
        ("celle du RGPD\u00a0; puis", "RGPD\u00a0;"),
        ("la règle, l’RGPD & co", "l’RGPD"),
        ("&lt;RGPD&gt; encore", "<RGPD>"),
        ("c’est le <b>RGPD</b>\u00a0: un texte", "RGPD\u00a0:"),
        ("c’est le <b>RGPD</b>&nbsp;! Puis", "RGPD\u00a0!"),
    ],
)
def test_what_stands_against_a_word_stays_on_its_line(text, held):
    soup = BeautifulSoup(marks_of("RGPD").mark(f"<p>{text}</p>"), "html.parser")

    assert soup.select_one(".term-line").get_text() == held


@pytest.mark.parametrize("text", ["un RGPD & un", "(un très long mot de la maison)"])
def test_a_word_that_stands_alone_or_is_long_is_held_by_nothing(text):
    written = marks_of("RGPD", "très long mot de la maison").mark(f"<p>{text}</p>")

    assert "<button" in written
    assert "term-line" not in written


@pytest.mark.parametrize("tag", ["a", "h2", "h3", "code", "pre", "summary", "button"])
def test_links_headings_and_code_are_left_alone(tag):
    inside = f"<{tag}>le <b>portail</b></{tag}>"

    assert marked(f"{inside}<p>le portail</p>", "portail") == ["portail"]
    assert marks_of("portail").mark(inside) == inside


def test_an_element_that_has_no_end_hides_nothing_after_it():
    assert marked("<p>un<br>deux<img alt='portail'>le portail</p>", "portail") == ["portail"]


def test_a_definition_cannot_write_markup():
    marks = marks_of("a<b")
    assert "<b>" not in marks.mark("<p>si a&lt;b alors</p>")


# --- The text stays -------------------------------------------------------------------------------------

TEXTS = st.lists(
    st.sampled_from(
        [
            *(
                "portail",
                "Carte Vitale",
                "d’",
                "’",
                " ",
                "\u00a0",
                ".",
                "-",
                "é",
                "e\u0301",
                "<",
                "&",
            ),
            *("&amp;", "amp;", "\n", "ſ", "İ", "ß", "CAF", "caf", "1", "/", '"', "\U0001f600"),
        ]
    )
    | st.text(max_size=5),
    max_size=12,
).map("".join)
INLINE = st.sampled_from(["b", "i", "a", "code", "span"])
BLOCKS = st.sampled_from(["p", "h2", "li", "div", "pre"])


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


PIECES = st.one_of(
    TEXTS.map(escaped),
    st.builds(lambda tag, text: f"<{tag}>{escaped(text)}</{tag}>", INLINE, TEXTS),
    st.sampled_from(
        ["<br>", "<br/>", "<img alt='portail'>", "<!-- portail -->", "&eacute;", "&nbsp;"]
    ),
)
HTML = st.lists(
    st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", BLOCKS, st.lists(PIECES)),
    max_size=4,
).map("".join)
NAMES = ("portail", "Carte Vitale", "CAF", "é", "d’", "İ", "ß", "s")


def text_of(html):
    """Return the words; the parser itself shortens a text of white space alone."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


@given(HTML)
@example("<p>AT&T et le portail &amp;amp; <b>caf</b> CAF</p>")
@example("<p>portail\r</p>")
def test_no_word_of_the_text_changes(html):
    written = marks_of(*NAMES).mark(html)

    assert text_of(written) == text_of(html)
    assert written.count("<button") == written.count("</button>") <= len(NAMES)


def soup_of(html):
    """Its parser would make one space of a text of nothing but spaces, such as one after a button."""
    return BeautifulSoup(f"<main>{html}</main>", "html.parser", preserve_whitespace_tags={"main"})


@given(HTML)
@example("<p>portail\t</p>")
def test_without_its_buttons_it_is_the_same_markup(html):
    soup = soup_of(marks_of(*NAMES).mark(html))
    for element in soup.select("button.term"):
        assert not LEFT_ALONE.intersection(parent.name for parent in element.parents)
        element.unwrap()
    for element in soup.select("span.term-line"):
        element.unwrap()
    soup.smooth()

    before = soup_of(html)
    before.smooth()
    assert str(soup) == str(before)


@given(st.text(alphabet="<>/&;!-?[]ab portail\n\"'=", max_size=60))
def test_whatever_is_written_stands_around_the_buttons_to_the_letter(source):
    written = marks_of("portail").mark(source)
    plain = re.sub(r'<button type="button" class="term"[^>]*>(portail)</button>', r"\1", written)

    assert text_of(plain) == text_of(source)


# --- On a page -------------------------------------------------------------------------------------------

pages = pytest.mark.django_db


def text(value):
    return {"type": "text", "value": value}


@pytest.fixture
def reader(client, person):
    client.force_login(person)
    return client


@pages
def test_a_lesson_explains_its_words_where_they_stand(reader):
    term = GlossaryTerm.objects.create(term="Portail", definition="Un <b>site</b>.")
    lesson = make_lesson(
        make_module(), blocks=[text("<h2>Le portail</h2><p>Le portail, ce portail</p>")]
    )

    page = BeautifulSoup(reader.get(lesson.url).content, "html.parser")

    shown = page.select_one(f"#terme-{term.pk}[popover]")
    assert len(page.select(f'button.term[popovertarget="terme-{term.pk}"]')) == 1
    assert "Un <b>site</b>." in shown.get_text()
    assert shown.select_one(f'a[href="{reverse("cms:glossary")}#mot-{term.pk}"]')


@pages
def test_an_article_explains_them_too_and_a_page_without_any_says_nothing(reader):
    GlossaryTerm.objects.create(term="Portail", definition="Un site.")
    body = json.dumps([text("<p>Le portail.</p>")])

    with_one = reader.get(make_article("un", body=body).get_url()).content.decode()
    without = reader.get(make_article("deux").get_url()).content.decode()

    assert with_one.count("<button") > without.count("<button")
    assert "popover" not in without


@pytest.fixture
def asked(rf):
    """A request of which nothing was read yet."""
    OrganisationSettings.objects.create(name="Agence")
    return lambda: rf.get("/")


@pages
def test_the_glossary_is_read_once_for_each_version_of_it(asked, django_assert_num_queries):
    term = GlossaryTerm.objects.create(term="Portail", definition="Un site.")
    before = glossary(asked())
    with django_assert_num_queries(1):  # the organisation's, which every page reads
        assert glossary(asked()) is before
    GlossaryTerm.objects.create(term="Badge", definition="Une carte.")
    added = glossary(asked())
    term.definition = "Un site de la maison."
    term.save()
    changed = glossary(asked())
    term.delete()

    assert len({before, added, changed, glossary(asked())}) == 4


@pages
def test_a_new_installation_has_a_glossary_too(rf):
    assert glossary(rf.get("/")).find("Le portail", 0) is None


@pages
@pytest.mark.parametrize("terms", [1, 40])
def test_a_page_takes_as_many_queries_for_one_word_as_for_forty(
    reader, asked, terms, django_assert_max_num_queries
):
    names = [f"mot{number}" for number in range(terms)]
    for name in names:
        GlossaryTerm.objects.create(term=name, definition="…")
    lesson = make_lesson(make_module(), blocks=[text(f"<p>Le {name}.</p>") for name in names])
    reader.get(lesson.url)

    with django_assert_max_num_queries(11):
        page = reader.get(lesson.url).content.decode()
    assert page.count('class="term"') == terms
