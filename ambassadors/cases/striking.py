"""Strike what would tell in a text who somebody is: names, numbers, places. Pure: no Django.

It strikes too much rather than too little: inside a sentence every word with a capital goes, but those of `kept`. What
has none, and what only circumstances tell, passes: whoever brings a case strikes more, and two people read it.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ambassadors.cases.first_names import FIRST_NAMES, WORDS_TOO
from ambassadors.practices.identifying_details import PATTERNS, Trace, plain_text
from core.collation import fold_text


MARK = "[…]"
# Folded; with a capital inside a sentence they name nobody.
_HARMLESS = """
ameli android apl apple april august caf carsat ccas chru chu cnil connect cpam december dpo drh english etat excel
february france franceconnect french friday google hlm i im internet iphone ive j january je july june madame
mademoiselle march may mesdames messieurs mlle mme monday monsieur mr msa november october pdf qr republique rgpd
rsa saturday september smartphone sms sunday thursday tuesday urssaf vitale web wednesday whatsapp wifi windows word
"""
HARMLESS = frozenset(_HARMLESS.split())
_MONTHS = (
    "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre"
    "|january|february|march|april|june|july|august|september|october|november|december"
)
_PARTICLES = r"(?:(?:de|du|des|la|le|les|l[’']|d[’'])\s*)*"
_ROADS = r"(?:rue|avenue|av\.|boulevard|bd|impasse|allée|chemin|place|quai|route|square|résidence|lotissement|hameau|quartier|cours|cité|villa|passage)"
_WORD = r"[^\W\d_][\w’'-]*"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_RULES = (
    re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    PATTERNS[Trace.EMAIL],
    PATTERNS[Trace.PHONE],
    PATTERNS[Trace.NIR],
    # A day with its month; four digits or more, however they are parted; letters and digits together.
    re.compile(rf"(?<!\d)\d{{1,2}}(?:er)?\s+(?:{_MONTHS})(?:\s+\d{{4}})?", re.IGNORECASE),
    re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?(?!\d)"),
    re.compile(r"(?<!\w)\w*\d(?:[ .\-/]?\d){3,}\w*"),
    re.compile(r"(?<!\w)(?!\d{1,2}h\d{0,2}(?!\w))(?=\w*\d\d)(?=\w*[^\W\d_])\w+"),
    # A road with its number, or with a name; a commune after its code goes with its capital.
    re.compile(rf"\d+\s*(?:bis|ter)?,?\s+{_ROADS}\s+{_PARTICLES}{_WORD}(?:\s+{_CAPITAL})*", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?i:{_ROADS})\s+{_PARTICLES}{_CAPITAL}(?:[\s-]+{_CAPITAL})*"),
    re.compile(rf"(?<!\w)(?i:rue|avenue|boulevard|impasse)\s+{_PARTICLES}{_WORD}"),
    # After a title; the short ones also before a name in small letters.
    re.compile(r"(?<!\w)(?i:mme|mmes|mlle|mr|mrs|ms|dr|docteur|maître|pr|professeur)\.?\s+[^\W\d_][\w’'-]*"),
    re.compile(rf"(?<!\w)(?:M\.|MM\.|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle)\s+{_CAPITAL}"),
)  # fmt: skip
_TITLES = re.compile(
    r"^(?i:mme|mmes|mlle|mr|mrs|ms|m\.|mm\.|monsieur|madame|mademoiselle|dr|docteur|maître|pr|professeur)\.?\s+"
)
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BEGINS_A_SENTENCE = re.compile(r"(?:^|[.!?:;…\n])[\s«»“”\"'()\-–•*]*$")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)[’']", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_struck: bool = False


@dataclass(frozen=True, slots=True)
class Struck:
    """A text in pieces. `text` has a mark for each that is struck, and no longer says what stood there."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        kept = "".join(MARK if piece.is_struck else piece.text for piece in self.pieces)
        return re.sub(rf"{re.escape(MARK)}(?:[ ,\-]*{re.escape(MARK)})+", MARK, kept)

    @property
    def struck(self) -> list[str]:
        return [piece.text for piece in self.pieces if piece.is_struck]


def first_words(text: str) -> set[str]:
    """Return the words with a capital that begin a sentence: a capital alone does not tell whether they are names."""
    plain = _plain_lines(text)
    return {
        word.group()
        for word in _WORDS.finditer(plain)
        if word.group()[0].isupper() and _begins_a_sentence(plain, word.start())
    }


def strike(
    text: str,
    *,
    names: Collection[str] = (),
    places: Iterable[str] = (),
    kept: Collection[str] = (),
    more: Iterable[str] = (),
) -> Struck:
    """Return the text with what identifies struck. Folded: `names`, which are struck where they begin a sentence, and
    `kept`, which a capital does not make a name. As written: `places`, and `more` words that somebody wants struck."""
    plain = _plain_lines(text)
    spans = [span for rule in _RULES for span in _spans_of(rule, plain)]
    for words in (*places, *more):
        wanted = r"\W+".join(map(re.escape, words.split()))
        spans += _spans_of(re.compile(rf"(?<!\w){wanted}(?!\w)", re.IGNORECASE), plain)
    for word in _WORDS.finditer(plain):
        if _is_a_name(word, plain, names, kept):
            spans.append(word.span())
    return Struck(tuple(_pieces(plain, spans)))


def _spans_of(rule: re.Pattern[str], plain: str) -> list[tuple[int, int]]:
    """Return what a rule finds, a title before a name left out."""
    spans = []
    for found in rule.finditer(plain):
        title = _TITLES.match(found.group())
        start = found.start() + (title.end() if title else 0)
        if MARK not in found.group() and start < found.end():
            spans.append((start, found.end()))
    return spans


def _is_a_name(
    word: re.Match[str], plain: str, names: Collection[str], kept: Collection[str]
) -> bool:
    written, folded = word.group(), fold_text(word.group())
    if folded in kept or folded in HARMLESS:
        return False
    parts = folded.split()
    if not written[0].isupper():
        return any(part in FIRST_NAMES - WORDS_TOO for part in parts)
    if folded in names or any(part in FIRST_NAMES or part in WORDS_TOO for part in parts):
        return True
    return len(written) > 1 and not _begins_a_sentence(plain, word.start())


def _begins_a_sentence(plain: str, start: int) -> bool:
    before = plain[:start]
    last = before[-8:].split(" ")[-1]
    if _ELISION.match(last):  # “L’Agence”: what stands before the article counts
        before = before[: len(before) - len(last)]
    return bool(_BEGINS_A_SENTENCE.search(before[-12:] if len(before) > 12 else before))


def _pieces(plain: str, spans: list[tuple[int, int]]) -> Iterable[Piece]:
    done = 0
    for start, end in _joined(spans):
        if start > done:
            yield Piece(plain[done:start])
        yield Piece(plain[start:end], is_struck=True)
        done = end
    if done < len(plain):
        yield Piece(plain[done:])


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _plain_lines(text: str) -> str:
    """Return the text as the rules read it, its lines and its marks kept."""
    lines = text.replace("\x00", "").splitlines()
    return "\n".join(MARK.join(map(plain_text, line.split(MARK))).strip() for line in lines)
