from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from core.registry import NavigationItem, registry
from core.site_settings import value_of


@dataclass(frozen=True, slots=True)
class FrameLink:
    label: str
    url: str
    icon: str
    current: bool


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of every page needs: navigation, footer and the organisation's name."""
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    organisation = registry.organisation(request) if registry.organisation else None
    return {
        "organisation": organisation,
        "offline_on": value_of("OFFLINE"),
        "navigation": _links(request, registry.navigation) if signed_in else (),
        "footer_links": _links(request, registry.footer),
    }


def _links(request: HttpRequest, items: list[NavigationItem]) -> tuple[FrameLink, ...]:
    """Build the visible links; the one whose prefix matches the path most closely is the current one."""
    shown = [item for item in items if item.visible(request)]
    lengths = [_length_of_match(request.path_info, item.prefixes) for item in shown]
    longest = max(lengths, default=0)
    return tuple(
        FrameLink(
            label=str(item.label),
            url=item.url(),
            icon=item.icon,
            current=0 < length == longest,
        )
        for item, length in zip(shown, lengths, strict=True)
    )


def _length_of_match(path: str, prefixes: tuple[str, ...]) -> int:
    """Return the length of the longest matching prefix, 0 for none. "/" matches itself alone."""
    return max(
        (
            len(prefix)
            for prefix in prefixes
            if path == prefix or (prefix != "/" and path.startswith(prefix))
        ),
        default=0,
    )
