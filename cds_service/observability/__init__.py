"""What operators can observe of the service: log lines."""
