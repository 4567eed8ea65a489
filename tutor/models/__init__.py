"""The model code that learners read: numpy or torch, the papers' notation, nothing else."""
