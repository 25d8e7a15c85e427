"""The error tree.

Refused (schemas.problem)            the client's request cannot be answered: a problem with a 4xx status
StandfirstError                      the service's own trouble
├── InvalidSettings                  a setting cannot be used: stops the start, names the variable
├── InvalidLexicon                   a lexicon file breaks its format: stops the start, names file and entry
├── ModelNotFound                    the spaCy pipeline is not installed: stops the start, says how to install it
├── DamagedWeights                   a file of learned weights is missing or changed: stops the start, names the file
├── EmbeddedRedisFailed              the embedded server did not start: logged, the service runs without it
├── Overloaded                       more work is waiting than can be done in time: 503 with Retry-After
├── DeadlinePassed                   one request took longer than it may: 503
└── BulkRefused                      a bulk job cannot begin or be resumed: told on the terminal
InvalidStructure (schemas.response)  an answer breaks the contract: 500, logged, never cached
"""

from __future__ import annotations


class StandfirstError(Exception):
    """The service's own trouble; never the client's fault."""


class InvalidSettings(StandfirstError, ValueError):
    """A setting cannot be used."""


class InvalidLexicon(StandfirstError, ValueError):
    """A lexicon file breaks its format."""


class ModelNotFound(StandfirstError, LookupError):
    """The spaCy pipeline is not installed."""


class DamagedWeights(StandfirstError, OSError):
    """A file of learned weights is missing or is not what was shipped."""


class EmbeddedRedisFailed(StandfirstError, OSError):
    """The embedded Redis server did not start."""


class BulkRefused(StandfirstError, ValueError):
    """A bulk job cannot begin or be resumed."""


class Overloaded(StandfirstError):
    """More work is waiting than can be done in time."""

    def __init__(self, retry_after: int) -> None:
        """Take after how many seconds it is worth coming back."""
        super().__init__(f"Too much work is waiting. Come back in {retry_after} s.")
        self.retry_after = retry_after


class DeadlinePassed(StandfirstError):
    """A request took longer than it may."""

    retry_after = 1
