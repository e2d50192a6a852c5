"""The offline narrator: tells and rules without a model, from the brief alone. It never pretends to be a model."""
