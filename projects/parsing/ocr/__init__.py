"""Read words in pictures with tesseract, if the operator has installed it.

The child that reads documents makes the pictures and parses the answers. Only its parent, which
runs no parser, starts tesseract, and it confines it first.
"""
