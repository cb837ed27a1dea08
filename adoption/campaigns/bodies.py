"""Bodies of pages as the HTML of their texts, which is what a campaign keeps of them."""

import json
from typing import Any


def text_body(html: str) -> str:
    """Return the body of a page with this text alone."""
    return json.dumps([{"type": "text", "value": html}] if html else [])


def text_of(body: Any) -> str:
    """Return the HTML of the texts of a body; pictures, files and whatever else stands there stay behind."""
    return "".join(str(block["value"]) for block in body.raw_data if block["type"] == "text")
