//! Tells rust-embed where the finished site is. `cargo xtask build` names it in `CROSSLINK_SITE`;
//! without it (a plain `cargo test`, `cargo clippy`) the program is built around an empty site.

use std::{env, fs, path::Path};

const EMPTY: &str = r#"{"js":null,"wasm":null,"css":null,"font":null}"#;

fn main() {
    println!("cargo:rerun-if-env-changed=CROSSLINK_SITE");
    println!("cargo:rerun-if-changed=build.rs");
    let site = env::var("CROSSLINK_SITE").unwrap_or_else(|_| {
        let site = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("site");
        fs::create_dir_all(&site).expect("OUT_DIR can be written");
        fs::write(site.join("manifest.json"), EMPTY).expect("OUT_DIR can be written");
        site.display().to_string()
    });
    assert!(
        Path::new(&site).join("manifest.json").is_file(),
        "CROSSLINK_SITE is {site}, but there is no manifest.json: run `cargo xtask build`",
    );
    // A development build reads the site from the disk and need not be built again for it.
    if env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo:rerun-if-changed={site}");
    }
    println!("cargo:rustc-env=CROSSLINK_SITE={site}");
}
