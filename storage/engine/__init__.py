"""Connections, transactions, upgrades and backups of both databases."""
