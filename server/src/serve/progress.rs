//! How far a connection is with its request: whether somebody is being served, or only keeps the
//! line busy.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::sync::Notify;

/// Requests of one connection, one after the other; shared with those who look at it from outside.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Heads that were read.
    begun: AtomicU64,
    /// Requests that are here as a whole, or whose rest nobody wants.
    arrived: AtomicU64,
    /// Answers that were handed over to the last byte, or given up.
    answered: AtomicU64,
    /// The rest of the newest request's body was not wanted.
    unread: AtomicBool,
    /// It speaks WebSocket now.
    upgraded: AtomicBool,
    /// Asks the connection to end.
    pub(super) leave: Notify,
}

impl Progress {
    /// Returns true if a whole request is being answered. A request that is not here as a whole
    /// does not count.
    pub(super) fn is_answering(&self) -> bool {
        let (begun, arrived) = (
            self.begun.load(Ordering::Acquire),
            self.arrived.load(Ordering::Acquire),
        );
        begun > self.answered.load(Ordering::Acquire) && arrived >= begun
    }

    /// Returns true if nobody would miss the connection: it waits for its client, and has not
    /// become a socket.
    pub(super) fn is_spare(&self) -> bool {
        !self.is_answering() && !self.upgraded.load(Ordering::Acquire)
    }

    pub(super) fn begin(self: &Arc<Self>, body: Body) -> Arriving {
        self.unread.store(false, Ordering::Release);
        self.begun.fetch_add(1, Ordering::AcqRel);
        let mut arriving = Arriving {
            body,
            progress: Some(self.clone()),
        };
        arriving.look();
        arriving
    }

    pub(super) fn upgrade(&self) {
        self.upgraded.store(true, Ordering::Release);
    }

    pub(super) fn answer(self: &Arc<Self>, body: Body) -> Answering {
        Answering {
            body,
            progress: self.clone(),
        }
    }

    /// Returns true if the newest request was answered before all of it was read.
    pub(super) fn is_unread(&self) -> bool {
        self.unread.load(Ordering::Acquire)
    }
}

/// A request's body on its way here.
pub(super) struct Arriving {
    body: Body,
    /// Until it is here.
    progress: Option<Arc<Progress>>,
}

impl Arriving {
    fn look(&mut self) {
        if self.body.is_end_stream() {
            self.arrive();
        }
    }

    fn arrive(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.arrived.fetch_add(1, Ordering::AcqRel);
        }
    }
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(None) => self.arrive(),
            Poll::Ready(Some(_)) => self.look(),
            Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Arriving {
    /// Nobody wants the rest: the answer is on its way.
    fn drop(&mut self) {
        if let Some(progress) = &self.progress {
            progress.unread.store(true, Ordering::Release);
        }
        self.arrive();
    }
}

/// An answer's body on its way out.
pub(super) struct Answering {
    body: Body,
    progress: Arc<Progress>,
}

impl HttpBody for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.progress.answered.fetch_add(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_as_being_served() {
        let progress = Arc::new(Progress::default());
        assert!(progress.is_spare(), "nothing was asked");
        let half = progress.begin(Body::from_stream(futures::stream::pending::<
            Result<Bytes, axum::Error>,
        >()));
        assert!(
            progress.is_spare() && !progress.is_unread(),
            "half a request"
        );
        drop(half);
        assert!(
            progress.is_answering() && progress.is_unread(),
            "its rest is not wanted, an answer is made"
        );
        drop(progress.answer(Body::empty()));
        assert!(progress.is_spare(), "answered");
        let whole = progress.begin(Body::empty());
        assert!(
            progress.is_answering() && !progress.is_unread(),
            "a request without a body"
        );
        progress.upgrade();
        drop((whole, progress.answer(Body::empty())));
        assert!(!progress.is_answering() && !progress.is_spare(), "a socket");
    }
}
