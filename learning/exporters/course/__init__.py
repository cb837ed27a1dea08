"""Exports modules and paths as a folder of Markdown, GIFT and YAML, for `import_module` and `load_content`.

The same course gives the same bytes. Nothing of a person is in it.
"""
