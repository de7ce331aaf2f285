"""A site's own codes and units: its maps, and the translation of its resources."""
