"""Defines the content security policy of the pages; cms.middleware loosens it under /admin/."""

from csp.constants import NONCE, NONE, SELF, Nonce


def directives(embed_hosts: list[str]) -> dict[str, list[str | Nonce]]:
    return {
        "default-src": [SELF],
        # {% script %} and {% stylesheet %} carry it: a file of ours that no template asked for is not run.
        "script-src": [NONCE],
        "style-src": [NONCE],
        "require-trusted-types-for": ["'script'"],  # no script of ours writes HTML
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF, *embed_hosts],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
