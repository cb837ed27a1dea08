"""Addresses for the machines of portals. Nobody signs in there, and no cookie is read or set."""

from adoption.usage.views.api import api
from adoption.usage.views.api_gateway import guarded_urls


app_name = "portal_api"

urlpatterns = guarded_urls(api)
