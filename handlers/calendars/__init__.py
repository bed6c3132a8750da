"""Days off that a program or project shares."""
