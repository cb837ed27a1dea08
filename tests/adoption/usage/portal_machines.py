"""A portal's machine as it calls the API."""

import json

from django.test import Client

from adoption.usage.actions.tokens import make_token


BASE = "/api/portail/v1"


class Machine:
    def __init__(self, portal, token=None, **options):
        self.portal = portal
        self.token = token or make_token(portal=portal, name="essais", by=None)
        self.client = Client(headers={"accept-language": "en"}, **options)

    def post(self, what, content, **headers):
        body = content if isinstance(content, bytes | str) else json.dumps(content)
        return self.client.post(
            f"{BASE}/{self.portal.slug}/{what}",
            body,
            content_type=headers.pop("content_type", "application/json"),
            headers={"authorization": f"Bearer {self.token}"} | headers,
        )

    def days(self, *rows, **headers):
        return self.post("days", [dict(zip(FIELDS, row, strict=True)) for row in rows], **headers)

    def link(self, code, pseudonym):
        return self.post("links", {"code": code, "pseudonym": pseudonym})


FIELDS = ("pseudonym", "service", "day")
