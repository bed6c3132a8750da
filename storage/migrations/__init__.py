"""Migrations of the tables, one version per file; run by `storage.engine.upgrade`."""
