"""The errors that a user is meant to read: each message is one sentence that says what to do."""


class UserError(Exception):
    """What happened, to which file, and what to run next. Anything else that is raised is a bug."""


class IndexMissing(UserError):
    """There is no index yet where one was asked for."""


class IndexDamaged(UserError):
    """A file of the index is not what its manifest says."""


class NothingToIndex(UserError):
    """The documents folder holds no document that can be read."""


class IndexUnfit(UserError):
    """The index was made with other settings than those asked for now."""


class IndexBusy(UserError):
    """Another process is building this index, and waiting was not wanted."""


class ModelUnavailable(UserError):
    """A model that the settings name cannot be loaded."""


class WrongUse(UserError):
    """The command or the config asks for something that makes no sense."""
