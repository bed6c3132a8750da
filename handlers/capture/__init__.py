"""Capture of messages in linked channels: saved, proposed or drafted; edits, reactions and shortcuts."""
