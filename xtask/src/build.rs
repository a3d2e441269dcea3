//! The whole build. The browser's half and the server's half are separate cargo calls: cargo would
//! otherwise unify the features of `app`, and neither half would be what ships.

use crate::{
    Result, command, css, frontend,
    site::{self, Assets, Site},
    tools,
    workspace::{Mode, Workspace},
};

/// Builds the site, then the program that carries it.
pub fn build(workspace: &Workspace, mode: Mode) -> Result<()> {
    tools::wasm_target(workspace)?;
    build_site(workspace, mode)?;
    build_server(workspace, mode)
}

/// Builds the site into its folder. Files that did not change are not touched, so that cargo
/// rebuilds the program only when it must.
pub fn build_site(workspace: &Workspace, mode: Mode) -> Result<()> {
    let bundle = frontend::build(workspace, mode)?;
    let mut site = Site::open(workspace.site(mode))?;
    let fonts = site.put_public(&workspace.root.join("public"))?;
    let mut sheet = css::stylesheet(workspace)?;
    for font in &fonts {
        sheet = sheet.replace(&font.source, &font.url);
    }
    let folder = site.put_bundle("app", &bundle.files)?;
    let url = |file: &str| format!("{folder}/{file}");
    let assets = Assets {
        js: url(frontend::JS),
        loader: url(frontend::LOADER),
        wasm: url(frontend::WASM),
        css: site.put_hashed("site.css", sheet.as_bytes())?,
        font: fonts.first().map(|font| font.url.clone()),
        chunks: bundle
            .chunks
            .iter()
            .map(|(chunk, file)| (chunk.clone(), url(file)))
            .collect(),
    };
    site.finish(&assets, mode == Mode::Release)?;
    site::print_sizes(&workspace.site(mode), &assets)
}

/// Builds the program around the site.
pub fn build_server(workspace: &Workspace, mode: Mode) -> Result<()> {
    let mut cargo = command::cargo(&workspace.root);
    cargo
        .args(["build", "--package", "server"])
        .env("CROSSLINK_SITE", workspace.site(mode));
    if mode == Mode::Release {
        cargo.arg("--release");
    }
    command::run(&mut cargo)
}
