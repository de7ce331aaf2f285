"""Tests of the engine, package by package; ``chart`` and ``specification`` build invented patients."""
