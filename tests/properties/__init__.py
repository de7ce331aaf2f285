"""Properties that must hold for every history, checked with generated patients and a ten-year chart."""
