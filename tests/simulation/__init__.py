"""A whole centre simulated from one seed: a dishonest switch, impatient people, a checker."""
