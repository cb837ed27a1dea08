"""Disclosure control: protection, its families of counts, and the auditor that tries to break it. No Django."""
