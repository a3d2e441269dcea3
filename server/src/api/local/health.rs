//! `/health`: is the server up, and which one is it.

use serde::Serialize;

use crate::api::extract::Json;

/// `{"status":"ok","version":"0.1.0"}`
#[derive(Debug, Serialize)]
pub struct HealthResponse {
    status: &'static str,
    version: &'static str,
}

/// `GET /health`. The one route that needs no token.
pub async fn health() -> Json<HealthResponse> {
    Json(HealthResponse {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    })
}
