"""Strike what would tell in a text who somebody is: names, numbers, places. Pure: no Django.

It strikes too much rather than too little: inside a sentence every word with a capital goes, but those of `kept`. It
does not find all that names: whoever brings a case strikes more, and two people read it.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ambassadors.cases.first_names import FIRST_NAMES, WORDS_TOO
from ambassadors.cases.ordinary_words import AFTER_A_TITLE, OPENERS
from ambassadors.practices.identifying_details import PATTERNS, Trace, plain_text
from core.collation import fold_text


MARK = "[…]"
# Folded; with a capital inside a sentence, or all in capitals, they name nobody.
_HARMLESS = """
ameli ants android apl apple april august caf carsat ccas chru chu cnil connect cpam cpf css december dgfip dpo dr drh english etat excel
faq february france franceconnect french friday google hlm i im internet iphone ive j january je july june madame
mademoiselle march may mesdames messieurs mlle mme monday monsieur mr msa november october pdf qr republique rgpd
rib rsa saturday september smartphone sms sncf sunday thursday tuesday tva urssaf usb vitale web wednesday whatsapp wifi windows word
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
_GAP = r"(?: ?[.,/-] ?| )?"  # between the digits of one number
_RULES = (
    re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    PATTERNS[Trace.EMAIL],
    PATTERNS[Trace.PHONE],
    PATTERNS[Trace.NIR],
    # A day with its month; four digits or more, however they are parted; letters and digits together.
    re.compile(rf"(?<!\d)\d{{1,2}}(?:er)?\s+(?:{_MONTHS})(?:\s+\d{{4}})?", re.IGNORECASE),
    re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?(?!\d)"),
    re.compile(rf"(?<!\w)\w*\d(?:{_GAP}\d){{3,}}\w*(?:[-/]\w+)*"),
    re.compile(r"(?<!\w)(?!\d{1,2}h\d{0,2}(?!\w))(?=\w*\d\d)(?=\w*[^\W\d_])\w+"),
    re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[A-Z])\w{3,}|(?<!\w)\w*[^\W\d_]\d+[^\W\d_]\w*"),
    # A road with its number, or with a name; a commune after its code goes with its capital.
    re.compile(rf"(?<!\d)\d{{1,5}}\s*(?:bis|ter)?,?\s+{_ROADS}\s+{_PARTICLES}{_WORD}(?:\s+{_CAPITAL})*", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?i:{_ROADS})\s+{_PARTICLES}{_CAPITAL}(?:[\s-]+{_CAPITAL})*"),
    re.compile(rf"(?<!\w)(?i:rue|avenue|boulevard|impasse)\s+{_PARTICLES}{_WORD}"),
    # After a title; the short ones also before a name in small letters.
    re.compile(r"(?<!\w)(?i:mme|mmes|mlle|mr|mrs|ms|dr|docteur|maître|pr|professeur)(?:\.\s*|\s+)[^\W\d_][\w’'-]*"),
    re.compile(rf"(?<!\w)(?:M\.|MM\.|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle)\s+{_CAPITAL}"),
    # Initials before a name.
    re.compile(rf"(?<!\w)(?:[A-ZÀ-ÖØ-Þ]\.[\s-]?){{1,4}}(?!(?i:{'|'.join(sorted(OPENERS))})(?!\w)){_CAPITAL}"),
)  # fmt: skip
_TITLES = re.compile(
    r"^(?:(?i:mme|mmes|mlle|mr|mrs|ms|monsieur|madame|mademoiselle|dr|docteur|maître|pr|professeur)(?:\.\s*|\s+)|(?i:mm?\.)\s*)"
)
_AFTER_A_TITLE = re.compile(
    r"(?<!\w)(?:monsieur|madame|mademoiselle|messieurs|mesdames|mm?\.)\s+(?:(?:de|du|des|la|le)\s+|[dl][’'])*$",
    re.IGNORECASE,
)
# What stands joined to a mark is the rest of something struck.
_JOINED = re.compile(
    rf"(?<={re.escape(MARK)})-?\w[\w.@-]*|(?<!\w)[\w.@-]{{0,60}}\w-?(?={re.escape(MARK)})"
)
_DAYS = re.compile(
    rf"(?<![\w/.-])(?:(?:\d{{1,2}}(?:er)?\s+)?(?:{_MONTHS})(?:\s+\d{{4}})?|(?:19|20)\d\d"
    r"|\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{4}|\d\d))?)(?![\w/-])",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_OPENS_A_SENTENCE = r"[\s«»“”\"'()\-–•*]*$"
_BEGINS_A_SENTENCE = re.compile(rf"(?:^|[.!?;…\n]){_OPENS_A_SENTENCE}")
_AFTER_A_COLON = re.compile(rf"[:«“\"]{_OPENS_A_SENTENCE}")
_SHORT_LINE = 3  # words: whoever signs, a town
_ACRONYM = 3  # letters in capitals
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


def first_words(text: str) -> list[str]:
    """Return, folded and in order, the words with a capital that begin a sentence and are not known to name nobody: a
    capital alone does not tell whether they are names."""
    plain = _plain_lines(text)
    found = (
        fold_text(word.group())
        for word in _WORDS.finditer(plain)
        if word.group()[0].isupper() and _begins_a_sentence(plain, word.start())
    )
    return list(dict.fromkeys(word for word in found if not _is_ordinary(word)))


@dataclass(frozen=True, slots=True)
class Known:
    """Words that the organisation knows. Folded: `names`, which are struck where they begin a sentence, and `kept`, which a
    capital does not make a name. As written: `places`, struck everywhere."""

    names: Collection[str] = ()
    places: Collection[str] = ()
    kept: Collection[str] = ()


NOTHING_KNOWN = Known()


def strike(
    text: str,
    known: Known = NOTHING_KNOWN,
    *,
    more: Iterable[str] = (),
    keeps_days: bool = False,
    is_sentence: bool = True,
) -> Struck:
    """Return the text with what identifies struck. `more`: words that somebody wants struck. `keeps_days`: for what is
    planned. `is_sentence`: False where no word has a capital for its place."""
    plain = _plain_lines(text)
    read = _DAYS.sub(lambda day: "x" * len(day.group()), plain) if keeps_days else plain
    spans = _spans_of(_JOINED, read)
    for start, part in _parts(read):
        spans += [(start + a, start + b) for rule in _RULES for a, b in _spans_of(rule, part)]
    for words in (*known.places, *more):
        spans += _spans_of(_wanted(words), plain)
    return Struck(tuple(_pieces(plain, spans + _names(read, known, is_sentence))))


def words_not_found(words: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Return those of the words that `strike` finds in none of the texts."""
    plain = [_plain_lines(text) for text in texts]
    return [one for one in words if not any(_spans_of(_wanted(one), text) for text in plain)]


def _wanted(words: str) -> re.Pattern[str]:
    """Return what finds the words, whole, whatever stands between them: blanks, either apostrophe, a hyphen."""
    wanted = r"\W+".join(re.findall(r"\w+", plain_text(words)))
    return re.compile(rf"(?<!\w){wanted}(?!\w)", re.IGNORECASE)


def _parts(plain: str) -> Iterable[tuple[int, str]]:
    """Return what stands between the marks, and where: no rule reads across one."""
    start = 0
    for part in plain.split(MARK):
        yield start, part
        start += len(part) + len(MARK)


def _spans_of(rule: re.Pattern[str], plain: str) -> list[tuple[int, int]]:
    """Return what a rule finds, a title before a name left out."""
    spans = []
    for found in rule.finditer(plain):
        title = _TITLES.match(found.group())
        start = found.start() + (title.end() if title else 0)
        if start < found.end():
            spans.append((start, found.end()))
    return spans


def _names(plain: str, known: Known, is_sentence: bool) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    short, titled = _short_lines(plain), -2  # where a first name after a title ended
    for word in _WORDS.finditer(plain):
        folded, start = fold_text(word.group()), word.start()
        follows = start == titled + 1 or _AFTER_A_TITLE.search(plain[max(0, start - 40) : start])
        if follows and folded not in AFTER_A_TITLE and folded not in HARMLESS:
            spans.append(word.span())
            titled = word.end() if folded in FIRST_NAMES | WORDS_TOO else -2
        elif _is_a_name(word.group(), folded, known):
            spans.append(word.span())
        elif _has_a_telling_capital(word.group(), folded, known):
            begins = is_sentence and _begins_a_sentence(plain, start)
            in_short = any(first <= start < last for first, last in short)
            may_open = _is_ordinary(folded) and _may_open(plain, start, is_sentence)
            if (in_short or not begins) and not may_open:
                spans.append(word.span())
    return spans


def _is_a_name(written: str, folded: str, known: Known) -> bool:
    """Return whether it is one wherever it stands."""
    if folded in known.kept or folded in HARMLESS:
        return False
    parts = folded.split()
    if not written[0].isupper():
        return any(part in FIRST_NAMES - WORDS_TOO for part in parts)
    if folded in known.names or any(part in FIRST_NAMES or part in WORDS_TOO for part in parts):
        return True
    return written.isupper() and len(written) >= _ACRONYM and not _is_ordinary(folded)


def _has_a_telling_capital(written: str, folded: str, known: Known) -> bool:
    known_word = folded in known.kept or folded in HARMLESS
    return written[0].isupper() and len(written) > 1 and not known_word


def _is_ordinary(folded: str) -> bool:
    return folded in HARMLESS or all(part in OPENERS for part in folded.split())


def _may_open(plain: str, start: int, is_sentence: bool) -> bool:
    """Return whether an ordinary word may have its capital there: it begins a line, a sentence or what is said."""
    before = plain[max(0, start - 12) : start]
    opens = not is_sentence or _begins_a_sentence(plain, start)
    return opens or bool(_AFTER_A_COLON.search(before))


def _short_lines(plain: str) -> list[tuple[int, int]]:
    """Return where the lines are that are no sentence, in a text of several."""
    lines, start = [], 0
    for line in plain.split("\n"):
        if 0 < len(_WORDS.findall(line)) <= _SHORT_LINE:
            lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines if "\n" in plain else []


def _begins_a_sentence(plain: str, start: int) -> bool:
    before = plain[max(0, start - 40) : start]
    last = before[-8:].split(" ")[-1]
    if _ELISION.match(last):  # “L’Agence”: what stands before the article counts
        before = before[: len(before) - len(last)]
    return bool(_BEGINS_A_SENTENCE.search(before[-12:] if start > 12 else before))


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
