"""The one cleaner of what people write, against a browser's way of reading. `as_read` is html5ever, which is
no other reader than the cleaner's: Chromium has its say in tests/e2e/test_hostile_content.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.glossary_marks import Glossary, Marks, Term, forms_of
from core.html import QUESTION, RICH_TEXT, SEGMENT, STORED_RICH_TEXT, clean, clean_to_store
from learning.rich_text import html_of, read_html, read_markdown
from tests.browser_reading import elements, harm_in
from tests.hostile_markup import CORPUS, HOSTILE


INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "strong"}
RICH = INLINE | {"h2", "h3", "li", "ol", "p", "ul"}
RICHER = RICH | {"blockquote", "caption", "cite", "dd", "del", "div", "dl", "dt", "figcaption"}
RICHER |= {"figure", "h1", "h4", "h5", "h6", "hr", "img", "ins", "kbd", "mark", "pre", "q", "s"}
RICHER |= {"samp", "span", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
RICHER |= {"u", "var"}
OF_FIGURES = {"lang", "dir", "title", "href", "rel", "src", "alt", "width", "height", "start"}
OF_FIGURES |= {"colspan", "rowspan", "scope"}
KINDS = {
    "segment": (SEGMENT, INLINE, {"id"}),
    "stored": (STORED_RICH_TEXT, RICH, {"href", "id", "linktype", "data-block-key"}),
    "shown": (RICH_TEXT, RICH, {"href"}),
    "question": (QUESTION, RICHER, OF_FIGURES),
}
PIECES = [
    *CORPUS,
    *"<>&\"'/=!-[]",
    "<b ",
    "<p>",
    "</p>",
    "-->",
    "<!--",
    "]]>",
    "&lt;",
    "\0",
    "RGPD",
]
SOUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=6).map("".join)
GLOSSARY = Glossary(
    Term(pk, name, "x", forms_of(name, "")) for pk, name in enumerate(("RGPD", "harmed", "x"))
)


def test_every_hostile_string_would_be_noticed():
    """Whatever stands after it in the page."""
    assert len(set(CORPUS)) == len(CORPUS) >= 120
    assert [
        markup for markup in HOSTILE if not harm_in(f"{markup}\n<p title='x' lang=\"y\">z</p>")
    ] == []


def assert_nothing_but(tags, names, html):
    """Also when the page decodes nothing and the browser reads it a second time."""
    assert harm_in(html) == []
    for tag, attributes in elements(html):
        assert tag in tags
        assert names.issuperset(attributes)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_what_is_allowed_comes_out(kind):
    allowed, tags, names = KINDS[kind]
    for markup in CORPUS:
        assert_nothing_but(tags, names, clean(markup, allowed))
        assert_nothing_but(tags, names, clean(clean(markup, allowed), STORED_RICH_TEXT))
    assert len(clean("".join(CORPUS) * 20, allowed)) < 10_000_000


@given(SOUP)
def test_nothing_but_what_is_allowed_comes_out_of_any_soup(soup):
    for allowed, tags, names in KINDS.values():
        assert_nothing_but(tags, names, clean(soup, allowed))


def test_what_an_editor_may_write_stays_to_the_letter():
    for kept in (
        '<p data-block-key="a1b2c">L’<b>un</b>\u00a0: <i>deux</i><br/>&amp; &lt;trois&gt;</p>',
        '<h2>Titre</h2><ul><li><a id="3" linktype="page">ici</a></li></ul><ol><li>1</li></ol>',
        '<p><a href="https://exemple.fr/?a=1&amp;b=2">là</a> <a href="mailto:a@exemple.fr">@</a></p>',
        '<p><a href="#bas">bas</a> <a href="/contenus/">page</a> 5 &lt; 6</p>',
    ):
        assert clean_to_store(kept, STORED_RICH_TEXT) == kept
    assert clean_to_store('Un <b>mot</b>, <a id="a1">ici</a>', SEGMENT) == (
        'Un <b>mot</b>, <a id="a1">ici</a>'
    )


# --- What is made of a text after it was cleaned, and with html.parser -----------------------------------


def assert_marks_add_buttons_alone(html):
    marked = Marks(GLOSSARY).mark(clean(html, RICH_TEXT))

    remaining = [one for one in elements(marked) if one[0] not in ("button", "span")]
    assert remaining == elements(clean(html, RICH_TEXT))
    assert harm_in(marked, ours={"button"}) == []
    for tag, attributes in elements(marked):
        if tag in ("button", "span"):
            assert attributes.get("class") in ("term", "term-line")


def assert_read_and_written_anew_it_is_rich_text(html):
    """Rich text to a document and back, and Markdown: only our own marks are written."""
    documents = read_html(html), read_markdown(html).document, read_markdown(f"a {html}").document
    for document in documents:
        written = html_of(document)
        assert {tag for tag, _attributes in elements(written)} <= RICH
        assert_nothing_but(RICH, {"href", "id", "linktype"}, clean(written, STORED_RICH_TEXT))
        names = {name for _tag, attributes in elements(written) for name in attributes}
        assert names <= {"href", "id", "linktype"}


def test_a_text_of_the_corpus_stays_harmless_when_it_is_made_anew():
    for markup in CORPUS:
        assert_marks_add_buttons_alone(markup)
        assert_read_and_written_anew_it_is_rich_text(markup)


@given(SOUP)
def test_any_soup_stays_harmless_when_it_is_made_anew(soup):
    assert_marks_add_buttons_alone(soup)
    assert_read_and_written_anew_it_is_rich_text(soup)
