"""Checks a course rule by rule: plain values in, findings out. No database, no Django.

For whoever writes or maintains courses; `manage.py check_content` runs it over content/.
"""
