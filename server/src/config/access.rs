//! Who may come in, as the command line says it.

use std::net::SocketAddr;

use super::ServeArgs;
use crate::{
    auth::LENGTH_MIN,
    guard::{HostList, OriginList},
    state::Access,
};

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Others can reach the address, and nothing keeps them out.
    #[error(
        "{0} can be reached from other machines, so it needs a secret: give one with --token or CROSSLINK_TOKEN, \
         or leave out --host to serve this machine only"
    )]
    OpenDoor(String),
    /// Others can reach the address, and guess.
    #[error(
        "{0} can be reached from other machines, so its token must have at least {LENGTH_MIN} characters; this makes one: openssl rand -hex 16"
    )]
    ShortToken(String),
}

impl ServeArgs {
    /// What the guards are to know, given the addresses that the host stands for.
    pub fn access(&self, addresses: &[SocketAddr]) -> Result<Access, AccessError> {
        let own = addresses
            .iter()
            .all(|address| address.ip().to_canonical().is_loopback());
        if !own && self.token.is_none() {
            return Err(AccessError::OpenDoor(self.host.clone()));
        }
        if !own && self.token.as_ref().is_some_and(|token| !token.is_long()) {
            return Err(AccessError::ShortToken(self.host.clone()));
        }
        let names = self
            .allow_hosts
            .iter()
            .chain([&self.host])
            .map(|name| name.trim_matches(['[', ']']).to_owned())
            .collect();
        let any_address = addresses
            .iter()
            .any(|address| address.ip().is_unspecified());
        let origins = OriginList::of(&self.allow_origins);
        Ok(Access {
            hosts: HostList { names, any_address },
            origins,
            token: self.token.clone(),
            external_images: self.external_images,
        })
    }

    /// The address to type into a browser.
    #[must_use]
    pub fn address(&self, port: u16) -> String {
        match self.host.as_str() {
            "127.0.0.1" | "::1" | "[::1]" => format!("http://localhost:{port}"),
            host if host.contains(':') && !host.starts_with('[') => {
                format!("http://[{host}]:{port}")
            }
            host => format!("http://{host}:{port}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::config::{Cli, Command};

    fn check(args: &[&str], address: &str, expect: Result<&str, ()>) {
        let cli = Cli::try_parse_from(["crosslink", "serve"].iter().chain(args)).unwrap();
        let Command::Serve(args) = cli.command else {
            panic!("not serve")
        };
        let access = args.access(&[address.parse().unwrap()]);
        assert_eq!(
            access.map(|_| args.address(3100)).map_err(drop),
            expect.map(str::to_owned)
        );
    }

    #[test]
    fn a_door_to_others_needs_a_token() {
        check(&[], "127.0.0.1:3100", Ok("http://localhost:3100"));
        check(
            &["--host", "::1"],
            "[::1]:3100",
            Ok("http://localhost:3100"),
        );
        check(&["--host", "0.0.0.0"], "0.0.0.0:3100", Err(()));
        check(&["--host", "192.168.1.7"], "192.168.1.7:3100", Err(()));
        let token = "0123456789abcdef";
        check(
            &["--host", "192.168.1.7", "--token", token],
            "192.168.1.7:3100",
            Ok("http://192.168.1.7:3100"),
        );
        check(
            &["--host", "::", "--token", token],
            "[::]:3100",
            Ok("http://[::]:3100"),
        );
        check(
            &["--host", "::", "--token", &token[1..]],
            "[::]:3100",
            Err(()),
        );
        check(
            &["--token", "s"],
            "127.0.0.1:3100",
            Ok("http://localhost:3100"),
        );
    }
}
