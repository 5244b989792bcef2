"""Pictures for print: SVG, PNG and PDF."""
