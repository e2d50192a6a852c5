"""The Discord face: translates what Discord sends into calls of the engine, and renders what comes back."""
