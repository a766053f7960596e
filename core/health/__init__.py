"""Whether the instance can serve: each part says so itself."""
