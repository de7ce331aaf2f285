"""A population on one machine: files are cut into chunks, patients into buckets, and each piece is done once.

``run.py`` shows the order: scan every line for signs, select the patients, collect their lines into buckets, fetch what
those lines refer to, judge each bucket, write the results. Every piece leaves one file in the work folder, under its
final name only once it is whole; so a run that was killed goes on where it stood, and gives the same result.
"""
