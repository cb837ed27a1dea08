"""SCORM packages as plain values: what is in the archive, what its manifest launches, what a unit reports."""
