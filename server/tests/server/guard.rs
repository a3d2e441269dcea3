//! Who is let in, and what every answer says to a browser.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::json;
use server::{
    Access,
    guard::{HostList, OriginList},
};

use crate::harness::{App, QUICK, request, socket::Socket};

fn get(path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    with(Method::GET, path, headers)
}

fn with(method: Method, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

async fn guarded_by(token: &str, hosts: HostList) -> App {
    App::with(
        Access {
            hosts,
            token: Some(token.parse().unwrap()),
            ..Access::default()
        },
        QUICK,
    )
    .await
}

#[tokio::test]
async fn a_host_by_which_we_are_not_known() {
    let app = App::new().await;
    for host in [
        "evil.example",
        "evil.example:3100",
        "localhost.evil.example",
        "192.168.1.7",
    ] {
        let answer = app.send(get("/api/v1/issues", &[("host", host)])).await;
        let name = host.trim_end_matches(":3100");
        answer.fails(
            403,
            "forbidden",
            &format!("This server does not answer to the name '{name}'"),
        );
    }
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1:3100", "[::1]:3100"] {
        assert_eq!(
            app.send(get("/api/v1/issues", &[("host", host)]))
                .await
                .status,
            200,
            "{host}"
        );
    }
}

#[tokio::test]
async fn no_host_or_two() {
    let app = App::new().await;
    for headers in [
        &[][..],
        &[("host", "")],
        &[("host", "a@localhost")],
        &[("host", "localhost"), ("host", "localhost")],
    ] {
        app.send(get("/api/v1/issues", headers))
            .await
            .bad("The request needs one Host header");
    }
    let answer = app
        .send(get(
            "http://evil.example/api/v1/issues",
            &[("host", "localhost")],
        ))
        .await;
    assert_eq!(
        answer.status, 403,
        "a request line may not name another host"
    );
}

#[tokio::test]
async fn a_change_from_a_foreign_page() {
    let app = App::new().await;
    let host = ("host", "localhost:3100");
    for foreign in [
        ("origin", "http://evil.example"),
        ("origin", "http://localhost:8080"),
        ("origin", "http://127.0.0.1:3100"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for method in [Method::POST, Method::PATCH, Method::DELETE, Method::PUT] {
            let answer = app
                .send(with(method, "/api/v1/issues/1", &[host, foreign]))
                .await;
            assert_eq!(
                (answer.status.as_u16(), &answer.json()["error"]),
                (403, &json!("forbidden")),
                "{foreign:?}"
            );
        }
    }
    let both = [
        host,
        ("origin", "http://localhost:3100"),
        ("sec-fetch-site", "cross-site"),
    ];
    assert_eq!(
        app.send(with(Method::POST, "/api/v1/issues", &both))
            .await
            .status,
        403
    );
}

/// A foreign page is shown no answer, but could have us work for it: with pictures of long lists,
/// say.
#[tokio::test]
async fn a_foreign_page_may_only_lead_here() {
    let app = App::new().await;
    let host = ("host", "localhost:3100");
    for site in ["cross-site", "same-site"] {
        let site = ("sec-fetch-site", site);
        let with = |mode, dest| {
            [
                host,
                site,
                ("sec-fetch-mode", mode),
                ("sec-fetch-dest", dest),
            ]
        };
        for path in ["/", "/issues?label=x", "/api/v1/issues"] {
            assert_eq!(
                app.send(get(path, &with("navigate", "document")))
                    .await
                    .status,
                200,
                "{path}: a link"
            );
            for (mode, dest) in [
                ("no-cors", "image"),
                ("no-cors", "script"),
                ("cors", "empty"),
                ("navigate", "iframe"),
            ] {
                assert_eq!(
                    app.send(get(path, &with(mode, dest))).await.status,
                    403,
                    "{path}: {mode} {dest}"
                );
            }
            assert_eq!(
                app.send(get(path, &[host, site])).await.status,
                403,
                "{path}"
            );
        }
    }
    for foreign in ["http://evil.example", "http://localhost:8080", "null"] {
        assert_eq!(
            app.send(get("/api/v1/issues", &[host, ("origin", foreign)]))
                .await
                .status,
            403,
            "{foreign}"
        );
    }
    for own in [
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
        ("origin", "http://localhost:3100"),
    ] {
        assert_eq!(
            app.send(get("/api/v1/issues", &[host, own])).await.status,
            200,
            "{own:?}"
        );
    }
}

#[tokio::test]
async fn a_page_elsewhere_that_is_allowed() {
    let page = "http://localhost:5173";
    let origins = OriginList::of(&[page.parse().unwrap()]);
    let app = App::with(
        Access {
            origins,
            ..Access::default()
        },
        QUICK,
    )
    .await;
    app.issue("One").await;
    let from = |origin| {
        [
            ("host", "localhost:3100"),
            ("origin", origin),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-mode", "cors"),
        ]
    };
    let answer = app.send(get("/api/v1/issues/1", &from(page))).await;
    assert_eq!(
        (
            answer.status.as_u16(),
            answer.header("access-control-allow-origin")
        ),
        (200, page)
    );
    let missing = app.send(get("/api/v1/issues/9", &from(page))).await;
    assert_eq!(
        (
            missing.status.as_u16(),
            missing.header("access-control-allow-origin")
        ),
        (404, page),
        "errors can be read too"
    );
    app.send(with(Method::POST, "/api/v1/issues/1/close", &from(page)))
        .await
        .ok();
    let asked = [
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "content-type"),
    ];
    let question = app
        .send(with(
            Method::OPTIONS,
            "/api/v1/issues/1",
            &[&from(page)[..], &asked].concat(),
        ))
        .await;
    assert_eq!(
        (
            question.status.as_u16(),
            question.header("access-control-allow-headers")
        ),
        (200, "content-type")
    );
    assert_eq!(
        question.header("access-control-allow-methods"),
        "GET,POST,PATCH,DELETE"
    );
    for other in ["http://localhost:5174", "http://evil.example"] {
        let refused = app
            .send(with(
                Method::OPTIONS,
                "/api/v1/issues/1",
                &[&from(other)[..], &asked].concat(),
            ))
            .await;
        assert_eq!(
            (
                refused.status.as_u16(),
                refused.header("access-control-allow-origin")
            ),
            (403, ""),
            "{other}"
        );
    }
    let address = app.open().await;
    assert!(
        Socket::connect_with(address, &[("origin", page)])
            .await
            .is_ok()
    );
    assert!(
        Socket::connect_with(address, &[("origin", "http://localhost:5174")])
            .await
            .is_err()
    );
    let closed = App::new()
        .await
        .send(get("/api/v1/issues", &from(page)))
        .await;
    assert_eq!(closed.status, 403, "nobody is allowed by default");
}

#[tokio::test]
async fn a_change_from_our_own_page_or_from_no_page() {
    let app = App::new().await;
    app.issue("One").await;
    let host = ("host", "localhost:3100");
    for own in [
        ("origin", "http://localhost:3100"),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
        ("x-y", "z"),
    ] {
        app.send(with(Method::POST, "/api/v1/issues/1/close", &[host, own]))
            .await
            .ok();
    }
}

#[tokio::test]
async fn the_socket_of_a_foreign_page() {
    let app = App::new().await;
    let address = app.open().await;
    let own = format!("http://localhost:{}", address.port());
    for (headers, welcome) in [
        (&[("origin", own.as_str())][..], true),
        (&[], true),
        (&[("origin", "http://evil.example")], false),
        (&[("origin", "http://localhost:1")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("host", "evil.example")], false),
    ] {
        assert_eq!(
            Socket::connect_with(address, headers).await.is_ok(),
            welcome,
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn another_machine_is_nobody() {
    let app = App::new().await;
    let says = "Without a token this server answers only to its own machine";
    for peer in [
        "192.168.1.7:50000",
        "[2001:db8::1]:50000",
        "[::ffff:192.168.1.7]:50000",
    ] {
        app.send_from(peer, request(Method::GET, "/issues", None))
            .await
            .fails(403, "forbidden", says);
    }
    for peer in ["127.0.0.1:50000", "[::1]:50000", "[::ffff:127.0.0.1]:50000"] {
        assert_eq!(
            app.send_from(peer, request(Method::GET, "/issues", None))
                .await
                .status,
            200,
            "{peer}"
        );
    }
}

#[tokio::test]
async fn a_token_opens() {
    let app = guarded_by(
        "open sesame",
        HostList {
            names: vec![],
            any_address: true,
        },
    )
    .await;
    let host = ("host", "192.168.1.7:3100");
    let answer = app
        .send_from("192.168.1.9:5", get("/api/v1/issues", &[host]))
        .await;
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    let says = "This server wants its token: open /?token=… once in the browser, or send 'Authorization: Bearer …'";
    answer.fails(401, "unauthorized", says);
    for (name, value, expect) in [
        ("authorization", "Bearer open sesame", 200),
        ("authorization", "Bearer open sesam", 401),
        ("authorization", "Bearer open sesame!", 401),
        ("authorization", "bearer open sesame", 200),
        ("authorization", "BEARER open sesame", 200),
        ("authorization", "Basic open sesame", 401),
        ("cookie", "other=1; crosslink=6f70656e20736573616d65", 401),
        ("cookie", "crosslink-3100=open sesame", 401),
        ("x-other", "", 401),
    ] {
        let answer = app
            .send_from(
                "192.168.1.9:5",
                get("/api/v1/issues", &[host, (name, value)]),
            )
            .await;
        assert_eq!(answer.status, expect, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_token_is_wanted_from_this_machine_too() {
    let app = guarded_by("secret", HostList::default()).await;
    assert_eq!(
        app.get("/issues").await.status,
        401,
        "behind a proxy everybody is this machine"
    );
    assert_eq!(app.call("/issues").await.status, 401);
    assert_eq!(app.get("//ws").await.status, 401);
    assert_eq!(app.get("//").await.status, 401);
    assert_eq!(app.get("/health").await.status, 200);
}

#[tokio::test]
async fn a_visit_with_the_token_leaves_a_cookie() {
    let app = guarded_by("a b&c", HostList::default()).await;
    assert_eq!(app.get("//?token=wrong").await.status, 401);
    assert_eq!(
        app.get("/issues?token=a%20b%26c").await.status,
        401,
        "only the front door takes it"
    );
    let answer = app.get("//?token=a%20b%26c").await;
    assert_eq!(
        (
            answer.status.as_u16(),
            answer.header("location"),
            answer.header("cache-control")
        ),
        (303, "/", "no-store")
    );
    let cookie = answer.header("set-cookie").to_owned();
    assert!(
        cookie.starts_with("crosslink-3100=")
            && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"),
        "{cookie}"
    );
    assert_ne!(
        app.get("//?token=a%20b%26c").await.header("set-cookie"),
        cookie,
        "each session is another"
    );
    let pair = cookie.split(';').next().unwrap();
    let ask = |path: &str, host: &str, pair: &str| {
        app.send(get(path, &[("host", host), ("cookie", pair)]))
    };
    assert_eq!(
        ask("/api/v1/issues", "localhost:3100", pair).await.status,
        200
    );
    assert_eq!(
        ask(
            "/api/v1/issues",
            "localhost:3101",
            &pair.replace("3100", "3101")
        )
        .await
        .status,
        401,
        "another server's"
    );
    let longer = pair.replacen(".17", ".18", 1);
    assert_ne!(longer, pair);
    assert_eq!(
        ask("/api/v1/issues", "localhost:3100", &longer)
            .await
            .status,
        401,
        "nobody makes it last longer"
    );
    let answer = ask("/?token=wrong", "localhost:3100", pair).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/"),
        "it does not stay in the address"
    );
    app.at("2026-03-31T11:59:59Z");
    assert_eq!(
        ask("/api/v1/issues", "localhost:3100", pair).await.status,
        200
    );
    app.at("2026-03-31T12:00:00Z");
    assert_eq!(
        ask("/api/v1/issues", "localhost:3100", pair).await.status,
        401,
        "after thirty days"
    );
    let other = guarded_by("another", HostList::default()).await;
    let answer = other
        .send(get(
            "/api/v1/issues",
            &[("host", "localhost:3100"), ("cookie", pair)],
        ))
        .await;
    assert_eq!(answer.status, 401, "a session ends with its token");
}

#[tokio::test]
async fn every_answer_tells_browsers_what_it_is_not() {
    let app = App::new().await;
    for path in ["/health", "/nothing", "//", "//nothing", "//ws"] {
        let answer = app.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert!(
            answer.header("permissions-policy").contains("camera=()"),
            "{path}"
        );
    }
    assert_eq!(
        app.get("/health").await.header("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'"
    );
    assert_eq!(app.get("/health").await.header("cache-control"), "no-store");
    let refused = app
        .send(get("/api/v1/issues", &[("host", "evil.example")]))
        .await;
    assert_eq!(refused.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn long_answers_are_compressed_and_short_ones_are_not() {
    let app = App::new().await;
    for _ in 0..20 {
        app.issue("An issue with a title that repeats itself").await;
    }
    for (path, takes, expect) in [
        ("/api/v1/issues", "gzip, br", "br"),
        ("/api/v1/issues", "gzip", "gzip"),
        ("/api/v1/issues", "identity", ""),
        ("/api/v1/health", "gzip, br", ""),
    ] {
        let headers = [
            (header::HOST.as_str(), "localhost"),
            (header::ACCEPT_ENCODING.as_str(), takes),
        ];
        assert_eq!(
            app.send(get(path, &headers))
                .await
                .header("content-encoding"),
            expect,
            "{path} {takes}"
        );
    }
}
