"""Networks as pages that work offline."""
