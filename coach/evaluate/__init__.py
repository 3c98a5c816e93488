"""Simulated interviews with the real model, and what they measure."""
