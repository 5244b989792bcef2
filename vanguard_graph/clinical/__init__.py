"""Shared clinical networks: who works together on a service, and who meets again and again."""
