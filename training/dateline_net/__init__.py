"""Training of Dateline's language network; `training/train.py` is the one command."""
