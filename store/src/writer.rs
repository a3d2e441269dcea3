//! The one writer: verbs queue here and are committed in groups.
//!
//! A task owns the writing connection. It takes a verb from the queue, runs it under a savepoint,
//! goes on with what has queued up meanwhile, and commits all of it at once; then it announces the
//! events and answers. So one flush to the disk serves many callers, a refused verb harms no other,
//! and no answer is given before what it says is durable. On PostgreSQL the group holds an advisory
//! lock, so that several servers write one after the other and event numbers follow the order of
//! commits.

mod batch;

use futures::future::BoxFuture;
use model::Actor;
use tokio::sync::{mpsc, oneshot};

use crate::{Error, Result, bus::Bus, connect::Connector, transaction::Transaction};

/// How many verbs may wait; a caller beyond that waits for its place.
const QUEUE: usize = 1024;

/// The queue's end that callers hold.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Message>,
}

enum Message {
    Run(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

/// A verb with its caller, whatever it returns.
trait Job: Send {
    fn actor(&self) -> &Actor;
    /// Runs the verb and keeps its value for the answer.
    fn run<'t>(&'t mut self, tx: &'t mut Transaction) -> BoxFuture<'t, Result<()>>;
    /// Answers with the value, or with why there is none.
    fn answer(self: Box<Self>, failure: Option<Error>);
}

struct Verb<F, T> {
    actor: Actor,
    body: Option<F>,
    value: Option<T>,
    caller: oneshot::Sender<Result<T>>,
}

impl<F, T> Job for Verb<F, T>
where
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T>> + Send,
    T: Send,
{
    fn actor(&self) -> &Actor {
        &self.actor
    }

    fn run<'t>(&'t mut self, tx: &'t mut Transaction) -> BoxFuture<'t, Result<()>> {
        let body = self.body.take();
        Box::pin(async move {
            self.value = Some(body.ok_or(Error::Closed)?(tx).await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, failure: Option<Error>) {
        let answer = match (failure, self.value) {
            (None, Some(value)) => Ok(value),
            (failure, _) => Err(failure.unwrap_or(Error::Closed)),
        };
        // Nobody listens any more: the change is made all the same.
        let _ = self.caller.send(answer);
    }
}

impl Writer {
    /// Starts the task.
    pub(crate) fn start(connector: Connector, bus: Bus, clock: crate::Clock) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(batch::Task::new(connector, bus, clock, waiting).work());
        Writer { queue }
    }

    /// Runs a verb in a transaction; returns when it is durable.
    pub(crate) async fn write<T, F>(&self, actor: &Actor, body: F) -> Result<T>
    where
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T>> + Send + 'static,
        T: Send + 'static,
    {
        actor.may_write()?;
        let (caller, answer) = oneshot::channel();
        let verb = Verb {
            actor: actor.clone(),
            body: Some(body),
            value: None,
            caller,
        };
        self.queue
            .send(Message::Run(Box::new(verb)))
            .await
            .map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// Returns when everything that was accepted is committed and the connection is closed.
    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.queue.send(Message::Close(done)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::future::BoxFuture;
    use model::NewIssue;

    use crate::{Error, Result, Store, transaction::Transaction};

    /// No verb panics that we know of; one that did must not take the writer with it, nor leave
    /// half of itself behind.
    #[tokio::test]
    async fn the_writer_survives_a_panic() {
        fn half(tx: &mut Transaction) -> BoxFuture<'_, Result<()>> {
            Box::pin(async move {
                tx.take_ids(10).await?;
                panic!("half way")
            })
        }
        let store = Store::open("sqlite::memory:").await.unwrap();
        let me = store.local_operator().await.unwrap();
        let new = |title: &str| NewIssue {
            title: title.into(),
            ..Default::default()
        };
        let (panicked, beside) = tokio::join!(
            store.write(&me, half),
            store.create_issue(&me, new("beside"))
        );
        assert!(matches!(panicked, Err(Error::Database(_))));
        assert_eq!(
            (
                beside.unwrap().id.0,
                store.create_issue(&me, new("after")).await.unwrap().id.0
            ),
            (1, 2)
        );
    }

    /// What does not fit is refused as such, and what fits goes on.
    #[tokio::test]
    async fn a_full_disk_is_said() {
        fn limit(tx: &mut Transaction) -> BoxFuture<'_, Result<()>> {
            Box::pin(async move {
                let pages: i64 = sqlx::query_scalar("pragma page_count")
                    .fetch_one(&mut tx.conn)
                    .await?;
                let most = sqlx::AssertSqlSafe(format!("pragma max_page_count = {}", pages + 20));
                sqlx::query(most).execute(&mut tx.conn).await?;
                Ok(())
            })
        }
        let store = Store::open("sqlite::memory:").await.unwrap();
        let me = store.local_operator().await.unwrap();
        store.write(&me, limit).await.unwrap();
        let new = |text: String| NewIssue {
            title: "x".into(),
            description: Some(text),
            ..Default::default()
        };
        let mut made = 0;
        let refused = loop {
            match store.create_issue(&me, new("x".repeat(60_000))).await {
                Ok(_) => made += 1,
                Err(error) => break error,
            }
            assert!(made < 20, "it does not become full");
        };
        assert!(matches!(refused, Error::Full), "{refused:?}");
        assert_eq!(store.counts(&me).await.unwrap().issues, made);
        store.create_issue(&me, new("small".into())).await.unwrap();
    }
}
