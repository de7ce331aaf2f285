"""Tests of what those read who govern the service."""
