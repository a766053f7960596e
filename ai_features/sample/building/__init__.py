"""Turns the sources of the sample documents into the files a client would bring.

Needs the development requirements: the finished files are committed, so a running site never
imports this package.
"""
