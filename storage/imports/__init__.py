"""Imports: matching, comparing and writing them."""
