//! What happens to the file.

use std::{fs, os::unix::fs::PermissionsExt};

use model::{AutoSteal, ConfigPatch, TrackingMode};
use tempfile::TempDir;

use super::*;

fn folder(file: &str) -> (TempDir, Settings) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".crosslink")).unwrap();
    fs::write(folder.path().join(PLACE), file).unwrap();
    let settings = Settings::of(folder.path());
    (folder, settings)
}

fn strict() -> ConfigPatch {
    ConfigPatch {
        tracking_mode: Some(TrackingMode::Strict),
        ..Default::default()
    }
}

async fn check(before: &str, patch: ConfigPatch, after: &str) {
    let (folder, settings) = folder(before);
    settings.change(patch).await.unwrap();
    assert_eq!(
        fs::read_to_string(folder.path().join(PLACE)).unwrap(),
        after
    );
}

/// Odd on purpose: keys out of order, tabs, Windows line ends, two on a line, no line end at the
/// end.
const FOREIGN: &str = "{\r\n\t\"zeta\" : [1,2 ,  3],\r\n\t\"tracking_mode\":   \"normal\",  \"auto_steal_stale_locks\": \"3\",\r\n\t\"agent_overrides\": {\"x\": {\"tracking_mode\": \"relaxed\"}}, \"big\": 1.50e3,\r\n\t\"alpha\": \"\\u00e9\"\r\n}";

#[tokio::test]
async fn every_other_byte_stays() {
    check(
        FOREIGN,
        strict(),
        &FOREIGN.replacen("\"normal\"", "\"strict\"", 1),
    )
    .await;
    let off = ConfigPatch {
        auto_steal: Some(AutoSteal::Off),
        ..Default::default()
    };
    check(FOREIGN, off, &FOREIGN.replacen("\"3\"", "false", 1)).await;
    let on = ConfigPatch {
        stealing_on: true,
        ..Default::default()
    };
    check(FOREIGN, on, FOREIGN).await;
}

#[tokio::test]
async fn a_key_that_is_missing_is_added_at_the_end() {
    let minutes = ConfigPatch {
        stale_lock_timeout_minutes: Some(90),
        ..Default::default()
    };
    check(
        "{\n  \"b\": 1\n}\n",
        minutes.clone(),
        "{\n  \"b\": 1,\n  \"stale_lock_timeout_minutes\": 90\n}\n",
    )
    .await;
    check(
        "{}",
        minutes.clone(),
        "{\n  \"stale_lock_timeout_minutes\": 90\n}",
    )
    .await;
    check(
        " \n",
        minutes,
        "{\n  \"stale_lock_timeout_minutes\": 90\n}\n",
    )
    .await;
}

#[tokio::test]
async fn without_a_file_there_are_defaults_and_a_change_creates_it() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::of(folder.path());
    assert_eq!(settings.read().await.unwrap(), Config::default());
    assert!(
        !folder.path().join(".crosslink").exists(),
        "reading creates nothing"
    );
    let config = settings.change(strict()).await.unwrap();
    assert_eq!(config, settings.read().await.unwrap());
    assert_eq!(
        fs::read_to_string(folder.path().join(PLACE)).unwrap(),
        "{\n  \"tracking_mode\": \"strict\"\n}\n"
    );
}

#[tokio::test]
async fn what_is_not_json_is_never_overwritten() {
    let cases = [
        (
            "{\"tracking_mode\": ",
            "EOF while parsing a value at line 1 column 18",
        ),
        ("[1]", "it is not an object"),
        ("{} // mine", "trailing characters at line 1 column 4"),
    ];
    for (text, why) in cases {
        let (folder, settings) = folder(text);
        let says = format!(
            ".crosslink/hook-config.json cannot be read as JSON ({why}). It was left as it is: fix it by hand"
        );
        assert_eq!(settings.read().await.unwrap_err().to_string(), says);
        assert_eq!(
            settings.change(strict()).await.unwrap_err().to_string(),
            says
        );
        assert_eq!(fs::read_to_string(folder.path().join(PLACE)).unwrap(), text);
    }
    let twice = "{\"tracking_mode\": \"normal\", \"tracking_mode\": \"relaxed\"}";
    let (folder, settings) = folder(twice);
    let says = ".crosslink/hook-config.json says 'tracking_mode' more than once. It was left as it is: fix it by hand";
    assert_eq!(
        settings.change(strict()).await.unwrap_err().to_string(),
        says
    );
    assert_eq!(
        fs::read_to_string(folder.path().join(PLACE)).unwrap(),
        twice
    );
}

#[tokio::test]
async fn links_and_permissions_stay() {
    let (folder, settings) = folder("{}");
    let (path, real) = (folder.path().join(PLACE), folder.path().join("real.json"));
    fs::rename(&path, &real).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink(&real, &path).unwrap();
    settings.change(strict()).await.unwrap();
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("strict"));
    assert_eq!(
        fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        fs::read_dir(folder.path().join(".crosslink"))
            .unwrap()
            .count(),
        1,
        "nothing is left lying about"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_at_once_are_all_kept() {
    let (_folder, settings) = folder("{}");
    let patches = [
        strict(),
        ConfigPatch {
            stale_lock_timeout_minutes: Some(7),
            ..Default::default()
        },
        ConfigPatch {
            remote: Some("hub".into()),
            ..Default::default()
        },
        ConfigPatch {
            intervention_tracking: Some(true),
            ..Default::default()
        },
        ConfigPatch {
            auto_steal: Some(AutoSteal::Times(5)),
            ..Default::default()
        },
    ];
    let changes = patches.into_iter().map(|patch| {
        let settings = settings.clone();
        tokio::spawn(async move { settings.change(patch).await.unwrap() })
    });
    futures::future::join_all(changes).await;
    let config = settings.read().await.unwrap();
    assert_eq!(
        (config.tracking_mode, config.stale_lock_timeout_minutes),
        (TrackingMode::Strict, 7)
    );
    assert_eq!(
        (
            config.remote.as_str(),
            config.intervention_tracking,
            config.auto_steal
        ),
        ("hub", true, AutoSteal::Times(5))
    );
}
