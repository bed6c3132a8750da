"""The versions, in the order of their `down_revision`."""
