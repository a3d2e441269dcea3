//! ShutdownGuard, accepting, and leaving politely.
//!
//! hyper is driven by hand because `axum::serve` sets no limits on headers and no time to send them
//! in.

mod connection;
mod progress;
mod slots;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    process,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use tokio::{
    net::{TcpListener, TcpStream},
    select, signal,
    time::{sleep, timeout},
};

use self::{
    connection::{Line, converse},
    progress::Progress,
    slots::Slots,
};
use crate::shutdown::Shutdown;

/// How long whole requests that are being answered, and sockets, may still take once we leave.
const FAREWELL: Duration = Duration::from_millis(1800);

/// A door that could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Somebody else listens there.
    #[error(
        "Port {0} is in use. Another crosslink may be running; stop it, or choose another port with --port"
    )]
    InUse(u16),
    /// The name means no address here.
    #[error("'{0}' is no address of this machine")]
    NoAddress(String),
    /// Anything else the system says.
    #[error("Cannot listen on {0}: {1}")]
    Refused(SocketAddr, #[source] io::Error),
}

/// The addresses that a host name stands for. `localhost` is both loopback addresses, for browsers
/// try `::1` first.
pub async fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, BindError> {
    if host == "localhost" {
        return Ok(vec![
            (Ipv4Addr::LOCALHOST, port).into(),
            (Ipv6Addr::LOCALHOST, port).into(),
        ]);
    }
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(vec![(address, port).into()]);
    }
    let found: Vec<_> = tokio::net::lookup_host((host, port))
        .await
        .map(Iterator::collect)
        .unwrap_or_default();
    if found.is_empty() {
        Err(BindError::NoAddress(host.to_owned()))
    } else {
        Ok(found)
    }
}

/// Opens a door at each address; at least the first must open. Port 0 becomes the same free port
/// for all.
pub async fn bind(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, BindError> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    for address in addresses {
        let mut address = *address;
        if let Some(Ok(first)) = listeners.first().map(TcpListener::local_addr) {
            address.set_port(first.port());
        }
        match TcpListener::bind(address).await {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                return Err(BindError::InUse(address.port()));
            }
            // A machine without IPv6 has no ::1.
            Err(error) if !listeners.is_empty() => {
                tracing::debug!(%address, %error, "a further address stays closed");
            }
            Err(error) => return Err(BindError::Refused(address, error)),
        }
    }
    Ok(listeners)
}

/// Serves until the word is said, then lets finish what is under way, but not for longer than
/// [`FAREWELL`].
pub async fn serve(listeners: Vec<TcpListener>, app: Router, shutdown: &Shutdown) {
    let slots = Slots::of_this_process();
    for listener in listeners {
        tokio::spawn(accept(
            listener,
            app.clone(),
            slots.clone(),
            shutdown.clone(),
        ));
    }
    shutdown.listen().begun().await;
    if timeout(FAREWELL, shutdown.finished()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

/// Says the word when the terminal or the system asks the program to end. Who asks twice does not
/// want to wait.
pub async fn heed_signals(shutdown: Shutdown) {
    #[cfg(unix)]
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate()).ok();
    for asked in 1.. {
        #[cfg(unix)]
        let terminated = async {
            match &mut terminate {
                Some(terminate) => drop(terminate.recv().await),
                None => std::future::pending().await,
            }
        };
        #[cfg(not(unix))]
        let terminated = std::future::pending::<()>();
        select! { _ = signal::ctrl_c() => {}, () = terminated => {} }
        if asked > 1 {
            // What was acknowledged is on the disk.
            process::exit(1);
        }
        shutdown.begin();
    }
}

async fn accept(listener: TcpListener, app: Router, slots: Slots, shutdown: Shutdown) {
    let mut end = shutdown.listen();
    loop {
        let accepted =
            select! { () = end.begun() => return, accepted = listener.accept() => accepted };
        match accepted {
            Ok((stream, peer)) => begin(stream, peer, &app, &slots, &shutdown),
            // Most likely out of file descriptors: the connection stays queued until there are some
            // again.
            Err(error) if !is_of_the_peer(&error) => {
                tracing::warn!(%error, "cannot accept a connection");
                slots.release_one();
                sleep(Duration::from_millis(100)).await;
            }
            Err(_) => {}
        }
    }
}

fn begin(stream: TcpStream, peer: SocketAddr, app: &Router, slots: &Slots, shutdown: &Shutdown) {
    let progress = Arc::new(Progress::default());
    match slots.enter(progress.clone()) {
        Some(slot) => drop(tokio::spawn(converse(
            Line::new(stream, slot),
            peer,
            app.clone(),
            progress,
            shutdown.listen(),
        ))),
        None => tracing::warn!(%peer, "all connections are in use; a new one was closed"),
    }
}

fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}
