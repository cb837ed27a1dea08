"""Rich text to Markdown and back: the same text, whatever an editor may have typed."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from learning.rich_text import canonical_html, html_of, markdown_of, read_html, read_markdown
from learning.rich_text.document import BREAK, Item, Listing, Paragraph, Run, join_runs, merge_lists


ODD = "ab é*_[]()<>&#+-=~|:!\\`.1 2\u00a0\u202f«»’\"'/;\u2003€"
WORDS = st.text(st.sampled_from(ODD), min_size=1, max_size=8) | st.sampled_from(
    [
        "&amp;",
        "1. un",
        ":::",
        "---",
        "***",
        "page:x",
        "<b>",
        "![x](y)",
        "| a | b |",
        "    code",
        "~~~",
    ]
)
LINKS = st.sampled_from(
    [
        (),
        (),
        (),
        (("href", "https://a.example/b_c(d)?e=1&f=2#g"),),
        (("href", "mailto:a@b.example"),),
        (("href", "page:/apprendre/un-module/"),),
        (("href", "#ici"),),
        (("href", "<>\\"),),
    ]
)
RUNS = st.lists(
    st.builds(Run, WORDS, st.booleans(), st.booleans(), LINKS) | st.just(Run(BREAK)), max_size=5
).map(join_runs)
PARAGRAPHS = st.builds(Paragraph, st.sampled_from(["p", "p", "h2", "h3"]), RUNS)


def listings(depth):
    inner = (
        st.just(()) if depth == 0 else st.lists(listings(depth - 1), max_size=2).map(merge_lists)
    )
    items = st.lists(st.builds(Item, RUNS, inner), min_size=1, max_size=3).map(tuple)
    return st.builds(Listing, st.sampled_from(["ul", "ol"]), items)


DOCUMENTS = st.lists(PARAGRAPHS | listings(2), max_size=4).map(merge_lists)


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
@example((Paragraph("h2", (Run("#"),)),))
def test_html_to_markdown_to_html_is_the_same_text(document):
    html = html_of(document)
    assert canonical_html(html) == html
    assert html_of(read_markdown(markdown_of(read_html(html))).document) == html
