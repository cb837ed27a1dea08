"""The demonstration organisation: invented from a seed, without a database.

`generator.generate` gives a `Demo`; `files.write_files` writes the CSV files that the ordinary
importers read.
"""
