"""The review of a plan, weeks later: what was done, what happened, what was learned, what next."""
