//! One connection, request after request.

use std::{
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, HttpBody},
    extract::ConnectInfo,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    select,
    time::sleep,
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::{progress::Progress, slots::Slot};
use crate::shutdown::ShutdownGuard;

/// How long a client may take for its headers, and how long a kept connection may rest between
/// requests.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);
/// How long a client may read nothing of an answer that waits for it.
const READ_PATIENCE: Duration = Duration::from_secs(20);
/// Most headers of a request, and most bytes of them.
const HEADERS_MAX: usize = 100;
const HEAD_MAX: usize = 32 * 1024;
/// A body that nobody wanted and that is longer than this is not read to its end: the connection is
/// closed instead.
const UNREAD_MAX: u64 = 64 * 1024;
/// How often a connection that is to end is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// A client's stream, with the place that it takes.
pub(super) struct Line {
    stream: Pin<Box<TimeoutStream<TcpStream>>>,
    _slot: Slot,
}

impl Line {
    pub(super) fn new(stream: TcpStream, slot: Slot) -> Self {
        // Without it every small answer in several parts waits for the peer's delayed
        // acknowledgement.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(READ_PATIENCE));
        Line {
            stream: Box::pin(stream),
            _slot: slot,
        }
    }
}

/// Serves it until one side ends it.
pub(super) async fn converse(
    line: Line,
    peer: SocketAddr,
    app: Router,
    progress: Arc<Progress>,
    mut end: ShutdownGuard,
) {
    let service = service_fn(|request: Request<Incoming>| {
        serve_one(request, peer, app.clone(), progress.clone())
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_headers(HEADERS_MAX)
        .max_header_size(HEAD_MAX);
    let mut connection = pin!(
        http.serve_connection(TokioIo::new(line), service)
            .with_upgrades()
    );
    let ended = select! {
        ended = connection.as_mut() => ended,
        () = progress.leave.notified() => return,
        () = end.begun() => {
            connection.as_mut().graceful_shutdown();
            loop {
                select! {
                    ended = connection.as_mut() => break ended,
                    () = sleep(LOOK) => if !progress.is_answering() { return },
                }
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection broke");
    }
}

async fn serve_one(
    request: Request<Incoming>,
    peer: SocketAddr,
    app: Router,
    progress: Arc<Progress>,
) -> Result<Response, std::convert::Infallible> {
    let long = request
        .body()
        .size_hint()
        .upper()
        .is_none_or(|length| length > UNREAD_MAX);
    let mut request = request.map(|body| Body::new(progress.begin(Body::new(body))));
    request.extensions_mut().insert(ConnectInfo(peer));
    let mut response = app.oneshot(request).await?;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        progress.upgrade();
    }
    if long && progress.is_unread() {
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map(|body| Body::new(progress.answer(body))))
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream.as_mut().poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream.as_mut().poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_shutdown(context)
    }
}
