"""What is already released: held, unchanged, by the default branch."""

from __future__ import annotations

from schemalint.model.record import NamedTuple
from schemalint.sources import git

BRANCHES = (
    "refs/remotes/origin/HEAD",
    "refs/heads/main",
    "refs/heads/master",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
)
"""Where the default branch is looked for. The last two serve a checkout that fetched one branch and has no local one."""


_DIFF = (
    "--literal-pathspecs",
    "diff",
    "--name-only",
    "-z",
    "--no-renames",
    "--no-ext-diff",
    "--ignore-submodules",
)


class Released(NamedTuple):
    """What a revision holds, seen from the working tree. Paths are absolute."""

    revision: str
    """What was compared with, for people: `origin/HEAD`, `main`, or the revision asked for."""
    unchanged: frozenset[str]
    """Released: the revision holds them and the working tree has them as they are there."""
    edited: frozenset[str]
    """The revision holds them, but the working tree has other text or nothing at all."""


class Unknown(NamedTuple):
    """Nothing can be called released."""

    reason: str
    """A sentence for the user; empty when there is nothing to say (outside git, or before the first commit)."""
    wrong: bool = False
    """The revision asked for does not exist: wrong usage, not a state of the repository."""


def released(root: str, since: str | None = None) -> Released | Unknown:
    """What of the repository at `root` is released; `since` replaces the default branch. Three git commands at most, two of them
    at once."""
    if not root:
        return Unknown("")
    if since:
        # A revision that looks like an option is not handed to git as one.
        [(found, _)] = git.ask(root, ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}"))
        if not found:
            return Unknown(f"there is no revision `{since}` in {root}{_shallow(root)}", wrong=True)
        revision, shown = found.decode("ascii", "replace").strip(), since
    else:
        [(refs, reason)] = git.ask(root, ("for-each-ref", "--format=%(refname) %(objectname)", *BRANCHES))
        if refs is None:
            return Unknown(reason)
        heads = dict(line.split(" ", 1) for line in refs.decode("utf-8", "replace").splitlines() if " " in line)
        ref = next((ref for ref in BRANCHES if ref in heads), "")
        if not ref:
            return _without_default(root)
        revision, shown = heads[ref], ref.split("/", 2)[2]
    (held, why), (changed, why_not) = git.ask(
        root,
        ("ls-tree", "-r", "-z", "--name-only", "--full-tree", revision),
        (*_DIFF, revision),
    )
    if held is None or changed is None:
        return Unknown(why or why_not)
    before = {f"{root}/{name}" for name in git.names(held)}
    touched = {f"{root}/{name}" for name in git.names(changed)}
    return Released(shown, frozenset(before - touched), frozenset(before & touched))


def _without_default(root: str) -> Unknown:
    [(head, _)] = git.ask(root, ("rev-parse", "--verify", "--quiet", "HEAD"))
    if not head:
        return Unknown("")
    return Unknown(
        f"no default branch in {root} (origin/HEAD, main, master): every migration is judged; "
        f"say where the released state is with --since{_shallow(root)}"
    )


def _shallow(root: str) -> str:
    [(answer, _)] = git.ask(root, ("rev-parse", "--is-shallow-repository"))
    if answer and answer.strip() == b"true":
        return " (this is a shallow clone: fetch the branch, as with `git fetch --depth 1 origin main`)"
    return ""
