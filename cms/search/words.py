"""Prepares texts to be searched and reads what somebody typed. No Django.

What is indexed and what is asked pass through the same function: accents and capitals folded, words that say nothing
left out, the others brought back to their stem. So every database finds the same.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import Any

import nh3
import snowballstemmer

from core.collation import fold_text, search_words


STEMMERS = {"fr": "french", "en": "english"}
NOT_SAID = {
    *("id", "type", "task", "key", "next", "effect", "tone", "kind", "icon", "layout", "language"),
}  # keys of a stored block
FORM_MARK = "|"  # between the forms of a title
SYNONYM_WEIGHT = 0.75
Stems = tuple[str, ...]

FRENCH = """
a ai ait aller alors apres arrive arriver arrivez as au aussi autre aux avec avez avoir avons beaucoup bien c ca car ce cela celle
celui ces cest cet cette chez chose ci combien comme comment d dans de des deux dire dit dois doit doivent
donc dont du elle elles en encore est et etait etaient ete etes etre eu eux faire fais fait faites faut font
grand hors ici il ils j jai jariv jarrive jarriv je l la le les leur leurs lui m ma mais me meme mes moi moins mon n na narrive ne ni nos
notre nous on ont or ou pa par parce pas peu peut peuvent peux plus plusieurs pour pourquoi pouvez pouvoir puis
qu quand que quel quelle quelles quelqu quelque quels qui quoi s sa sais sait sans savoir savez se sera ses si
soi soit son sont sous suis sur t ta te tel tes toi ton tous tout toute toutes tres tu un une va vais vers
veut veux voir voit vos votre vous voulez vouloir y ya
bonjour dun jai jaimerais jaurais jen jy jme jsuis kel kelle kelkun kelqun ke ki koi merci nai nest nya pk pkoi quelqun
quelquun quil quils quon quun quune sest stp svp
"""
ENGLISH = """
a about after all also am an and any are as at be been being but by can cannot could d did do does doing don
for from get got had has have having he her here him his how i if im in into is it its just ll m may me might
more most must my no not of off on one or other our out over re s she should so some such t than that the
their them then there these they this those to too up ve want was we were what when where which who whom why
will with would you your
arent cant couldnt didnt doesnt dont hello id im isnt ive pls please thanks thats theres whats whos wont youre
"""
STOP_WORDS = {"fr": frozenset(FRENCH.split()), "en": frozenset(ENGLISH.split())}  # folded


# Folded words whose stem the rules confuse with that of another: a rent is not a law, nor a payment a rule.
OWN_STEMS = {
    "fr": {
        form: word
        for word in ("loyer", "reglement", "fichier", "quartier", "coursier", "boitier", "policier")
        for form in (word, f"{word}s")
    }
}


VERB_IN_IER = re.compile(r".{4,}i")


@lru_cache(maxsize=8)
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(STEMMERS[language])


@lru_cache(maxsize=60_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word; the word itself in a language that has no rules here."""
    own = OWN_STEMS.get(language, {}).get(word)
    if own or language not in STEMMERS:
        return own or word
    found = str(_stemmer(language).stemWord(word))
    # « oublié » without its accent loses an i that « oublier » keeps.
    return found[:-1] if language == "fr" and VERB_IN_IER.fullmatch(found) else found


@lru_cache(maxsize=60_000)
def stem_of_written(word: str, language: str) -> str:
    """Return the stem of a word as a text has it, "" where it is none or says nothing."""
    folded = fold_text(word)
    return "" if not folded or is_stop_word(folded, language) else stem(folded, language)


def is_stop_word(word: str, language: str) -> bool:
    return len(word) == 1 or word in STOP_WORDS.get(language, frozenset())


def stems_of(text: str, language: str) -> list[str]:
    """Return the stems of the words that say something, in their order."""
    words = fold_text(text).split()
    return [stem(word, language) for word in words if not is_stop_word(word, language)]


def title_stems(forms: Iterable[str], language: str) -> str:
    """Return the stems of each form of a title; of every word where none says anything (« Où en suis-je ? »)."""
    return f" {FORM_MARK} ".join(
        " ".join(stems_of(form, language) or _as_typed(form, language)) for form in forms
    )


def block_texts(stored: Any) -> Iterator[str]:
    """Yield each text in the stored form of a StreamField, without marks of HTML."""
    if isinstance(stored, dict):
        for key, value in stored.items():
            if key not in NOT_SAID:
                yield from block_texts(value)
    elif isinstance(stored, list):
        for value in stored:
            yield from block_texts(value)
    elif isinstance(stored, str):
        yield unescape(nh3.clean(stored.replace("<", " <"), tags=set()))


@dataclass(frozen=True, slots=True)
class Document:
    """Texts of one thing in one language that are searched. `titles`: its title, then other forms; `lead`: its purpose."""

    kind: str
    key: str
    language: str
    titles: tuple[str, ...]
    lead: str = ""
    text: str = ""


class Synonyms:
    """Groups of words that mean the same, each a word or several.

    They are recognised as typed, words that say nothing included. In texts they are looked for by what they say; of
    several words that come down to one (« sans nom ») nothing is looked for.
    """

    def __init__(self, groups: Iterable[Sequence[str]], language: str) -> None:
        self._forms: dict[Stems, dict[Stems, None]] = {}
        for group in groups:
            telling = dict.fromkeys(
                form
                for words in group
                if (form := tuple(stems_of(words, language)))
                and (len(form) > 1 or " " not in words.strip())
            )
            for words in group:
                self._forms.setdefault(_as_typed(words, language), {}).update(telling)
        self.longest = max(map(len, self._forms), default=1)

    def forms(self, typed: Stems) -> tuple[Stems, ...]:
        """Return what texts may have of it; () for words that stand in no group."""
        return tuple(self._forms.get(typed, ()))


def _as_typed(words: str, language: str) -> Stems:
    return tuple(stem(word, language) for word in fold_text(words).split())


@dataclass(frozen=True, slots=True)
class Term:
    """A word typed, or several that mean one thing. `forms`: what a text may have of it, with its weight."""

    typed: str
    forms: dict[Stems, float] = field(default_factory=dict)

    def extended(self, forms: dict[Stems, float]) -> "Term":
        return Term(self.typed, forms | self.forms)


def read_query(typed: str, language: str, synonyms: Synonyms) -> list[Term]:
    """Return the terms of a search, [] where there is nothing to search for.

    Words that mean one thing together are a term beside each of them.
    """
    words = search_words(typed)
    terms = []
    for place, word in enumerate(words):
        terms.append(_term([word], language, synonyms))
        if length := _length_of_form(words, place, language, synonyms):
            terms.append(_term(words[place : place + length], language, synonyms))
    telling = [term for term in terms if term.forms]
    alone = [Term(word, {(stem(word, language),): 1.0}) for word in words]
    return _with_joined(telling or alone, language)


def _length_of_form(words: list[str], place: int, language: str, synonyms: Synonyms) -> int:
    """Return how many words from here on are one of a group; 0 where none or one is."""
    for length in range(min(synonyms.longest, len(words) - place), 1, -1):
        if synonyms.forms(tuple(stem(word, language) for word in words[place : place + length])):
            return length
    return 0


def _term(words: list[str], language: str, synonyms: Synonyms) -> Term:
    """Return the term of a word or of words that mean one thing; without forms for a word that says nothing.

    Several words that come down to one (« me connecter ») count as that word already, which is a term of its own.
    """
    typed = " ".join(words)
    own = tuple(stems_of(typed, language))
    if not own and len(words) == 1:
        return Term(typed)
    others = synonyms.forms(tuple(stem(word, language) for word in words))
    is_telling = own and (len(own) > 1 or len(words) == 1 or not others)
    return Term(typed, dict.fromkeys(others, SYNONYM_WEIGHT) | ({own: 1.0} if is_telling else {}))


def _with_joined(terms: list[Term], language: str) -> list[Term]:
    """Let two neighbours be one word: « france connect » finds FranceConnect."""
    single = [place for place, term in enumerate(terms) if " " not in term.typed]
    for here, there in pairwise(single):
        joined: dict[Stems, float] = {
            (stem(terms[here].typed + terms[there].typed, language),): 1.0
        }
        terms[here], terms[there] = terms[here].extended(joined), terms[there].extended(joined)
    return terms
