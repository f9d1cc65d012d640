"""Recordings of calls after the call: joined, measured, encrypted, kept, played, erased.

The switch room leaves a job (`job.py`); a process of its own at low priority makes of it a sealed file
and what stands beside it. Nothing here is needed while somebody talks.
"""
