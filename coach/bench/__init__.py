"""Speed and memory on this machine, measured with the real model and the real program."""
