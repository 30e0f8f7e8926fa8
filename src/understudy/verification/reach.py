"""How far a run looks: only what it could have found can it say to be gone."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.verification.profiles import EFFORTS, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a run could have found.

    It `is_whole` when it came to its end, with all operations and both engines: what one operation
    or engine leaves behind can be what another one finds.
    """

    profile: Profile
    is_whole: bool

    def includes(self, profile: Profile | None) -> bool:
        """Tell whether all that can be found under a profile could have been found by this run.

        `read` looks for less than `quick` where requests write, and for more where they read. Of
        what is not known, None, only a profile that includes all others can tell.
        """
        others = EFFORTS.values() if profile is None else (EFFORTS[profile],)
        return self.is_whole and all(map(EFFORTS[self.profile].includes, others))
