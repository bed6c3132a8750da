"""The weekly digest: when an edition is due, which facts it contains, and what moved (B-80 to B-89)."""
