"""Whether the instance can serve; each part answers for itself."""
