from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from core.registry import NavigationItem, registry


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    icon: str
    current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page needs: navigation, footer and the organisation's name."""
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    return {
        "organisation": registry.organisation(request) if registry.organisation else None,
        "navigation": _links(request, registry.navigation) if signed_in else [],
        "footer_links": _links(request, registry.footer),
    }


def _links(request: HttpRequest, items: list[NavigationItem]) -> list[Link]:
    return [
        Link(
            label=str(item.label),
            url=item.url(),
            icon=item.icon,
            current=_is_current(request.path_info, item.prefix),
        )
        for item in items
        if item.visible(request)
    ]


def _is_current(path: str, prefix: str | tuple[str, ...]) -> bool:
    return path == prefix if prefix == "/" else bool(prefix) and path.startswith(prefix)
