"""Defines the conditions of rules. An app registers more in `AppConfig.ready()`."""
