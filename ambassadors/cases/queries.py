"""Cases as pages show them, and what the organisation knows that a text must not name."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from ambassadors.cases.enums import CaseKind, CaseStep
from ambassadors.cases.models import TEXTS, CaseStudy, CaseStudyQuerySet
from ambassadors.cases.policies import cases_visible_to
from ambassadors.cases.striking import Known, Struck, first_words, strike
from ambassadors.practices.models import Testimony
from cms.languages import source_language
from cms.models import Portal, PortalService
from cms.search.queries import found_keys
from cms.search.registry import Shown
from cms.search.words import Document
from core.collation import fold_text
from core.dates import today
from people.enums import Role
from people.models import Person, Site, Team


WORKED = "travailles"
MOST_COMPARED = 20  # words with the names of staff, at each look


def strike_texts(
    texts: dict[str, str],
    *,
    more: Iterable[str] = (),
    is_plan: bool = False,
    most_compared: int = MOST_COMPARED,
) -> dict[str, Struck]:
    """Return the texts with names, numbers and places struck: also the sites and, where a word begins a sentence, the
    names of staff. Which rule found a word is not told: it would say who works here. Beyond `most_compared`, all words
    go that may be names. `is_plan`: it says by when, where and which team."""
    words = list(dict.fromkeys(word for text in texts.values() for word in first_words(text)))
    compared = words[:most_compared]
    sites = list(Site.objects.values_list("name", flat=True))
    teams = list(Team.objects.values_list("name", flat=True)) if is_plan else []
    known = Known(
        names=_staff_names_among(compared) | set(words[most_compared:]),
        places=[] if is_plan else sites,
        kept=_words_of_portals() | (_words_of([*sites, *teams]) if is_plan else set()),
    )
    return {
        name: strike(text, known, more=more, keeps_days=is_plan, is_sentence=name != "said_by")
        for name, text in texts.items()
    }


def strike_case(case: CaseStudy, words: Iterable[str]) -> dict[str, Struck]:
    """Return the texts of a case as they read once a reader’s words are struck."""
    return strike_texts({name: getattr(case, name) for name in TEXTS}, more=words)


def _staff_names_among(words: Collection[str]) -> set[str]:
    """Return the words, folded, that are names of staff. Compared here: no word of a text is sent to the database."""
    if not words:
        return set()
    rows = Person.objects.employed_on(today()).order_by()
    names = rows.values_list("first_name", "last_name").iterator()
    return set(words) & {fold_text(name) for row in names for name in row}


def _words_of_portals() -> set[str]:
    """Return the words, folded, that portals and their services are called by."""
    names = [*Portal.objects.values_list("name", flat=True)]
    names += PortalService.objects.values_list("name", flat=True)
    return _words_of(names)


def _words_of(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in fold_text(name).split()}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Filters of the list, from its address. `worked`: only what a workshop has worked through."""

    words: str = ""
    kind: str = ""
    worked: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.kind or self.worked)


def filtered_cases(person: Person, filters: CaseFilter) -> CaseStudyQuerySet:
    cases = cases_visible_to(person).select_related("testimony").prefetch_related("lines")
    if filters.words:
        cases = cases.filter(uuid__in=found_keys(person, filters.words, kinds=["cases"]))
    if filters.kind in CaseKind.values:
        cases = cases.filter(kind=filters.kind)
    if filters.worked == WORKED:
        cases = cases.filter(worked_on__isnull=False)
    return cases


@dataclass(frozen=True, slots=True)
class StepLines:
    """A step of a workshop. `text`: what the case says of it; `speaks`: which office does."""

    step: CaseStep
    number: int
    text: str
    lines: list


def workshop_steps(case: CaseStudy) -> list[StepLines]:
    lines = list(case.lines.all())
    texts = {
        CaseStep.HAPPENED: case.words,
        CaseStep.DESK: case.at_desk,
        CaseStep.BEHIND: case.behind,
        CaseStep.MISSING: case.would_help,
    }
    return [
        StepLines(step, number, texts.get(step, ""), [row for row in lines if row.step == step])
        for number, step in enumerate(CaseStep, start=1)
    ]


def signed_name(case: CaseStudy) -> Person | None:
    """Return who signed the case, if they still work here."""
    authors = Person.objects.employed_on(today()).filter(is_active=True)
    return authors.filter(pk=case.signed_by_id).first() if case.signed_by_id else None


def quotes_of_cases() -> QuerySet[Testimony]:
    """Return the testimonies that are the words of a case."""
    return Testimony.objects.filter(
        pk__in=CaseStudy.objects.exclude(testimony=None).values("testimony")
    )


def officers() -> set[int]:
    rows = Person.objects.with_role(Role.DATA_PROTECTION_OFFICER).filter(is_active=True)
    return set(rows.order_by().values_list("pk", flat=True))


def found_cases(person: Person, keys: Collection[str]) -> dict[str, Shown]:
    return {
        str(case.uuid): Shown(
            case.title,
            reverse("cases:case", args=[case.uuid]),
            source_language(),
            case.get_kind_display(),
        )
        for case in cases_visible_to(person).filter(uuid__in=keys)
    }


def case_search_documents() -> Iterator[Document]:
    for case in CaseStudy.objects.shown().select_related("testimony"):
        yield case.search_document()
