"""Explain a chart to an integrator: what was read from each resource, or why nothing was."""
