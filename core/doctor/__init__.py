"""What is configured, reachable and wrong, in words for the operator."""
