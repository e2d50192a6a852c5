"""The one door to language models: routes, deadlines, budgets, metering. Nothing else in the package calls a model."""
