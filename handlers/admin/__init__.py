"""What administrators look after, the audit log, and help."""
