//! Listening, accepting, and leaving politely.
//!
//! hyper is driven by hand because `axum::serve` sets no limits on headers and no time to send them in.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    pin, select, signal,
    time::{sleep, timeout},
};
use tower::ServiceExt;

use crate::shutdown::{Listening, Shutdown};

/// How long a client may take for its headers, and how long a kept connection may rest between requests.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);

/// Most headers of a request, and most bytes of them.
const HEADERS_MAX: usize = 100;
const HEAD_MAX: usize = 32 * 1024;

/// How long requests and sockets that are under way may still take once we leave.
const FAREWELL: Duration = Duration::from_secs(5);

/// A door that could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Somebody else listens there.
    #[error("Port {0} is in use. Another crosslink may be running; stop it, or choose another port with --port")]
    InUse(u16),
    /// The name means no address here.
    #[error("'{0}' is no address of this machine")]
    NoAddress(String),
    /// Anything else the system says.
    #[error("Cannot listen on {0}: {1}")]
    Refused(SocketAddr, #[source] io::Error),
}

/// The addresses that a host name stands for. `localhost` is both loopback addresses, for browsers try `::1` first.
pub async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, BindError> {
    if host == "localhost" {
        return Ok(vec![(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()]);
    }
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(vec![(address, port).into()]);
    }
    let found: Vec<_> = tokio::net::lookup_host((host, port)).await.map(Iterator::collect).unwrap_or_default();
    if found.is_empty() { Err(BindError::NoAddress(host.to_owned())) } else { Ok(found) }
}

/// Opens a door at each address; at least the first must open. Port 0 becomes the same free port for all.
pub async fn bind(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, BindError> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    for address in addresses {
        let mut address = *address;
        if let Some(Ok(first)) = listeners.first().map(TcpListener::local_addr) {
            address.set_port(first.port());
        }
        match TcpListener::bind(address).await {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(BindError::InUse(address.port())),
            // A machine without IPv6 has no ::1.
            Err(error) if !listeners.is_empty() => tracing::debug!(%address, %error, "a further address stays closed"),
            Err(error) => return Err(BindError::Refused(address, error)),
        }
    }
    Ok(listeners)
}

/// Serves until the word is said, then lets finish what is under way, but not for longer than [`FAREWELL`].
pub async fn serve(listeners: Vec<TcpListener>, app: Router, shutdown: &Shutdown) {
    for listener in listeners {
        tokio::spawn(accept(listener, app.clone(), shutdown.clone()));
    }
    shutdown.listen().begun().await;
    if timeout(FAREWELL, shutdown.finished()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

/// Says the word when the terminal or the system asks the program to end.
pub async fn heed_signals(shutdown: Shutdown) {
    let interrupt = signal::ctrl_c();
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    select! { _ = interrupt => {}, () = terminate => {} }
    shutdown.begin();
}

async fn accept(listener: TcpListener, app: Router, shutdown: Shutdown) {
    let mut end = shutdown.listen();
    loop {
        let accepted = select! { () = end.begun() => return, accepted = listener.accept() => accepted };
        match accepted {
            Ok((stream, peer)) => drop(tokio::spawn(converse(stream, peer, app.clone(), shutdown.listen()))),
            // Most likely out of file descriptors: the connection stays queued until there are some again.
            Err(error) if !is_of_the_peer(&error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(Duration::from_millis(100)).await;
            }
            Err(_) => {}
        }
    }
}

fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, request after request.
async fn converse(stream: TcpStream, peer: SocketAddr, app: Router, mut end: Listening) {
    // Without it every small answer in several parts waits for the peer's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE).max_headers(HEADERS_MAX).max_header_size(HEAD_MAX);
    let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
    pin!(connection);
    let ended = select! {
        ended = connection.as_mut() => ended,
        () = end.begun() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection broke");
    }
}
