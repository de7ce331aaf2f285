"""The server: connections wait in an event loop, calls are answered in threads (decision 0180)."""
