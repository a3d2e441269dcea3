//! `crosslink`: config → store → serve → leave politely.

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
    time::Duration,
};

use clap::Parser;
use server::{
    AppState, build,
    config::{self, AccessError, Cli, Command, DatabaseError, ImportArgs, ServeArgs},
    first_start,
    import::{self, ImportError},
    serve::{self, BindError},
};
use store::Store;
use tokio::time::timeout;
use tracing_subscriber::EnvFilter;

/// Why the program ends with a sentence.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("The database {0} cannot be opened: {1}")]
    Open(String, #[source] store::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Output(#[from] io::Error),
}

/// How long file work that does not end may hold up the end of the program.
const STRAGGLERS: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("CROSSLINK_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("crosslink: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), StartError> {
    let runtime = tokio::runtime::Runtime::new()?;
    let done = runtime.block_on(async {
        match command {
            Command::Serve(args) => open_tracker(args).await,
            Command::Import(args) => import_issues(args).await,
        }
    });
    runtime.shutdown_timeout(STRAGGLERS);
    done
}

async fn open_tracker(args: ServeArgs) -> Result<(), StartError> {
    let addresses = serve::resolve(&args.host, args.port).await?;
    let access = args.access(&addresses)?;
    // The door first: a second server on the same data is noticed before it touches them.
    let listeners = serve::bind(&addresses).await?;
    let port = listeners.first().map_or(Ok(args.port), |first| first.local_addr().map(|address| address.port()))?;
    let store = open(args.database.resolve()?.url).await?;
    let mut out = io::stdout();
    if !args.no_import {
        first_start::offer_import(&store, &env::current_dir()?, &mut out).await?;
    }
    let state = AppState::open(store.clone(), access, &config::root(&env::current_dir()?)).await?;
    let shutdown = state.shutdown.clone();
    tokio::spawn(serve::heed_signals(shutdown.clone()));
    writeln!(out, "Crosslink is open at {}", args.address(port))?;
    if args.token.is_some() {
        writeln!(out, "Each browser visits /?token=… once, with the token in place of the dots")?;
    }
    out.flush()?;
    serve::serve(listeners, build(state), &shutdown).await;
    // What was acknowledged is on the disk; a database that does not answer any more is not waited for.
    let _ = timeout(Duration::from_secs(5), store.close()).await;
    Ok(())
}

async fn import_issues(args: ImportArgs) -> Result<(), StartError> {
    let store = open(args.database.resolve()?.url).await?;
    import::run(&store, &args.source, &mut io::stdout()).await?;
    store.close().await;
    Ok(())
}

async fn open(url: String) -> Result<Store, StartError> {
    // A URL can hold a password.
    let shown = url.split_once('@').map_or(url.as_str(), |(_, place)| place).to_owned();
    Store::open(&url).await.map_err(|error| StartError::Open(shown, error))
}
