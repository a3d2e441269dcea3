//! What the build and the tests need on the machine: found, or installed by name, or asked for by
//! name.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Result, command, site, workspace::Workspace};

/// A browser and the packages that drive it.
pub struct Browser {
    /// Debian's Chromium, or another Chrome.
    pub chromium: PathBuf,
}

/// Makes sure that Rust can compile for the browser.
pub fn wasm_target(workspace: &Workspace) -> Result<()> {
    let target = "wasm32-unknown-unknown";
    let sysroot = command::output(
        Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(&workspace.root),
    )?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(target)
        .join("lib")
        .is_dir()
    {
        return Ok(());
    }
    command::run(
        Command::new("rustup")
            .args(["target", "add", target])
            .current_dir(&workspace.root),
    )
    .map_err(|error| {
        format!("the target {target} is missing and could not be added: {error}").into()
    })
}

/// Returns true if the standard library can be compiled along with the program for the browser: its
/// source is a component of the toolchain, and its dependencies are crates. A machine that cannot
/// have them uses the library as it was shipped.
pub fn library_source(workspace: &Workspace) -> bool {
    // rustup says nothing and succeeds where the component is there already.
    let source = command::output(
        Command::new("rustup")
            .args(["component", "add", "rust-src"])
            .current_dir(&workspace.root),
    );
    let crates = || {
        command::output(
            command::cargo(&workspace.root)
                .env(UNSTABLE, "1")
                .args(["fetch", "-Zbuild-std"]),
        )
    };
    source
        .and_then(|_| crates())
        .inspect_err(|error| eprintln!("The standard library is taken as shipped: {error}"))
        .is_ok()
}

/// Lets the pinned compiler take the options it keeps for its nightly builds.
pub const UNSTABLE: &str = "RUSTC_BOOTSTRAP";

/// Makes sure that the browser's tests can run: Chromium, Node, and the packages of `end2end`.
pub fn browser(workspace: &Workspace) -> Result<Browser> {
    let chromium = chromium()?;
    packages(&workspace.root.join("end2end"))?;
    Ok(Browser { chromium })
}

fn chromium() -> Result<PathBuf> {
    let named = std::env::var_os("CHROMIUM_PATH")
        .map(PathBuf::from)
        .filter(|path| path.is_file());
    let find = || {
        ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find_map(command::which)
    };
    if let Some(path) = named.or_else(find) {
        return Ok(path);
    }
    // A bare machine has no font for code, and Chromium only recommends one.
    install(&["chromium", "fonts-liberation"])?;
    find().ok_or_else(|| "Chromium is installed but not on the PATH".into())
}

/// `npm ci`, unless the lock file is the one it last ran for.
fn packages(folder: &Path) -> Result<()> {
    if command::which("npm").is_none() {
        install(&["nodejs", "npm"])?;
    }
    let lock = site::hash(&fs::read(folder.join("package-lock.json"))?);
    let stamp = folder.join("node_modules/.installed");
    if fs::read_to_string(&stamp).is_ok_and(|seen| seen == lock) {
        return Ok(());
    }
    command::output(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .current_dir(folder),
    )?;
    fs::write(stamp, lock)?;
    Ok(())
}

/// Installs Debian packages, if we may.
fn install(packages: &[&str]) -> Result<()> {
    let apt = |words: &[&str]| {
        let mut apt = Command::new("apt-get");
        command::output(
            apt.args(words)
                .args(["-y", "--no-install-recommends"])
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    };
    // Package lists may be fresh enough, or not reachable: the installation itself decides.
    let _ = apt(&["update"]);
    let names = packages.join(" ");
    let ask = |error| format!("missing: {names}. As root: apt-get install -y {names}\n{error}");
    apt(&[&["install"], packages].concat())
        .map(drop)
        .map_err(|error| ask(error).into())
}
