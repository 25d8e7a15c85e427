"""The contract: what comes in and what goes out. Imports nothing of ours, no spaCy, no Flask."""
