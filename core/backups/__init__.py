"""Backups: a database and files in one tar, sealed with age, in a folder or in S3. Knows no model.

`sealing`: encryption; `places`: where backups lie; `archive`: what stands in one; `databases`: dumps, loads, counts.
Without Passerelle one is read by: age -d -i IDENTITY BACKUP | tar -x; cat database/* > dump.
"""
