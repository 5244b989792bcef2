"""The text of a query: what is in it, what is refused, and where a fault is."""
