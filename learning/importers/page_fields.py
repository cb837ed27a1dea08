"""Names the fields of pages that a file of a course says, and how they were told before."""

from wagtail.models import Page

from cms.models import ArticlePage
from learning.folder_registry import page_kinds
from learning.models import CatalogPage, LessonPage, ModulePage


PAGE_FIELDS: dict[type[Page], tuple[str, ...]] = {
    ModulePage: (
        *("title", "summary", "objective", "audience", "competences", "icon", "level", "barrier"),
        *("introduction", "requires", "reviewed_on", "review_by", "drawing", "word", "word_from"),
    ),
    LessonPage: (
        *("title", "goal", "minutes", "body", "portal_service", "screen", "screen_version"),
        *("reviewed_on", "review_by"),
    ),
    ArticlePage: ("title", "introduction", "body"),
    CatalogPage: ("title", "introduction"),
}
FORMER_FIELDS: dict[type[Page], tuple[str, ...]] = {
    ModulePage: (
        *("title", "summary", "objective", "audience", "competences", "icon"),
        *("introduction", "reviewed_on"),
    ),
    LessonPage: ("title", "goal", "minutes", "body", "portal_service", "reviewed_on"),
    ArticlePage: ("title", "introduction", "body"),
    CatalogPage: ("title", "introduction"),
}
BODY = {ModulePage: "introduction", LessonPage: "body", ArticlePage: "body"}


def fields_of(model: type[Page]) -> tuple[str, ...]:
    """Return what a file says of a page of this kind."""
    words = PAGE_FIELDS[ArticlePage]
    others = {kind.page: (*words, *kind.fields) for kind in page_kinds()}
    others |= {kind.index: words for kind in page_kinds()}
    return PAGE_FIELDS.get(model) or others[model]


def body_of(model: type[Page]) -> str:
    return BODY.get(model, "body")
