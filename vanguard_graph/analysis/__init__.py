"""Analyses of partnership networks: plain functions that explain what they return."""
