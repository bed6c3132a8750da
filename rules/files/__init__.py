"""Plan files, tables and MS Project XML: read and written."""
