"""Where the layers are assembled: the only place that names upper layers, as dotted strings."""
