//! What every handler can reach.

use std::{path::Path, sync::Arc};

use axum::extract::FromRef;
use leptos::prelude::LeptosOptions;
use model::Actor;
use store::Store;

use crate::{
    agents::{watcher::Watcher, worktrees::Worktrees},
    auth::Token,
    guard::{HostList, OriginList},
    hub::sync::HubSync,
    live::{Limits, Live},
    settings::Settings,
    shutdown::Shutdown,
    site::{Assets, Site},
};

/// Who may come in, and under which names this server answers.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// The names that a request may call this server by.
    pub hosts: HostList,
    /// Pages elsewhere that may call this server.
    pub origins: OriginList,
    /// Where it is set, every request must present it.
    pub token: Option<Token>,
    /// Pages may load pictures from other sites, which then see who reads what and when.
    pub external_images: bool,
}

/// The running server, as its handlers see it; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The tracker.
    pub store: Store,
    /// The live socket's one stream of frames.
    pub live: Live,
    /// The way to the hub.
    pub hub: HubSync,
    /// The settings file of the folder that is served.
    pub settings: Settings,
    /// Where agents work.
    pub worktrees: Worktrees,
    /// What happens by itself.
    pub watcher: Watcher,
    /// The person at this machine, and in the first place whoever holds the token.
    pub operator: Arc<Actor>,
    /// Who may come in.
    pub access: Arc<Access>,
    /// The site's files by their hashed names.
    pub assets: Arc<Assets>,
    /// Tells everybody to finish.
    pub shutdown: Shutdown,
    options: LeptosOptions,
}

impl AppState {
    /// Around an open store, for a repository or folder; from here on its events are made into
    /// frames.
    pub async fn open(store: Store, access: Access, folder: &Path) -> store::Result<Self> {
        Self::open_with(store, access, Limits::default(), folder).await
    }

    /// The same with other limits for sockets.
    pub async fn open_with(
        store: Store,
        access: Access,
        limits: Limits,
        folder: &Path,
    ) -> store::Result<Self> {
        let operator = store.local_operator().await?;
        let live = Live::start(store.clone(), operator.clone(), limits).await?;
        let worktrees = Worktrees::of(folder);
        let watcher = Watcher::start(store.clone(), worktrees.clone(), limits.watch);
        Ok(AppState {
            hub: HubSync::new(store.clone(), folder.to_owned()),
            store,
            live,
            settings: Settings::of(folder),
            worktrees,
            watcher,
            operator: Arc::new(operator),
            access: Arc::new(access),
            assets: Arc::new(Site::assets()),
            shutdown: Shutdown::default(),
            options: LeptosOptions::builder().output_name("crosslink").build(),
        })
    }
}

impl FromRef<AppState> for Store {
    fn from_ref(state: &AppState) -> Self {
        state.store.clone()
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}
