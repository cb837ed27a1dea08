"""Moodle XML in and out. Pure: bytes to questions and questions to bytes."""

from quizzes.moodle_xml.reader import read_moodle_xml
from quizzes.moodle_xml.writer import write_moodle_xml


__all__ = ["read_moodle_xml", "write_moodle_xml"]
