"""Collaboration chains: how one organisation connects to another, and whom it reaches."""
