"""The baseline: the same model left in charge of the interview with one prompt, measured alike."""
