"""MS Project XML: computed to the minute with the file's own calendars, then held in whole working days."""

from rules.files.imports.project_xml.reading import read

__all__ = ["read"]
