//! Service mode: the process uses only visible files of known kinds in one folder and the folders below it.
//!
//! An account can be restricted to the program by `ForceCommand` of sshd. Then a path is the only way to reach other files.
//! All files that are opened by a path are opened here, so that the rule is in one place: the kernel resolves the path beneath
//! the folder and refuses symbolic links (`openat2`). The program's own folders (drafts, installed forms) are not restricted,
//! because a user cannot name them. As a second wall, Landlock limits writing to the folder and to the drafts, and forbids
//! running programs.

use std::ffi::OsStr;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use landlock::{
    ABI, AccessFs, CompatLevel, Compatible, PathBeneath, Ruleset, RulesetAttr, RulesetCreatedAttr,
    RulesetStatus,
};
use rustix::fs::{Mode, OFlags, ResolveFlags};
use rustix::io::{Errno, retry_on_intr};

static ROOT: OnceLock<Root> = OnceLock::new();

/// The folder to which the process is confined.
struct Root {
    folder: OwnedFd,
    path: PathBuf,
    /// The program's own folders.
    own: Vec<PathBuf>,
}

/// A path that is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It leads out of the folder, or through a symbolic link.
    Outside,
    /// It names a hidden file or folder.
    Hidden,
    /// The system refuses it.
    System(Errno),
}

impl From<Errno> for Refusal {
    fn from(error: Errno) -> Refusal {
        Refusal::System(error)
    }
}

/// Confines the process to a folder, given by its path without symbolic links. `drafts` is the only other folder that may be written,
/// `forms` can only be read. Returns true if the kernel also enforces it. Must be called before threads are started.
pub fn confine(path: PathBuf, drafts: Option<&Path>, forms: &[PathBuf]) -> std::io::Result<bool> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let root = retry_on_intr(|| rustix::fs::open(&path, flags, Mode::empty()))?;
    if let Some(drafts) = drafts {
        // An error is reported when a report is opened.
        let _ = std::fs::create_dir_all(drafts);
    }
    let is_enforced = enforce(&root, drafts);
    // The folder of the drafts is found from the one above it.
    let own = drafts.and_then(Path::parent).map(Path::to_owned);
    let own = own.into_iter().chain(forms.iter().cloned()).collect();
    let _ = ROOT.set(Root { folder: root, path, own });
    Ok(is_enforced)
}

/// True in service mode.
pub fn is_active() -> bool {
    ROOT.get().is_some()
}

/// True if the kernel can enforce the rule.
pub fn kernel_can_enforce() -> bool {
    let asked = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    asked.handle_access(AccessFs::from_write(ABI::V1)).and_then(Ruleset::create).is_ok()
}

/// Lets the kernel limit writing to the two folders, and forbid running programs.
fn enforce(root: &OwnedFd, drafts: Option<&Path>) -> bool {
    let writing = AccessFs::from_write(ABI::V5);
    let rules = || {
        let ruleset = Ruleset::default().handle_access(writing | AccessFs::Execute)?.create()?;
        let mut ruleset = ruleset.add_rule(PathBeneath::new(root.as_fd(), writing))?;
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        if let Some(drafts) = drafts.and_then(|path| rustix::fs::open(path, flags, Mode::empty()).ok()) {
            ruleset = ruleset.add_rule(PathBeneath::new(drafts, writing))?;
        }
        // The terminal, and its settings.
        let devices = rustix::fs::open("/dev", flags, Mode::empty()).ok();
        if let Some(devices) = devices {
            ruleset =
                ruleset.add_rule(PathBeneath::new(devices, AccessFs::WriteFile | AccessFs::IoctlDev))?;
        }
        ruleset.restrict_self()
    };
    let restricted: Result<_, landlock::RulesetError> = rules();
    restricted.is_ok_and(|restricted| restricted.ruleset != RulesetStatus::NotEnforced)
}

/// Returns a path as the user may see it: in service mode relative to the folder.
pub(super) fn seen(path: &Path) -> &Path {
    let Some(root) = ROOT.get().filter(|_| path.is_absolute()) else { return path };
    path.strip_prefix(&root.path).unwrap_or_else(|_| Path::new(path.file_name().unwrap_or(OsStr::new("?"))))
}

/// Checks a path that a user named.
pub(super) fn check(path: &Path) -> Result<(), Refusal> {
    ROOT.get().map_or(Ok(()), |root| root.inside(path).map(drop))
}

/// True if no component of a path is hidden.
pub(super) fn is_visible(path: &Path) -> bool {
    path.components().all(|part| match part {
        Component::Normal(name) => !name.as_bytes().starts_with(b"."),
        _ => true,
    })
}

/// Opens a file or folder by its path.
pub(super) fn open(path: &Path, flags: OFlags) -> Result<OwnedFd, Refusal> {
    let Some(root) = ROOT.get() else {
        return Ok(retry_on_intr(|| rustix::fs::open(path, flags, Mode::empty()))?);
    };
    if root.is_own(path) {
        return Ok(retry_on_intr(|| rustix::fs::open(path, flags, Mode::empty()))?);
    }
    let inside = root.inside(path)?;
    match beneath(&root.folder, inside, flags) {
        // These are the errors of a path that leads out of the folder, or through a link.
        Err(Errno::XDEV | Errno::LOOP) => Err(Refusal::Outside),
        opened => Ok(opened?),
    }
}

impl Root {
    /// True for the program's own folders and the files in them.
    fn is_own(&self, path: &Path) -> bool {
        let is_straight = path.components().all(|part| part != Component::ParentDir);
        is_straight && self.own.iter().any(|own| path.starts_with(own))
    }

    /// Returns the path relative to the folder; fails if it leads out of it or names hidden files.
    fn inside<'p>(&self, path: &'p Path) -> Result<&'p Path, Refusal> {
        let inside = path.strip_prefix(&self.path).unwrap_or(path);
        if inside.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(Refusal::Outside);
        }
        if !is_visible(inside) {
            return Err(Refusal::Hidden);
        }
        // Programs that read the path differently could see another one.
        let is_plain = |byte: &u8| !byte.is_ascii_control();
        if inside.as_os_str().as_bytes().iter().all(is_plain) { Ok(inside) } else { Err(Refusal::Outside) }
    }
}

/// Opens a path beneath a folder, without symbolic links.
fn beneath(root: &OwnedFd, path: &Path, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    let opened = retry_on_intr(|| rustix::fs::openat2(root, path, flags, Mode::empty(), resolve));
    match opened {
        // Kernels before 5.6, and filters that do not know the call.
        Err(Errno::NOSYS | Errno::PERM) => step_by_step(root, path, flags),
        opened => opened,
    }
}

/// Opens a path beneath a folder, one component after another.
fn step_by_step(root: &OwnedFd, path: &Path, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    let through = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut folder: Option<OwnedFd> = None;
    let mut names: Vec<&OsStr> = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => names.push(name),
            Component::CurDir => {}
            _ => return Err(Errno::XDEV),
        }
    }
    let last = names.pop().unwrap_or(OsStr::new("."));
    for name in names {
        let at = folder.as_ref().unwrap_or(root);
        folder = Some(retry_on_intr(|| rustix::fs::openat(at, name, through, Mode::empty()))?);
    }
    let at = folder.as_ref().unwrap_or(root);
    retry_on_intr(|| rustix::fs::openat(at, last, flags | OFlags::NOFOLLOW, Mode::empty()))
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests write files of their own")]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use rustix::fs::CWD;

    use crate::store::testing::Desk;

    /// Both ways of opening a path agree: the kernel's, and the one for kernels without it.
    #[test]
    fn a_path_stays_beneath_the_folder() {
        let desk = Desk::new("beneath");
        let inner = desk.path("inner");
        std::fs::create_dir_all(inner.join("sub")).unwrap();
        for path in ["inner/a.ron", "inner/sub/b.ron", "outside.ron"] {
            desk.file(path, b"()");
        }
        symlink("../outside.ron", inner.join("link.ron")).unwrap();
        symlink("..", inner.join("up")).unwrap();
        symlink("/", inner.join("sub/top")).unwrap();
        symlink("a.ron", inner.join("harmless.ron")).unwrap();
        let flags = OFlags::RDONLY | OFlags::CLOEXEC;
        let root = rustix::fs::openat(CWD, &inner, flags | OFlags::DIRECTORY, Mode::empty()).unwrap();
        for path in ["a.ron", "./a.ron", "sub/b.ron", "sub//b.ron", "", "sub"] {
            beneath(&root, Path::new(path), flags).unwrap_or_else(|error| panic!("{path}: {error}"));
            step_by_step(&root, Path::new(path), flags).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        for path in [
            "..",
            "../outside.ron",
            "sub/../../outside.ron",
            "/etc/passwd",
            "link.ron",
            "up/outside.ron",
            "sub/top/etc/passwd",
            "harmless.ron",
            "/proc/self/exe",
        ] {
            assert!(beneath(&root, Path::new(path), flags).is_err(), "{path}");
            assert!(step_by_step(&root, Path::new(path), flags).is_err(), "{path}");
        }
    }
}
