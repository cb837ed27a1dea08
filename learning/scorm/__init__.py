"""Handles SCORM packages as plain values: the archive, what its manifest launches, what a unit reports."""
