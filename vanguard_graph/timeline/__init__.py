"""The graph of a day, and the graph on present-day bodies."""
