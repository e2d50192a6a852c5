"""Checks on a sentence of a narration, each by itself: values in, a finding out. Pure; no model is ever asked.

Precision before recall: a sentence that is cut wrongly is a good sentence lost, one that passes wrongly is what a table
would have had without guards.
"""
