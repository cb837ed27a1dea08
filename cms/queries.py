"""What the frame of every page asks of the contents, once for each request."""

from collections.abc import Callable

from django.db.models import Exists
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Site

from cms.models import ArticlePage, OrganisationSettings


# The pages to which the footer leads, by the slug that they keep wherever they stand.
ACCESSIBILITY, MEASURED, HELP = "accessibilite", "ce-qui-est-mesure", "aide"
FOOTER_PAGES = {MEASURED: "has_measured", HELP: "has_help"}


def organisation(request: HttpRequest) -> OrganisationSettings:
    """The settings, or the defaults of a new installation. Wagtail's own loader would write on a GET.

    `published_pages`: the slugs of those of FOOTER_PAGES that are published.
    """
    kept = getattr(request, "_organisation", None)
    if kept is None:
        kept = OrganisationSettings.objects.annotate(**_published()).order_by("pk").first()
        kept = kept or OrganisationSettings()
        kept.published_pages = {
            slug for slug, name in FOOTER_PAGES.items() if getattr(kept, name, False)
        }
        request._organisation = kept  # type: ignore[attr-defined]
    return kept


def footer_pages(request: HttpRequest) -> set[str]:
    """The slugs of those of FOOTER_PAGES that are published: known with the organisation."""
    return organisation(request).published_pages


def _published() -> dict[str, Exists]:
    articles = ArticlePage.objects.live()
    return {name: Exists(articles.filter(slug=slug)) for slug, name in FOOTER_PAGES.items()}


def page_addresses() -> Callable[[str], str]:
    """From a page's `url_path` to its address on this site, without a query for each page."""
    roots = [path.root_path for path in Site.get_site_root_paths()]

    def address(url_path: str) -> str:
        for root in roots:
            if url_path.startswith(root):
                return reverse("wagtail_serve", args=[url_path[len(root) :]])
        return ""

    return address
