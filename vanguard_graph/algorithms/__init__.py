"""Algorithms on the incidence of a network: numbers in, numbers out; compiled code below."""
