//! The command line, and what it means.

mod access;
mod database;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use access::AccessError;
pub use database::{Database, DatabaseError, root};

use crate::{auth::Token, guard::AllowedOrigin};

/// An issue tracker and control room for coding agents.
#[derive(Debug, Parser)]
#[command(name = "crosslink", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Opens the tracker of this repository or folder at http://localhost:3100
    Serve(ServeArgs),
    /// Imports issues. Safe to run again: existing issues are updated
    Import(ImportArgs),
    /// Copies the database into a file, while a server is running too
    Backup(BackupArgs),
}

/// `crosslink serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 3100)]
    pub port: u16,
    /// The address to listen on; anything that is not loopback needs a token
    #[arg(long, default_value = "localhost")]
    pub host: String,
    /// A further name by which this server may be called, such as a proxy's; can be repeated
    #[arg(long = "allow-host", value_name = "NAME")]
    pub allow_hosts: Vec<String>,
    /// A page elsewhere that may call this server, such as a dashboard's development server:
    /// http://localhost:5173; can be repeated
    #[arg(long = "allow-origin", value_name = "URL")]
    pub allow_origins: Vec<AllowedOrigin>,
    /// A secret that every request must present
    #[arg(long, env = "CROSSLINK_TOKEN", hide_env_values = true)]
    pub token: Option<Token>,
    /// Show pictures from other sites in texts; those sites then learn who reads what
    #[arg(long)]
    pub external_images: bool,
    /// Where the data is
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Do not take in the issues of a crosslink/hub branch when the database is new
    #[arg(long)]
    pub no_import: bool,
}

/// `crosslink import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// A git repository or a bundle with the branch crosslink/hub, a hub's state.json, a Beads
    /// issues.jsonl, or the word demo
    pub source: PathBuf,
    /// Where the data is
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// `crosslink backup`
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The new file
    pub file: PathBuf,
    /// Where the data is
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// Where the data is.
#[derive(Debug, Args)]
pub struct DatabaseArgs {
    /// A file or a postgres:// URL; by default .crosslink/crosslink.db in this repository or folder
    #[arg(
        long,
        env = "CROSSLINK_DATABASE",
        hide_env_values = true,
        value_name = "URL|PATH"
    )]
    pub database: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_empty_token_is_none() {
        assert!(Cli::try_parse_from(["crosslink", "serve", "--token", " "]).is_err());
    }
}
