"""Finds glossary terms in a text, and makes a button of the first of each. No Django.

A term matches whole words: « site » is neither in « sité » nor in « site-pilote ». Capitals make no
difference, but in an abbreviation (« CAF »). Both apostrophes are one, and so are a space and a no-break
space.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser


ANCHOR = "terme-"
LINE = '<span class="term-line">'  # does not break
# Where a button has no place, or where the words are not the lesson's own.
LEFT_ALONE = frozenset(
    {
        *("a", "button", "summary", "label", "select", "option", "textarea", "legend"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "caption", "th"),
        *("code", "pre", "kbd", "samp", "script", "style", "template", "svg", "math"),
    }
)
_VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr"),
    }
)
_COMBINING = "\u0300-\u036f"
_WORD = re.compile(rf"\w[\w{_COMBINING}]*")
_BEFORE = re.compile(r"(?:[\w@/.]|\w[-\u2010\u2011])\Z")
# What stands against a word stays on its line: browsers may break a line on either side of a button.
_HELD_BEFORE = re.compile(r"[^ \t\r\n]{0,4}\Z")
_HELD_AFTER = re.compile(r"[^\w \t\r\n]{0,4}")
_LONGEST_HELD = 20  # letters; on a phone, a longer one may need a line of its own
# The same of a word in bold.
_BOLD = re.compile(
    r"<(b|strong|i|em)><button [^>]*>[^<]{1,20}</button></\1>(?:&nbsp;|[^\w \t\r\n<>&]){1,4}"
)
_AFTER = rf"(?![\w{_COMBINING}@/])(?![-\u2010\u2011]\w)(?!\.\w)"


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary term. `pk` is that of the glossary; `forms` are the term and its variants as authors wrote them."""

    pk: int
    name: str
    definition: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermForm:
    pattern: re.Pattern[str]
    term: Term


def forms_of(name: str, variants: str) -> tuple[str, ...]:
    """Return the forms of a term as a dictionary gives them: « Ambassadeur, ambassadrice » is two."""
    parts = [part.strip() for part in f"{name},{variants}".split(",")]
    return tuple(dict.fromkeys(part for part in parts if _WORD.search(part)))


class Glossary:
    """The terms by the first word of each of their forms, the longest form first."""

    def __init__(self, terms: Iterable[Term]) -> None:
        forms_by_word: defaultdict[str, list[tuple[int, TermForm]]] = defaultdict(list)
        for term in terms:
            for text in term.forms:
                for spelt in {unicodedata.normalize(shape, text) for shape in ("NFC", "NFD")}:
                    form = TermForm(_pattern(spelt), term)
                    forms_by_word[_first_word(spelt)].append((len(spelt), form))
        self._forms = {
            word: [form for _length, form in sorted(forms, key=lambda entry: -entry[0])]
            for word, forms in forms_by_word.items()
        }

    def find(self, text: str, start: int) -> tuple[int, int, Term] | None:
        """Return the next term from `start` on: where it begins and ends, and which it is."""
        for word in _WORD.finditer(text, start):
            forms = self._forms.get(word[0].casefold())
            if forms and not _BEFORE.search(text, max(0, word.start() - 2), word.start()):
                for form in forms:
                    if match := form.pattern.match(text, word.start()):
                        return match.start(), match.end(), form.term
        return None


def _first_word(text: str) -> str:
    match = _WORD.search(text)
    return match[0].casefold() if match else ""


def _pattern(text: str) -> re.Pattern[str]:
    match = _WORD.search(text)
    parts = re.split(r"(\s+|['’])", text[match.start() :] if match else text)
    written = "".join(
        r"\s+" if part.isspace() else "['’]" if part in ("'", "’") else re.escape(part)
        for part in parts
    )
    letters = [letter for letter in text if letter.isalpha()]
    is_abbreviation = len(letters) > 1 and all(letter.isupper() for letter in letters)
    return re.compile(written + _AFTER, 0 if is_abbreviation else re.IGNORECASE)


@dataclass(slots=True)
class Marks:
    """The terms explained so far on one page: `used`, in the order in which they are read."""

    glossary: Glossary
    used: dict[int, Term] = field(default_factory=dict)

    def mark(self, html: str) -> str:
        """Return the HTML with a button around the first of each term; unchanged without one."""
        reader = _Texts(html)
        parts, done = [], 0
        for begin, end in reader.places():
            marked = self._marked(html[begin:end])
            if marked is not None:
                parts += [html[done:begin], marked]
                done = end
        return _BOLD.sub(rf"{LINE}\g<0></span>", "".join(parts) + html[done:]) if parts else html

    def _marked(self, raw: str) -> str | None:
        text = unescape(raw)
        parts, done, start = [], 0, 0
        while occurrence := self.glossary.find(text, start):
            begin, start, term = occurrence
            if term.pk in self.used:
                continue
            self.used[term.pk] = term
            before, after = _held(text[done:begin], text[begin:start], text[start:])
            parts += [
                escape(text[done : begin - len(before)], quote=False),
                _on_a_line(before, button(term, text[begin:start]), after),
            ]
            done = start = start + len(after)
        return "".join(parts) + escape(text[done:], quote=False) if parts else None


class _Texts(HTMLParser):
    """Collects the texts in which a term may be explained, with their entities."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.html = html
        self.lines = [0]
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.above: list[str] = []
        self.found: list[tuple[int, int]] = []

    def places(self) -> list[tuple[int, int]]:
        self.feed(self.html)
        self.close()
        return self.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.above.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat a tag with a slash as one that opens: in HTML the slash closes nothing."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.above:
            while self.above.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name}", closing=";")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name}", closing=";")

    def _text(self, raw: str, closing: str = "") -> None:
        line, column = self.getpos()
        begin = self.lines[line - 1] + column
        end = begin + len(raw)
        if closing and self.html.startswith(closing, end):
            end += len(closing)
        if LEFT_ALONE.intersection(self.above) or not self.html.startswith(raw, begin):
            return
        if self.found and self.found[-1][1] == begin:  # one text, in several pieces
            begin = self.found.pop()[0]
        self.found.append((begin, end))


def _held(before: str, words: str, after: str) -> tuple[str, str]:
    """Return what a line end must not separate from the words: « ( », « l’ », a comma."""
    if len(words) > _LONGEST_HELD:
        return "", ""
    first, last = _HELD_BEFORE.search(before), _HELD_AFTER.match(after)
    return first[0] if first else "", last[0] if last else ""


def _on_a_line(before: str, marked: str, after: str) -> str:
    if not before and not after:
        return marked
    before, after = escape(before, quote=False), escape(after, quote=False)
    return f"{LINE}{before}{marked}{after}</span>"


def button(term: Term, words: str) -> str:
    return (
        f'<button type="button" class="term" popovertarget="{ANCHOR}{term.pk}" '
        f'aria-haspopup="dialog">{escape(words, quote=False)}</button>'
    )
