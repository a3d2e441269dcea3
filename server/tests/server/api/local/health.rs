use serde_json::json;

use crate::harness::App;

#[tokio::test]
async fn health() {
    let answer = App::new().await.get("/health").await;
    assert_eq!(answer.header("content-type"), "application/json");
    answer.is(
        200,
        json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}),
    );
}
