//! A client of the live socket.

use std::{net::SocketAddr, time::Duration};

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Error, Message, client::IntoClientRequest, protocol::CloseFrame},
};

use super::App;

pub struct Socket(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl App {
    /// A socket that hears these channels.
    pub async fn hear(&self, channels: &[&str]) -> Socket {
        let mut socket = Socket::connect(self.open().await).await;
        socket.subscribe(channels).await;
        socket
    }
}

impl Socket {
    pub async fn connect(address: SocketAddr) -> Self {
        Socket::connect_with(address, &[]).await.unwrap()
    }

    pub async fn connect_with(
        address: SocketAddr,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, Error> {
        let mut request = format!("ws://localhost:{}/ws", address.port())
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        // localhost may mean ::1 first; the test's door is at the IPv4 address.
        let stream = TcpStream::connect(address).await.unwrap();
        let (socket, _) =
            tokio_tungstenite::client_async(request, MaybeTlsStream::Plain(stream)).await?;
        Ok(Socket(socket))
    }

    pub async fn say(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    /// Subscribes, and knows that it has happened.
    pub async fn subscribe(&mut self, channels: &[&str]) {
        self.say(&serde_json::json!({"type": "subscribe", "channels": channels}).to_string())
            .await;
        self.say(r#"{"type":"ping"}"#).await;
        while self.next().await["type"] != "pong" {}
    }

    /// The next frame.
    pub async fn next(&mut self) -> Value {
        let message = timeout(Duration::from_secs(5), async {
            loop {
                match self.0.next().await.expect("the socket is open").unwrap() {
                    Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                    Message::Ping(_) | Message::Pong(_) => {}
                    other => panic!("not a frame: {other:?}"),
                }
            }
        });
        message.await.expect("a frame in time")
    }

    /// All frames up to the event's.
    pub async fn until(&mut self, seq: i64) -> Vec<Value> {
        let mut frames = Vec::new();
        while frames
            .last()
            .is_none_or(|frame: &Value| frame["seq"].as_i64().unwrap() < seq)
        {
            frames.push(self.next().await);
        }
        frames
    }

    /// Returns true if nothing comes for a moment.
    pub async fn is_silent(&mut self) -> bool {
        timeout(Duration::from_millis(100), self.0.next())
            .await
            .is_err()
    }

    /// How the server ends it.
    pub async fn end(&mut self) -> Option<CloseFrame> {
        let end = timeout(Duration::from_secs(5), async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Close(frame))) => return frame,
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return None,
                }
            }
        });
        end.await.expect("an end in time")
    }
}
