"""Formats in which ours differ from Django's French: a short date in figures, which needs no “1er”."""

SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
