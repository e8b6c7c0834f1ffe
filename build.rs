//! Records the commit and the target for `--version`.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=TIANBIAO_COMMIT");
    let target = env::var("TARGET").unwrap_or_default();
    println!("cargo::rustc-env=TIANBIAO_TARGET={target}");
    // During development, a commit is no reason to build anew.
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = env::var("TIANBIAO_COMMIT").ok().or_else(|| if is_release { commit() } else { None });
    println!("cargo::rustc-env=TIANBIAO_COMMIT={}", commit.unwrap_or_default());
}

/// Returns the abbreviated commit and its date; `None` outside the repository.
fn commit() -> Option<String> {
    println!("cargo::rerun-if-changed=.git/HEAD");
    println!("cargo::rerun-if-changed=.git/logs/HEAD");
    let root = env::var_os("CARGO_MANIFEST_DIR")?;
    let inside = std::path::Path::new(&root).join(".git").exists();
    let mut git = Command::new("git");
    git.args(["show", "--no-patch", "--format=%h %cs", "HEAD"]).current_dir(&root);
    let output = inside.then(|| git.output().ok()).flatten().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
