"""Transfers on a real Asterisk: what agents do with the call in hand."""
