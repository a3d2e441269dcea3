use std::fs;

use serde_json::json;

use crate::harness::App;

const FILE: &str = ".crosslink/hook-config.json";

fn write(app: &App, text: &str) {
    fs::create_dir_all(app.folder.path().join(".crosslink")).unwrap();
    fs::write(app.folder.path().join(FILE), text).unwrap();
}

fn read(app: &App) -> String {
    fs::read_to_string(app.folder.path().join(FILE)).unwrap()
}

#[tokio::test]
async fn load_config() {
    let app = App::new().await;
    app.get("/config").await.is(
        200,
        json!({"tracking_mode": "normal", "stale_lock_timeout_minutes": 60, "remote": "origin", "signing_enforcement": "off",
            "intervention_tracking": false, "auto_steal_stale_locks": false}),
    );
    write(
        &app,
        r#"{"auto_steal_stale_locks": "3", "tracker_remote": "hub", "watchdog": {}}"#,
    );
    let config = app.get("/config").await.json();
    assert_eq!(
        (
            &config["auto_steal_stale_locks"],
            &config["auto_steal_multiplier"]
        ),
        (&json!(true), &json!(3))
    );
    assert_eq!(
        (&config["remote"], config.as_object().unwrap().len()),
        (&json!("hub"), 7)
    );
}

/// The contract's examples, to the letter.
#[tokio::test]
async fn seed() {
    let app = App::new().await;
    write(
        &app,
        r#"{"tracking_mode": "strict", "tracker_remote": "origin", "signing_enforcement": "audit", "intervention_tracking": true}"#,
    );
    let config = json!({
        "tracking_mode": "strict",
        "stale_lock_timeout_minutes": 60,
        "remote": "origin",
        "signing_enforcement": "audit",
        "intervention_tracking": true,
        "auto_steal_stale_locks": false
    });
    app.get("/config").await.is(200, config.clone());
    let mut changed = config;
    changed["tracking_mode"] = json!("normal");
    changed["stale_lock_timeout_minutes"] = json!(120);
    let answer = app
        .patch(
            "/config",
            json!({"tracking_mode": "normal", "stale_lock_timeout_minutes": 120}),
        )
        .await;
    answer.is(200, changed.clone());
    app.get("/config").await.is(200, changed);
}

#[tokio::test]
async fn change_config_keeps_what_is_not_ours() {
    let app = App::new().await;
    let file = "{\n\t\"sentinel\": { \"b\":1, \"a\":2 },\n\t\"auto_steal_stale_locks\": \"3\"\n}";
    write(&app, file);
    app.call("/config").await.fails(
        405,
        "method not allowed",
        "This path does not take that method; the Allow header says which it takes",
    );
    assert_eq!(app.patch("/config", json!({})).await.status, 200);
    assert_eq!(
        app.patch(
            "/config",
            json!({"auto_steal_stale_locks": true, "unknown": 1})
        )
        .await
        .status,
        200
    );
    assert_eq!(read(&app), file);
    assert_eq!(
        app.patch("/config", json!({"remote": "up"})).await.json()["remote"],
        "up"
    );
    assert_eq!(
        read(&app),
        "{\n\t\"sentinel\": { \"b\":1, \"a\":2 },\n\t\"auto_steal_stale_locks\": \"3\",\n\t\"tracker_remote\": \"up\"\n}"
    );
    assert_eq!(
        app.patch("/config", json!({"auto_steal_stale_locks": 5}))
            .await
            .json()["auto_steal_multiplier"],
        5
    );
    let off = app
        .patch("/config", json!({"auto_steal_stale_locks": false}))
        .await
        .json();
    assert_eq!(
        (
            &off["auto_steal_stale_locks"],
            off.get("auto_steal_multiplier")
        ),
        (&json!(false), None)
    );
}

/// Two words of others for two of ours.
#[tokio::test]
async fn the_word_for_signatures_that_was_set_is_given_back() {
    let app = App::new().await;
    for word in ["required", "audit", "disabled", "enforce", "off", "warn"] {
        assert_eq!(
            app.patch("/config", json!({"signing_enforcement": word}))
                .await
                .json()["signing_enforcement"],
            word
        );
        assert_eq!(app.get("/config").await.json()["signing_enforcement"], word);
        assert_eq!(
            app.patch("/config", json!({"tracking_mode": "strict"}))
                .await
                .json()["signing_enforcement"],
            word
        );
    }
    write(&app, r#"{"signing_enforcement": "enforced"}"#);
    assert_eq!(
        app.get("/config").await.json()["signing_enforcement"],
        "enforce"
    );
}

#[tokio::test]
async fn change_config_refuses() {
    let app = App::new().await;
    let minutes = "Must be a whole number of minutes from 1 to 525600";
    let remote = "Must be the name of a git remote: letters, digits, '.', '_' and '-', beginning with a letter or digit";
    for (body, says) in [
        (json!({"tracking_mode": "x"}), "Invalid tracking_mode 'x'. Must be one of: strict, normal, relaxed".to_owned()),
        (json!({"tracking_mode": 1}), "Invalid tracking_mode '1'. Must be one of: strict, normal, relaxed".to_owned()),
        (
            json!({"signing_enforcement": "enforced"}),
            "Invalid signing_enforcement 'enforced'. Must be one of: off, audit, warn, enforce, required, disabled".to_owned(),
        ),
        (json!({"intervention_tracking": "yes"}), "Invalid intervention_tracking 'yes'. Must be one of: true, false".to_owned()),
        (
            json!({"auto_steal_stale_locks": 4}),
            "Invalid auto_steal_stale_locks '4'. Must be one of: true, false, 2, 3, 5, 10".to_owned(),
        ),
        (json!({"stale_lock_timeout_minutes": 0}), format!("Invalid stale_lock_timeout_minutes '0'. {minutes}")),
        (
            json!({"stale_lock_timeout_minutes": u64::MAX}),
            format!("Invalid stale_lock_timeout_minutes '18446744073709551615'. {minutes}"),
        ),
        (json!({"stale_lock_timeout_minutes": "60"}), format!("Invalid stale_lock_timeout_minutes '60'. {minutes}")),
        (json!({"remote": "--upload-pack=x"}), format!("Invalid remote '--upload-pack=x'. {remote}")),
        (json!({"remote": ""}), format!("Invalid remote ''. {remote}")),
    ] {
        app.patch("/config", body).await.bad(&says);
    }
    // All or nothing.
    let answer = app
        .patch(
            "/config",
            json!({"tracking_mode": "strict", "remote": "-x"}),
        )
        .await;
    assert_eq!(answer.status, 400);
    assert!(!app.folder.path().join(FILE).exists());
}

#[tokio::test]
async fn a_file_that_is_not_json_is_said_and_left() {
    let app = App::new().await;
    write(&app, "tracking_mode = strict");
    let says = ".crosslink/hook-config.json cannot be read as JSON (expected ident at line 1 column 3). \
        It was left as it is: fix it by hand";
    app.issue("One").await;
    let config = app.get("/config").await;
    assert_eq!(
        (config.status.as_u16(), &config.json()["notice"]),
        (200, &json!(says))
    );
    assert_eq!(
        config.json()["tracking_mode"],
        "normal",
        "the defaults hold"
    );
    for path in [
        "/locks",
        "/locks/stale",
        "/sync/status",
        "//issues/1",
        "//sync",
        "//locks",
        "//settings",
    ] {
        assert_eq!(app.get(path).await.status, 200, "{path}");
    }
    assert!(
        app.get("//settings")
            .await
            .text()
            .contains("fix it by hand")
    );
    app.post("/locks/1/claim", json!({"agent_id": "worker-1"}))
        .await
        .ok();
    app.patch("/config", json!({"tracking_mode": "strict"}))
        .await
        .fails(409, "conflict", says);
    assert_eq!(read(&app), "tracking_mode = strict");
}
