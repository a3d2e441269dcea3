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
    config::{self, AccessError, BackupArgs, Cli, Command, DatabaseError, ImportArgs, ServeArgs},
    first_run,
    import::{self, ImportError},
    presence::Presence,
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
    #[error("The database {0} was not copied: {1}")]
    Backup(String, #[source] store::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Output(#[from] io::Error),
}

/// What is logged unless somebody asks for more. The reader of HTML complains of what people write.
const LOGGED: &str = "warn,html5ever=error";

/// How long file work that does not end may hold up the end of the program.
const STRAGGLERS: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    let filter =
        EnvFilter::try_from_env("CROSSLINK_LOG").unwrap_or_else(|_| EnvFilter::new(LOGGED));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
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
            Command::Backup(args) => back_up(&args).await,
        }
    });
    runtime.shutdown_timeout(STRAGGLERS);
    done
}

async fn open_tracker(args: ServeArgs) -> Result<(), StartError> {
    let addresses = serve::resolve(&args.host, args.port).await?;
    let access = args.access(&addresses)?;
    // Bind first: a second server on the same data fails here, before it opens them.
    let listeners = serve::bind(&addresses).await?;
    let port = listeners.first().map_or(Ok(args.port), |first| {
        first.local_addr().map(|address| address.port())
    })?;
    let url = args.database.resolve()?.url;
    let store = open(url.clone()).await?;
    let presence = Presence::announce(&url);
    if presence.is_shared() {
        eprintln!(
            "crosslink: Another server has this database open too. Both work, and each shows what is changed in the other"
        );
    }
    let mut out = io::stdout();
    if !args.no_import {
        first_run::offer_import(&store, &env::current_dir()?, &mut out).await?;
    }
    let state = AppState::open(store.clone(), access, &config::root(&env::current_dir()?)).await?;
    let shutdown = state.shutdown.clone();
    tokio::spawn(serve::heed_signals(shutdown.clone()));
    writeln!(out, "Crosslink is open at {}", args.address(port))?;
    if args.token.is_some() {
        writeln!(
            out,
            "Each browser visits /?token=… once, with the token in place of the dots"
        )?;
    }
    out.flush()?;
    serve::serve(listeners, build(state), &shutdown).await;
    // What was acknowledged is on the disk; a database that does not answer any more is not waited
    // for.
    let _ = timeout(Duration::from_millis(400), store.close()).await;
    Ok(())
}

async fn import_issues(args: ImportArgs) -> Result<(), StartError> {
    let store = open(args.database.resolve()?.url).await?;
    import::run(&store, &args.source, &mut io::stdout()).await?;
    store.close().await;
    Ok(())
}

async fn back_up(args: &BackupArgs) -> Result<(), StartError> {
    let url = args.database.resolve()?.url;
    store::backup(&url, &args.file)
        .await
        .map_err(|error| StartError::Backup(shown(&url), error))?;
    writeln!(
        io::stdout(),
        "{} is a copy of {}",
        args.file.display(),
        shown(&url)
    )?;
    Ok(())
}

async fn open(url: String) -> Result<Store, StartError> {
    Store::open(&url)
        .await
        .map_err(|error| StartError::Open(shown(&url), error))
}

/// A URL can hold a password.
fn shown(url: &str) -> String {
    url.split_once('@')
        .map_or(url, |(_, place)| place)
        .to_owned()
}
