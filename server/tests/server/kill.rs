//! Nothing that was acknowledged is lost, also when the program is killed while eight clients
//! write.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::{Value, json};

use crate::program::Program;

const ROUNDS: usize = 20;
const WRITERS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_times() {
    let folder = tempfile::tempdir().unwrap();
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    for round in 0..ROUNDS {
        let mut program = Program::start(folder.path(), &[]);
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                tokio::spawn(write(
                    program.url(""),
                    format!("{round}-{writer}"),
                    acknowledged.clone(),
                ))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(300)).await;
        program.signal("KILL");
        program.child.wait().unwrap();
        for writer in writers {
            writer.await.unwrap();
        }
    }
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(
        acknowledged.len() > ROUNDS * WRITERS,
        "only {} writes in all",
        acknowledged.len()
    );
    verify(folder.path(), &acknowledged).await;
}

/// Writes until nobody answers, and notes what was answered.
async fn write(url: String, name: String, acknowledged: Arc<Mutex<Vec<(i64, String)>>>) {
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    for n in 0.. {
        let title = format!("{name}-{n}");
        let sent = client
            .post(format!("{url}/issues"))
            .json(&json!({"title": title}))
            .send()
            .await;
        let Ok(answer) = sent else { return };
        assert_eq!(answer.status(), 201);
        let Ok(body) = answer.json::<Value>().await else {
            return;
        };
        acknowledged
            .lock()
            .unwrap()
            .push((body["id"].as_i64().unwrap(), title));
    }
}

async fn verify(folder: &Path, acknowledged: &[(i64, String)]) {
    let program = Program::start(folder, &[]);
    let list: Value = reqwest::get(program.url("/issues"))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let stored: std::collections::HashMap<i64, &str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| (i["id"].as_i64().unwrap(), i["title"].as_str().unwrap()))
        .collect();
    for (id, title) in acknowledged {
        assert_eq!(
            stored.get(id),
            Some(&title.as_str()),
            "#{id} was acknowledged"
        );
    }
}
