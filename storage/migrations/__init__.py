"""The history of the tables, one version a file; run by `storage.engine.upgrade`."""
