"""Cases as pages show them, and what the organisation knows that a text must not name."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from ambassadors.cases.enums import CaseKind, CaseStep
from ambassadors.cases.models import CaseStudy, CaseStudyQuerySet
from ambassadors.cases.policies import READERS, cases_visible_to
from ambassadors.cases.striking import Struck, first_words, strike
from cms.languages import source_language
from cms.models import Portal, PortalService
from cms.search.queries import found_keys
from cms.search.registry import Shown
from cms.search.words import Document
from core.collation import fold_text
from core.dates import today
from people.enums import Role
from people.models import Person, Site


WORKED = "travailles"


def strike_texts(texts: dict[str, str], *, more: Iterable[str] = ()) -> dict[str, Struck]:
    """Return the texts with names, numbers and places struck: also the sites and, where a word begins a sentence, the
    names of staff. Which rule found a word is not told: it would say who works here."""
    words = set().union(*(first_words(text) for text in texts.values()))
    named = {
        "names": _staff_names_among(words),
        "places": list(Site.objects.values_list("name", flat=True)),
        "kept": _words_of_portals(),
        "more": list(more),
    }
    return {name: strike(text, **named) for name, text in texts.items()}


def _staff_names_among(words: Collection[str]) -> set[str]:
    written = {form for word in words for form in (word, word.upper(), word.title())}
    folded = {fold_text(word) for word in words}
    written |= {form for word in folded for form in (word.upper(), word.title())}
    found: set[str] = set()
    for column in ("first_name", "last_name"):
        rows = Person.objects.filter(**{f"{column}__in": written}).order_by()
        found |= {fold_text(name) for name in rows.values_list(column, flat=True).distinct()}
    return found


def _words_of_portals() -> set[str]:
    """Return the words, folded, that portals and their services are called by."""
    names = [*Portal.objects.values_list("name", flat=True)]
    names += PortalService.objects.values_list("name", flat=True)
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


def readers_of_proposals() -> set[int]:
    rows = Person.objects.filter(is_active=True, groups__name__in=READERS)
    return set(rows.order_by().values_list("pk", flat=True))


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
