//! How much a request may carry, how long that may take, and how much of it there may be at once.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    RequestExt,
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::{FutureExt, StreamExt};
use hyper::body::{Frame, SizeHint};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Sleep, sleep, timeout},
};

use crate::api::error::ApiError;

/// Largest body: a comment of 1,048,576 characters is up to 4 MiB of UTF-8, and escapes make it
/// longer.
pub const BODY_MAX: usize = 8 * 1024 * 1024;

/// How much of a body that is too large is read before it is refused: a client that is still
/// sending would not see the answer.
const POLITE_MAX: usize = 4 * BODY_MAX;
const POLITE_TIME: Duration = Duration::from_secs(10);

/// What requests' bodies may be, all in all.
#[derive(Clone, Debug)]
pub struct Bodies {
    /// How long one may take to arrive, from its first byte to its last.
    time: Duration,
    /// How long a large one may wait until others are done.
    patience: Duration,
    /// A place is a kibibyte.
    room: Arc<Semaphore>,
}

/// A body up to this size is of no account.
const SMALL: usize = 64 * 1024;
/// Room for all larger ones together.
const ROOM: usize = 64 * 1024 * 1024;

impl Default for Bodies {
    fn default() -> Self {
        Bodies::of(Duration::from_secs(60), Duration::from_secs(10))
    }
}

impl Bodies {
    fn of(time: Duration, patience: Duration) -> Self {
        Bodies {
            time,
            patience,
            room: Arc::new(Semaphore::new(ROOM / 1024)),
        }
    }

    /// Room for a body; `None` when there was none in time.
    async fn room(&self, length: Option<usize>) -> Option<Option<OwnedSemaphorePermit>> {
        let length = length.unwrap_or(BODY_MAX);
        if length <= SMALL {
            return Some(None);
        }
        let places = length.div_ceil(1024) as u32;
        timeout(self.patience, self.room.clone().acquire_many_owned(places))
            .await
            .ok()?
            .ok()
            .map(Some)
    }
}

/// Refuses a body that says it is too large, cuts one off that does not say so or that takes too
/// long, and lets large ones wait for each other.
pub async fn limit_body(State(bodies): State<Bodies>, request: Request, next: Next) -> Response {
    let announced = length(request.headers());
    if announced.is_some_and(|length| length > BODY_MAX) {
        if announced.is_some_and(|length| length <= POLITE_MAX) {
            let mut rest = request.into_body().into_data_stream();
            let _ = timeout(POLITE_TIME, async {
                while let Some(Ok(_)) = rest.next().await {}
            })
            .await;
        }
        return too_large().into_response();
    }
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let expected = announced.or_else(|| {
        request
            .body()
            .size_hint()
            .exact()
            .and_then(|length| usize::try_from(length).ok())
    });
    let Some(_room) = bodies.room(expected).await else {
        return ApiError::Busy.into_response();
    };
    let end = Box::pin(sleep(bodies.time));
    next.run(
        request
            .map(|body| Body::new(InTime { body, end }))
            .with_limited_body(),
    )
    .await
}

/// The answer to a body that is too large; the contract has no 413.
#[must_use]
pub fn too_large() -> ApiError {
    ApiError::BadRequest(format!(
        "The body is larger than {} MiB",
        BODY_MAX / (1024 * 1024)
    ))
}

fn length(headers: &HeaderMap) -> Option<usize> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// A body that fails when it is not here in time.
struct InTime {
    body: Body,
    end: Pin<Box<Sleep>>,
}

impl HttpBody for InTime {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.end.poll_unpin(context).is_ready() {
            return Poll::Ready(Some(Err(axum::Error::new("it took too long to arrive"))));
        }
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        Router, body::to_bytes, http::StatusCode, middleware::from_fn_with_state, routing::post,
    };
    use futures::stream;
    use tower::ServiceExt;

    use super::*;

    async fn send(bodies: &Bodies, length: Option<usize>, body: Body) -> (StatusCode, String) {
        let app = Router::new()
            .route("/", post(async |body: Bytes| body.len().to_string()))
            .layer(from_fn_with_state(bodies.clone(), limit_body));
        let mut request = Request::post("/");
        if let Some(length) = length {
            request = request.header(header::CONTENT_LENGTH, length);
        }
        let response = app.oneshot(request.body(body).unwrap()).await.unwrap();
        let (head, body) = response.into_parts();
        (
            head.status,
            String::from_utf8(to_bytes(body, 1000).await.unwrap().to_vec()).unwrap(),
        )
    }

    fn endless() -> Body {
        Body::from_stream(stream::iter([Ok::<_, axum::Error>("{")]).chain(stream::pending()))
    }

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up() {
        let bodies = Bodies::of(Duration::from_millis(10), Duration::from_secs(60));
        let (status, says) = send(&bodies, None, endless()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{says}");
    }

    #[tokio::test]
    async fn large_bodies_wait_for_each_other_and_small_ones_do_not() {
        let bodies = Bodies::of(Duration::from_secs(600), Duration::from_millis(10));
        let others: Vec<_> = (0..8)
            .map(|_| {
                let bodies = bodies.clone();
                tokio::spawn(async move { send(&bodies, Some(BODY_MAX), endless()).await })
            })
            .collect();
        while bodies.room.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(
            send(&bodies, Some(2), "{}".into()).await,
            (StatusCode::OK, "2".into())
        );
        let large = || Body::from(vec![b'x'; 100_000]);
        assert_eq!(
            send(&bodies, Some(100_000), large()).await.0,
            StatusCode::SERVICE_UNAVAILABLE
        );
        for other in others {
            other.abort();
            let _ = other.await;
        }
        assert_eq!(
            send(&bodies, Some(100_000), large()).await,
            (StatusCode::OK, "100000".into())
        );
    }
}
