"""Exports modules and paths as a folder of Markdown, GIFT and YAML, for `import_module` and `load_content`.

The same course gives the same bytes. Nothing of a person is in it.
"""

from learning.exporters.course.course import NotExported, export_course
from learning.exporters.course.files import CourseFolder
from learning.exporters.course.storing import write_folder, write_zip
from learning.exporters.course.translation import export_translation


__all__ = [
    "CourseFolder",
    "NotExported",
    "export_course",
    "export_translation",
    "write_folder",
    "write_zip",
]
