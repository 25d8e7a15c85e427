"""What a linguist edits without Python: one folder of TOML a language, read and checked once.

Words are data here; tree walks and the regular expressions of grammar are code in `service.pipeline`.
"""

from service.lexicons.reader import Lexicon, load_lexicon

__all__ = ["Lexicon", "load_lexicon"]
