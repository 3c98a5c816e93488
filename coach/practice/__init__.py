"""A rehearsal of the conversation that a plan proposes: the coach plays the customer."""
