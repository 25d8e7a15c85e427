"""Linguistics: knows no web, no cache, no wire format, no settings.

Every module but `components` holds plain functions that read a Doc and earlier results and return frozen records.
"""
