"""The learner: a shared encoder with one head per task. The only place where tensors are computed."""
