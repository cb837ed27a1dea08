"""Two people changed one text at the same time: a text that keeps the lines of both."""


def with_lines_of_both(newer: str, own: str, heading: str) -> str:
    """`newer` as it is; below `heading`, the lines of `own` that it lacks. Nothing to add: `newer`."""
    known = {line.strip() for line in newer.splitlines()}
    lacking = [line.rstrip() for line in own.splitlines() if line.strip() not in known]
    lacking = [line for line in lacking if line.strip()]
    if not lacking:
        return newer
    return "\n".join([newer.rstrip(), "", heading, *lacking]) if newer.strip() else own
