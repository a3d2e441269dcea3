//! The invariants of ARCHITECTURE.md that are absences: who may import whom, and what may not be
//! said where.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace")
        .to_owned()
}

/// Every workspace crate with its ordinary dependencies, as cargo sees them.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let name = |value: &serde_json::Value| value["name"].as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let ordinary = package["dependencies"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|d| d["kind"].is_null());
            (name(package), ordinary.map(name).collect())
        })
        .collect()
}

/// Rust sources of a crate, with their text less comments and tests.
fn sources(krate: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(krate).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).expect("UTF-8");
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                let code = code
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .collect::<Vec<_>>()
                    .join("\n");
                files.push((path, code));
            }
        }
    }
    files
}

/// Places in `krate` that say one of `words`.
fn mentions(krate: &str, words: &[&str]) -> Vec<String> {
    sources(krate)
        .into_iter()
        .flat_map(|(path, code)| {
            let found = words
                .iter()
                .filter(|word| code.contains(**word))
                .copied()
                .collect::<Vec<_>>();
            found
                .into_iter()
                .map(move |word| format!("{} says {word}", path.display()))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn nothing_imports_upward() {
    let rooms = ["model", "store", "app", "server", "frontend"];
    let may: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("model", &[][..]),
        ("store", &["model"][..]),
        ("app", &["model", "store"][..]),
        ("server", &["model", "store", "app"][..]),
        ("frontend", &["app"][..]),
    ]);
    let dependencies = dependencies();
    for room in rooms {
        for other in rooms
            .iter()
            .filter(|other| dependencies[room].contains(**other))
        {
            assert!(may[room].contains(other), "{room} imports {other}");
        }
    }
}

#[test]
fn the_model_is_pure() {
    let known: BTreeSet<String> = [
        "serde",
        "serde_json",
        "chrono",
        "uuid",
        "thiserror",
        "diffy",
        "granit-parser",
        "pulldown-cmark",
        "unicode-normalization",
    ]
    .map(String::from)
    .into();
    let used = &dependencies()["model"];
    assert!(
        used.is_subset(&known),
        "new dependencies of model: {:?}",
        used - &known
    );
    let impure = [
        "async fn",
        ".await",
        "std::fs",
        "std::net",
        "std::env",
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "new_v4",
        "rand::",
    ];
    assert_eq!(mentions("model", &impure), Vec::<String>::new());
}

#[test]
fn only_the_store_knows_sql() {
    for krate in ["model", "app", "server", "frontend"] {
        assert!(
            !dependencies()[krate].contains("sqlx"),
            "{krate} depends on sqlx"
        );
        assert_eq!(
            mentions(
                krate,
                &["sqlx::", "insert into ", "INSERT INTO ", "select * from"]
            ),
            Vec::<String>::new()
        );
    }
}

#[test]
fn store_and_model_know_no_http() {
    for krate in ["model", "store"] {
        for http in ["axum", "hyper", "http", "tower-http", "leptos"] {
            assert!(
                !dependencies()[krate].contains(http),
                "{krate} depends on {http}"
            );
        }
        assert_eq!(
            mentions(krate, &["StatusCode", "/api/v1", "axum::"]),
            Vec::<String>::new()
        );
    }
}

#[test]
fn the_browser_entry_stays_small() {
    let lines = fs::read_to_string(root().join("frontend/src/lib.rs"))
        .expect("the entry")
        .lines()
        .count();
    assert!(lines <= 12, "frontend/src/lib.rs has {lines} lines");
}
