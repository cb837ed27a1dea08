"""Tells which addresses the site keeps for itself."""

from django.urls import Resolver404, resolve


CONTENTS = {"wagtail_serve", "cms:article"}  # addresses that any name fits


def is_address(path: str) -> bool:
    """Whether the site answers there by itself, whatever its contents."""
    try:
        return resolve(path).view_name not in CONTENTS
    except Resolver404:
        return False
