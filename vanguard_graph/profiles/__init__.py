"""What is known of one thing, told in sections, and the life of an organisation."""
