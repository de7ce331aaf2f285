"""What those read who govern the service: the report, the source attributes, and the packet for the reviewer."""
