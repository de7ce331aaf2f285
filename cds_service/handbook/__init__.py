"""The handbook and the source attributes as the service shows them (decision 0166).

``scripts/write_handbook.py`` writes the pages.
"""
