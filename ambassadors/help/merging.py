"""Merge two simultaneous edits of one text, keeping the lines of both."""


def merge_lines(newer: str, own: str, heading: str) -> str:
    """Return `newer`, then below `heading` the lines of `own` that it lacks; `newer` alone if none."""
    known = {line.strip() for line in newer.splitlines()}
    lacking = [line.rstrip() for line in own.splitlines() if line.strip() not in known]
    lacking = [line for line in lacking if line.strip()]
    if not lacking:
        return newer
    return "\n".join([newer.rstrip(), "", heading, *lacking]) if newer.strip() else own
