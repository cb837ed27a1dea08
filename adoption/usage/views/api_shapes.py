"""Schemas of the API's requests and responses, from which openapi.json is written."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from adoption.usage.importers.codes import LONGEST_CODE
from adoption.usage.importers.intake import LONGEST_PSEUDONYM
from cms.models import PortalService


MOST_ITEMS = 5000
LONGEST_SERVICE = PortalService._meta.get_field("slug").max_length


class Sent(BaseModel):
    """Base of request schemas: any other field refuses the whole."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class Day(Sent):
    pseudonym: Annotated[str, Field(max_length=LONGEST_PSEUDONYM)]
    service: Annotated[str, Field(max_length=LONGEST_SERVICE)]
    day: Annotated[str, Field(max_length=10, json_schema_extra={"format": "date"})]


class Link(Sent):
    code: Annotated[str, Field(max_length=LONGEST_CODE)]
    pseudonym: Annotated[str, Field(max_length=LONGEST_PSEUDONYM)]


class DaysTaken(BaseModel):
    """`late`: of months already published; they are among the others and change no figure.

    `passed_over`: of links that were undone.
    """

    created: int
    unchanged: int
    late: int
    passed_over: int


class LinkTaken(BaseModel):
    created: int
    unchanged: int


class Refusal(BaseModel):
    """`item`: its place in the list, from 1; 0 is the whole."""

    item: int
    reason: str
    expected: str


class Problem(BaseModel):
    error: str
    expected: str
    refusals: list[Refusal]


PROBLEMS = dict.fromkeys((400, 401, 413, 422, 429), Problem)
# By address, our fields with their greatest length.
FIELDS = {
    "days": {"pseudonym": LONGEST_PSEUDONYM, "service": LONGEST_SERVICE, "day": 10},
    "links": {"code": LONGEST_CODE, "pseudonym": LONGEST_PSEUDONYM},
}
