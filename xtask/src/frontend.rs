//! The browser's half: Rust to wasm, and the JavaScript that loads it.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use walkdir::WalkDir;
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    Result, command, site, tools,
    workspace::{Mode, Workspace},
};

/// The JavaScript module that binds the program to the browser.
pub const JS: &str = "crosslink.js";
/// The JavaScript module that starts the program, and loads its chunks.
pub const LOADER: &str = "chunks.js";
/// The part of the program that every page needs.
pub const WASM: &str = "crosslink_bg.wasm";

/// What the browser loads.
pub struct Bundle {
    /// All files, by their path; they name each other by relative paths.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The file of each chunk of pages.
    pub chunks: BTreeMap<String, String>,
}

/// Compiles `frontend`, splits off the chunks and binds the rest.
pub fn build(workspace: &Workspace, mode: Mode) -> Result<Bundle> {
    let (profile, folder) = match mode {
        Mode::Release => ("wasm-release", "wasm-release"),
        Mode::Dev => ("dev", "debug"),
    };
    let target = "wasm32-unknown-unknown";
    let mut cargo = command::cargo(&workspace.root);
    cargo.args([
        "rustc",
        "--package",
        "frontend",
        "--lib",
        "--target",
        target,
        "--profile",
        profile,
    ]);
    if mode == Mode::Release && tools::library_source(workspace) {
        small(&mut cargo);
    }
    // The split follows the linker's relocations.
    command::run(cargo.args(["--", "-Clink-args=--emit-relocs"]))?;
    let wasm = fs::read(
        workspace
            .target
            .join(target)
            .join(folder)
            .join("frontend.wasm"),
    )?;
    let out = workspace.target.join("bindgen").join(folder);
    bind(&wasm, &out, mode)?;
    let files = files(&out.join("site"))?;
    let chunk = |file: &String| Some((file.strip_suffix(PACK)?.to_owned(), file.clone()));
    Ok(Bundle {
        chunks: files.keys().filter_map(chunk).collect(),
        files,
    })
}

/// Compiles the standard library too: for size, and with panics that only stop the program. Their
/// sentences, and what formats them, are a twelfth of a page. A build for development keeps them.
fn small(cargo: &mut Command) {
    cargo.env(tools::UNSTABLE, "1");
    cargo.args([
        "-Zbuild-std=std,panic_abort",
        "-Zbuild-std-features=optimize_for_size",
    ]);
    cargo.args([
        "--config",
        r#"build.rustflags=["-Zunstable-options","-Cpanic=immediate-abort"]"#,
    ]);
}

/// The end of a chunk's file name.
const PACK: &str = ".pack";

/// Splits and binds, both as libraries so that the lock file keeps them equal to the crates'
/// versions. Skipped when this very program was seen before.
fn bind(wasm: &[u8], out: &Path, mode: Mode) -> Result<()> {
    let (stamp, hash) = (out.join("input"), site::hash(wasm));
    if fs::read_to_string(&stamp).is_ok_and(|seen| seen == hash) {
        return Ok(());
    }
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let (site, main) = (out.join("site"), out.join("main.wasm"));
    fs::create_dir_all(&site)?;
    let chunks = split(wasm, &out.join("split"), &main)?;
    pack(&chunks, &out.join("split"), &site, mode)?;
    let release = mode == Mode::Release;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&main)
        .out_name("crosslink")
        .typescript(false)
        .omit_default_module_path(true);
    // The chunks find what they share by the linker's names.
    bindgen.keep_lld_exports(true).demangle(false);
    bindgen
        .remove_name_section(release)
        .remove_producers_section(release);
    bindgen.web(true).map_err(|error| error.to_string())?;
    bindgen
        .generate(&site)
        .map_err(|error| format!("wasm-bindgen: {error:?}"))?;
    fs::write(stamp, hash)?;
    Ok(())
}

/// The names of each chunk's modules, in the order in which they begin.
type Chunks = BTreeMap<String, Vec<String>>;

/// Writes the modules of the chunks into `folder`, and what remains to `main`.
fn split(wasm: &[u8], folder: &Path, main: &Path) -> Result<Chunks> {
    let (link, module) = (format!("./{LOADER}"), format!("./{JS}"));
    let mut options = wasm_split_cli_support::Options::new(wasm);
    options.output_dir = folder;
    options.main_out_path = main;
    options.link_name = &link;
    options.main_module = &module;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| format!("wasm-split: {error:?}"))?;
    Ok(split.prefetch_map.into_iter().collect())
}

/// Puts the modules of each chunk into one file of `site`, with a loader that knows them. Some
/// twenty small files a page would be as many requests, and a fifth more bytes: what is compressed
/// apart repeats itself.
fn pack(chunks: &Chunks, folder: &Path, site: &Path, mode: Mode) -> Result<()> {
    let (mut parts, mut exports) = (BTreeMap::new(), String::new());
    for (chunk, modules) in chunks {
        let mut pack = Vec::new();
        let part = |name: &String| {
            let wasm = fs::read(folder.join(name).with_extension("wasm"))?;
            let wasm = if mode == Mode::Release {
                without_names(&wasm)?
            } else {
                wasm
            };
            pack.extend_from_slice(&wasm);
            Ok((name.clone(), wasm.len()))
        };
        parts.insert(chunk, modules.iter().map(part).collect::<Result<Vec<_>>>()?);
        fs::write(site.join(chunk.clone() + PACK), pack)?;
        exports += &format!("\nexport const __wasm_split_load_{chunk} = loader({chunk:?});");
    }
    let loader = include_str!("chunks.js").replace(
        "CHUNKS = {}",
        &format!("CHUNKS = {}", serde_json::to_string(&parts)?),
    );
    Ok(fs::write(site.join(LOADER), loader + &exports)?)
}

/// A module without its custom sections, the names of functions among them: half of a chunk.
/// wasm-bindgen does the same to the main part, and only to that.
fn without_names(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = wasm_encoder::Module::new();
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let (Some((id, range)), false) = (
            payload.as_section(),
            matches!(payload, wasmparser::Payload::CustomSection(_)),
        ) {
            module.section(&wasm_encoder::RawSection {
                id,
                data: &wasm[range.start as usize..range.end as usize],
            });
        }
    }
    Ok(module.finish())
}

/// All files of a folder by their path in it.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(folder)
        .into_iter()
        .filter_map(std::result::Result::ok)
    {
        if entry.file_type().is_file() {
            let path = entry
                .path()
                .strip_prefix(folder)?
                .to_string_lossy()
                .into_owned();
            found.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(found)
}
