"""The backslash of the small notations in authors' forms: it makes the sign after it a plain one. Pure.

Before any other sign it is itself, so that \\* in an accepted answer needs no second one.
"""

import re


def escaped(text: str, signs: str) -> str:
    """Put a backslash before each of these signs, and before each backslash that would be read as one."""
    special = re.escape(signs)
    doubled = re.sub(rf"\\(?=[\\{special}]|$)", r"\\\\", text)
    return re.sub(rf"[{special}]", r"\\\g<0>", doubled)


def unescaped(text: str, signs: str) -> str:
    return re.sub(rf"\\([\\{re.escape(signs)}])", r"\1", text)


def split_unescaped(text: str, sign: str) -> list[str]:
    """The parts between the signs that have no backslash; still escaped."""
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == sign:
            parts.append(text[start:at])
            start = at + 1
        at += 2 if text[at] == "\\" else 1
    return [*parts, text[start:]]
