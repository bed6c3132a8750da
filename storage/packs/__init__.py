"""The reads of packs: the records of a program as they were at an instant."""
