"""Administration, the audit log, and help."""
