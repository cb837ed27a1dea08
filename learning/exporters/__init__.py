"""Exports what a person takes away as proof: a certificate, their record of learning."""

from learning.exporters.certificate_pdf import certificate_pdf
from learning.exporters.transcript_files import transcript_csv, transcript_json
from learning.exporters.transcript_pdf import transcript_pdf


__all__ = ["certificate_pdf", "transcript_csv", "transcript_json", "transcript_pdf"]
