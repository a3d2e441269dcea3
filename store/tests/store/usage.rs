//! Usage.

use model::{NewUsage, SessionId, UsageFilter};

use crate::support::{Db, refusal};

async fn record(db: &Db, agent: &str, model: Option<&str>, tokens: i64, cost: Option<f64>) {
    let new = NewUsage {
        agent: agent.into(),
        model: model.map(Into::into),
        input_tokens: tokens,
        output_tokens: 2 * tokens,
        cost_estimate: cost,
        ..Default::default()
    };
    db.store.record_usage(&db.me, new).await.unwrap();
}

on_both! {
    async fn what_is_recorded_is_listed(db: Db) {
        let mut ears = db.listen().await;
        let session = db.store.start_session(&db.me, Some("worker".into())).await.unwrap().id;
        let new = NewUsage {
            agent: "worker".into(),
            session: Some(session),
            model: Some("opus".into()),
            input_tokens: 1000,
            output_tokens: 500,
            cache_read_tokens: Some(7),
            cache_creation_tokens: None,
            cost_estimate: Some(0.0045),
        };
        let recorded = db.store.record_usage(&db.me, new.clone()).await.unwrap();
        assert_eq!(db.store.list_usage(&db.me, &UsageFilter::default(), None).await.unwrap(), [recorded]);
        let unknown = NewUsage { session: Some(SessionId(9)), ..new.clone() };
        assert_eq!(refusal(db.store.record_usage(&db.me, unknown).await).to_string(), "Session #9 does not exist");
        let negative = NewUsage { input_tokens: -1, ..new };
        assert!(refusal(db.store.record_usage(&db.me, negative).await).to_string().starts_with("input_tokens must be"));
        assert_eq!(db.heard(&mut ears).await, ["sessions", "usage"]);
    }

    async fn filters(db: Db) {
        for (agent, model) in [("ann", Some("opus")), ("bob", None), ("ann", None), ("bob", Some("opus"))] {
            record(&db, agent, model, 1, None).await;
            db.wait(60);
        }
        let ids = async |filter: UsageFilter, limit| {
            let records = db.store.list_usage(&db.me, &filter, limit).await.unwrap();
            records.iter().map(|usage| usage.id.0).collect::<Vec<_>>()
        };
        let every = UsageFilter::default;
        let at = |minutes: i64| model::Timestamp::from_micros(db.store.now().micros() - (4 - minutes) * 60_000_000);
        assert_eq!(ids(every(), None).await, [4, 3, 2, 1]);
        assert_eq!(ids(every(), Some(2)).await, [4, 3]);
        assert_eq!(ids(UsageFilter { agent: Some("ann".into()), ..every() }, None).await, [3, 1]);
        assert_eq!(ids(UsageFilter { model: Some("unknown".into()), ..every() }, None).await, [3, 2]);
        assert_eq!(ids(UsageFilter { from: at(1), to: at(2), ..every() }, None).await, [3, 2]);
        assert_eq!(ids(UsageFilter { session: Some(SessionId(1)), ..every() }, None).await, [0; 0]);
        assert_eq!(ids(UsageFilter { agent: Some("'".into()), ..every() }, None).await, [0; 0]);
    }

    async fn sums(db: Db) {
        record(&db, "bob", Some("opus"), 10, Some(0.5)).await;
        record(&db, "ann", Some("opus"), 1, None).await;
        db.wait(86_400);
        record(&db, "bob", Some("opus"), 20, Some(0.25)).await;
        record(&db, "bob", None, 3, Some(0.0)).await;
        let all = UsageFilter::default();
        let shares = db.store.usage_summary(&db.me, &all).await.unwrap();
        let shares: Vec<_> = shares.iter().map(|s| format!("{} {} {} {} {:?}", s.agent, s.model, s.sum.requests, s.sum.output_tokens, s.sum.cost)).collect();
        assert_eq!(shares, ["ann opus 1 2 None", "bob opus 2 60 Some(0.75)", "bob unknown 1 6 Some(0.0)"]);
        let days = db.store.usage_days(&db.me, &all).await.unwrap();
        let days: Vec<_> = days.iter().map(|d| format!("{} {} {}", d.day, d.sum.requests, d.sum.input_tokens)).collect();
        assert_eq!(days, ["2026-01-01 2 11", "2026-01-02 2 23"]);
        let nobody = UsageFilter { agent: Some("x".into()), ..all };
        assert_eq!(db.store.usage_summary(&db.me, &nobody).await.unwrap(), []);
        assert_eq!(db.store.usage_days(&db.me, &nobody).await.unwrap(), []);
    }

    async fn the_largest_sums_fit(db: Db) {
        for _ in 0..3 {
            record(&db, "worker", None, model::usage::TOKENS_MAX / 2, Some(model::usage::COST_MAX)).await;
        }
        let share = db.store.usage_summary(&db.me, &UsageFilter::default()).await.unwrap().remove(0);
        assert_eq!((share.sum.output_tokens, share.sum.cost), (3 * model::usage::TOKENS_MAX, Some(3.0 * model::usage::COST_MAX)));
    }
}
