//! The browser's half: Rust to wasm, and the JavaScript that loads it.

use std::{collections::BTreeMap, fs, path::Path};

use walkdir::WalkDir;
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    Result, command, site,
    workspace::{Mode, Workspace},
};

/// What the browser loads.
pub struct Bindings {
    /// The module that a page imports; its `default` takes the wasm's address.
    pub js: Vec<u8>,
    /// The program.
    pub wasm: Vec<u8>,
    /// JavaScript of dependencies, by the relative path that `js` imports it from.
    pub snippets: BTreeMap<String, Vec<u8>>,
}

/// Compiles `frontend` and binds it.
pub fn build(workspace: &Workspace, mode: Mode) -> Result<Bindings> {
    let (profile, folder) = match mode {
        Mode::Release => ("wasm-release", "wasm-release"),
        Mode::Dev => ("dev", "debug"),
    };
    let target = "wasm32-unknown-unknown";
    command::run(command::cargo(&workspace.root).args([
        "build",
        "--package",
        "frontend",
        "--lib",
        "--target",
        target,
        "--profile",
        profile,
    ]))?;
    let wasm = workspace.target.join(target).join(folder).join("frontend.wasm");
    let out = workspace.target.join("bindgen").join(folder);
    bind(&wasm, &out, mode)?;
    Ok(Bindings {
        js: fs::read(out.join("crosslink.js"))?,
        wasm: fs::read(out.join("crosslink_bg.wasm"))?,
        snippets: snippets(&out.join("snippets"))?,
    })
}

/// Runs wasm-bindgen, as a library so that the lock file keeps it equal to the crate's version. Skipped
/// when it has seen this very file before.
fn bind(wasm: &Path, out: &Path, mode: Mode) -> Result<()> {
    let stamp = out.join("input");
    let hash = site::hash(&fs::read(wasm)?);
    if fs::read_to_string(&stamp).is_ok_and(|seen| seen == hash) {
        return Ok(());
    }
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let release = mode == Mode::Release;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("crosslink").typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(release).remove_producers_section(release);
    bindgen.web(true).map_err(|error| error.to_string())?;
    bindgen.generate(out).map_err(|error| format!("wasm-bindgen: {error:?}"))?;
    fs::write(stamp, hash)?;
    Ok(())
}

fn snippets(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(folder).into_iter().filter_map(std::result::Result::ok) {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder)?.to_string_lossy().into_owned();
            found.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(found)
}
