"""Stories of calls in text: each is read, run and told again identically."""
