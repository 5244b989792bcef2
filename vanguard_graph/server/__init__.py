"""The HTTP server: the SPARQL protocol, pages and data of a graph, for a team or the public."""
