"""What people write in linked channels: saved, proposed or drafted; edits, reactions and shortcuts."""
