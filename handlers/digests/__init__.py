"""The weekly digest: draft, review, edition."""
