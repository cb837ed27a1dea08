"""Finds what somebody typed: Wagtail's search says where each word stands, `ranking` in which order to show it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from heapq import nsmallest
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.db.models.functions import Left
from wagtail.search.query import Or, PlainText

from cms.languages import reading_language
from cms.models import SearchEntry, SearchSynonyms
from cms.search.excerpts import Part, excerpt, marked
from cms.search.ranking import Candidate, Scorer, above_the_least, weights_of
from cms.search.registry import Shown, search_kinds
from cms.search.vocabulary import Vocabulary
from cms.search.words import Synonyms, Term, read_query
from core.collation import fold_text, search_words, truncate_search
from people.models import Person


MOST_HITS = 100  # of which the whole text is read to rank them
LEARNT = 1_500  # signs of a text whose words correct others
BY_CHANCE = 2  # entries that have the stem of a word, and not the word
SHORT = 5  # letters of a word whose stem may be that of another
MOST_LOOKED_AT = 60  # to know whether one of them may be seen
Version = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found. `stems`: what was looked for."""

    entry: SearchEntry
    shown: Shown
    stems: Set[str]

    @property
    def kind(self) -> str:
        return self.entry.kind

    @property
    def label(self) -> Any:
        return search_kinds()[self.kind].label

    @property
    def language(self) -> str:
        """Return the language of the excerpt."""
        return self.entry.language

    @property
    def title(self) -> list[Part]:
        return marked(self.shown.title, self.stems, self.shown.language or self.language)

    @property
    def excerpt(self) -> list[Part]:
        """Return the words of its purpose where they say what was looked for, else of its text."""
        lead, text = self.entry.lead, self.entry.text
        says = any(part.is_marked for part in marked(lead, self.stems, self.language))
        return excerpt(lead if says or not text else text, self.stems, self.language)


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search. `instead`: what was looked for in place of words that nothing has, by those typed;
    each stands in something that the person may see.

    `is_elsewhere`: by words of another language than the reader's.
    """

    hits: list[Hit]
    instead: dict[str, str]
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Keys of entries, the best first, and the terms that found them. `is_whole`: each term stands somewhere."""

    entries: list[int]
    terms: list[Term]
    instead: dict[str, str]
    is_whole: bool


def search(person: Person, typed: str, *, kinds: Collection[str] = ()) -> Found:
    """Return what this person may see of what was typed; in another language where theirs has nothing.

    Another language comes before a guess in theirs only where it knows every word. `kinds`: those looked at, all
    without. Nothing is kept of what was typed.
    """
    own = reading_language()
    others = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code != own]
    attempts = [
        (own, False, False),
        *((code, False, True) for code in others),
        (own, True, False),
        *((code, is_guessed, False) for is_guessed in (False, True) for code in others),
    ]
    for language, is_guessed, needs_all in attempts:
        ranked = _ranked(person, truncate_search(typed), language, kinds, is_guessed=is_guessed)
        hits = [] if needs_all and not ranked.is_whole else _visible_hits(person, ranked)
        if hits:
            return Found(hits, ranked.instead, is_elsewhere=language != own)
    return Found([], {})


def found_keys(person: Person, typed: str, *, kinds: Collection[str]) -> list[str]:
    """Return the keys of what `search` finds, the best first."""
    return [hit.entry.key for hit in search(person, typed, kinds=kinds).hits]


def _ranked(
    person: Person, typed: str, language: str, kinds: Collection[str], *, is_guessed: bool
) -> _Ranked:
    """Rank the entries that have one of the terms. Words that no entry has are replaced by near ones, where at
    least one other is known; all words where `is_guessed`, since nothing of them is to be seen."""
    synonyms = _synonyms_of(language, _version_of(SearchSynonyms, language))
    terms = read_query(typed, language, synonyms)
    entries = SearchEntry.objects.filter(language=language)
    found = [_entries_with(entries, term) for term in terms]
    unknown = [
        term.typed
        for term, have in zip(terms, found, strict=True)
        if is_guessed or not have or _is_slip(term, have)
    ]
    is_whole = all(found)
    instead: dict[str, str] = {}
    if any(found) or is_guessed:
        instead = _near_words(person, unknown, language, synonyms)
    if instead:
        meant = " ".join(instead.get(word, word) for word in search_words(typed))
        terms = read_query(meant, language, synonyms)
        found = [_entries_with(entries, term) for term in terms]
    total = max(map(len, found), default=0) and entries.count()
    weights = weights_of(terms, [len(have) for have in found], total)
    return _Ranked(_best(entries, kinds, terms, found, weights), terms, instead, is_whole)


def _entries_with(entries: Any, term: Term) -> set[int]:
    """Return the keys of the entries that have a form of the term: one query of Wagtail's search."""
    forms = [PlainText(" ".join(form), operator="and") for form in term.forms]
    results = entries.search(Or(forms), order_by_relevance=False)
    return set(results.get_queryset().values_list("pk", flat=True))


def _best(
    entries: Any,
    kinds: Collection[str],
    terms: list[Term],
    found: list[set[int]],
    weights: list[float],
) -> list[int]:
    """Return the best, by title and lead first; of the best of these the texts are read too."""
    if kinds:
        entries = entries.filter(kind__in=kinds)
    scorer = Scorer(terms, weights)
    worth: dict[int, float] = defaultdict(float)
    for weight, have in zip(weights, found, strict=True):
        for pk in have:
            worth[pk] += weight
    rows = entries.filter(pk__in=worth).values_list("pk", "title_stems", "lead_stems")
    candidates = {pk: Candidate(title, lead) for pk, title, lead in rows}
    rough = {pk: worth[pk] + scorer.score(candidate) for pk, candidate in candidates.items()}
    first = nsmallest(MOST_HITS, rough, key=lambda pk: (-rough[pk], pk))
    texts = entries.filter(pk__in=first).values_list("pk", "text_stems")
    scores = {pk: scorer.score(replace(candidates[pk], text=text)) for pk, text in texts}
    return above_the_least(scores, MOST_HITS)


# --- Words that nothing has ------------------------------------------------------------------------------


def _is_slip(term: Term, have: Set[int]) -> bool:
    """Return whether only chance finds a short word: one or two texts have another of its stem, and none has it.

    « pase » has the stem of « pas »; of a longer word the rest of it tells which was meant.
    """
    if len(have) > BY_CHANCE or len(term.typed) > SHORT or " " in term.typed:
        return False
    texts = SearchEntry.objects.filter(pk__in=have).values_list("title", "lead", "text")
    return term.typed not in fold_text(" ".join(chain.from_iterable(texts))).split()


def _near_words(
    person: Person, unknown: list[str], language: str, synonyms: Synonyms
) -> dict[str, str]:
    """Return by each of these words the nearest that stands in something that the person may see.

    The vocabulary is of everything: what it has of hidden things must not be told.
    """
    single = [word for word in unknown if " " not in word]
    if not single:
        return {}
    vocabulary = _vocabulary_of(language)
    entries = SearchEntry.objects.filter(language=language)
    meant = {}
    for word in single:
        for words in vocabulary.nearest(word):
            terms = read_query(words, language, synonyms)
            if all(_is_one_seen(person, _entries_with(entries, term)) for term in terms):
                meant[word] = words
                break
    return meant


def _version_of(model: Any, language: str) -> Version:
    """Return what tells whether the rows of a language are still those of before."""
    rows = model.objects.filter(language=language).order_by()
    return tuple(rows.aggregate(Count("pk"), Max("changed_at")).values())


@lru_cache(maxsize=4)
def _synonyms_of(language: str, version: Version) -> Synonyms:
    rows = SearchSynonyms.objects.filter(language=language).order_by("pk")
    return Synonyms([row.forms for row in rows], language)


_vocabularies: dict[str, tuple[Version, Vocabulary]] = {}  # of this process, by language


def _vocabulary_of(language: str) -> Vocabulary:
    """Return the words of a language. After a publication those of what changed are added to those kept.

    A word that has gone stays for as long as the process: nothing has it, so it is never told.
    """
    sources: tuple[Any, ...] = (SearchEntry, SearchSynonyms)
    version = tuple(_version_of(model, language) for model in sources)
    kept = _vocabularies.get(language)
    if kept and kept[0] == version:
        return kept[1]
    rows, synonyms = (
        model.objects.filter(language=language, **_since(changed_at)).order_by("pk")
        for model, (_count, changed_at) in zip(
            sources, kept[0] if kept else [(0, None)] * len(sources), strict=True
        )
    )
    vocabulary = Vocabulary(
        titles=[
            *rows.values_list("title", flat=True),
            *synonyms.values_list("words", flat=True),
        ],
        texts=chain.from_iterable(rows.values_list("lead", Left("text", LEARNT))),
        language=language,
        earlier=kept[1] if kept else None,
    )
    _vocabularies[language] = version, vocabulary
    return vocabulary


def _since(changed_at: datetime | None) -> dict[str, datetime]:
    return {"changed_at__gte": changed_at} if changed_at else {}


# --- What of it a person may see -------------------------------------------------------------------------


def _visible_hits(person: Person, ranked: _Ranked) -> list[Hit]:
    stored = SearchEntry.objects.defer("title_stems", "lead_stems", "text_stems")
    entries = stored.in_bulk(ranked.entries)
    shown = _shown(person, entries.values())
    stems = {part for term in ranked.terms for form in term.forms for part in form}
    return [
        Hit(entries[pk], standing, stems)
        for pk in ranked.entries
        if (standing := shown.get((entries[pk].kind, entries[pk].key)))
    ]


def _is_one_seen(person: Person, keys: Collection[int]) -> bool:
    """Return whether the person may see one of these; where there are many, of the first."""
    entries = SearchEntry.objects.filter(pk__in=keys).only("kind", "key").order_by("pk")
    return bool(keys) and bool(_shown(person, entries[:MOST_LOOKED_AT]))


def _shown(person: Person, entries: Iterable[SearchEntry]) -> Mapping[tuple[str, str], Shown]:
    """Ask what this person may see of what was found. Kinds that ask in the same way are asked together."""
    known = search_kinds()
    keys: dict[Any, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.kind in known:
            keys[known[entry.kind].visible].add(entry.key)
    answers = {visible: visible(person, wanted) for visible, wanted in keys.items()}
    return {
        (name, key): shown
        for name, kind in known.items()
        for key, shown in answers.get(kind.visible, {}).items()
    }
