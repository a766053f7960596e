"""Read words off pictures with tesseract, where the operator has installed it.

The reading child makes the pictures and understands the answers; only its parent, which runs no
parser, starts the program, and ties its hands first.
"""
