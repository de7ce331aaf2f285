"""The service among systems that nobody here wrote."""
