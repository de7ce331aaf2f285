"""What attackers send, and a production service to send it to."""
