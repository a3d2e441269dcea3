//! The stream of frames in this tab: its position, the latest frames, and gaps.

#![cfg_attr(
    not(any(feature = "hydrate", test)),
    expect(dead_code, reason = "only the browser has a stream")
)]

use std::{collections::VecDeque, sync::Arc};

use super::Frame;

/// Frames kept for answers that were asked for before them. With more than that, the page is read
/// again.
const KEPT: usize = 1024;

/// A position in the stream: what the server reads after it contains every event up to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    seq: i64,
    losses: u32,
}

/// What a frame means for those who listen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// It is news.
    pub deliver: bool,
    /// Events are missing, or too many to be told one by one: read again what is shown.
    pub lost: bool,
}

#[derive(Debug, Default)]
pub struct Stream {
    /// The newest event that came; none before the first connection of a page that does not say
    /// where it begins.
    seq: Option<i64>,
    /// Everything after this event is in `recent`.
    begin: i64,
    recent: VecDeque<Arc<Frame>>,
    losses: u32,
}

impl Stream {
    /// Begins after an event.
    #[must_use]
    pub fn after(seq: Option<i64>) -> Self {
        Stream {
            seq,
            begin: seq.unwrap_or_default(),
            ..Stream::default()
        }
    }

    /// Where a new connection resumes.
    #[must_use]
    pub fn resume_from(&self) -> Option<i64> {
        self.seq
    }

    /// Where it is now.
    #[must_use]
    pub fn position(&self) -> Position {
        Position {
            seq: self.seq.unwrap_or_default(),
            losses: self.losses,
        }
    }

    /// The frames after a position; `None` when some are missing.
    #[must_use]
    pub fn since(&self, position: Position) -> Option<Vec<Arc<Frame>>> {
        if position.losses == self.losses {
            self.after_seq(position.seq)
        } else {
            None
        }
    }

    /// The frames after an event; `None` when some are missing.
    #[must_use]
    pub fn after_seq(&self, seq: i64) -> Option<Vec<Arc<Frame>>> {
        (seq >= self.begin).then(|| {
            self.recent
                .iter()
                .filter(|frame| frame.seq() > seq)
                .cloned()
                .collect()
        })
    }

    /// Takes the next frame. Events are numbered without holes: a number that is left out is an
    /// event that did not come.
    pub fn take(&mut self, frame: &Frame) -> Taken {
        let (seq, last) = (frame.seq(), self.seq);
        match frame {
            Frame::Error { .. } => Taken::default(),
            // What comes after it is replayed where the connection resumes.
            Frame::Subscribed { .. } => {
                self.seq.get_or_insert(seq);
                self.begin = if last.is_none() { seq } else { self.begin };
                Taken::default()
            }
            // It is sent behind all events up to its number.
            Frame::Pong { .. } => {
                let lost = last.is_some_and(|last| seq > last);
                if lost {
                    self.lose(seq);
                }
                Taken {
                    deliver: false,
                    lost,
                }
            }
            // The server's number counts, even a lower one: its database may have been put back.
            Frame::Gap { .. } | Frame::Resync { .. } => {
                self.lose(seq);
                Taken {
                    deliver: true,
                    lost: true,
                }
            }
            _ if last.is_some_and(|last| seq <= last) => Taken::default(),
            _ => {
                let lost = last.is_some_and(|last| seq != last + 1)
                    || matches!(frame, Frame::Imported { .. });
                if lost {
                    self.lose(seq - 1);
                }
                self.keep(frame);
                Taken {
                    deliver: true,
                    lost,
                }
            }
        }
    }

    fn lose(&mut self, seq: i64) {
        self.losses += 1;
        self.recent.clear();
        (self.seq, self.begin) = (Some(seq), seq);
    }

    fn keep(&mut self, frame: &Frame) {
        self.seq = Some(frame.seq());
        self.recent.push_back(Arc::new(frame.clone()));
        if self.recent.len() > KEPT
            && let Some(oldest) = self.recent.pop_front()
        {
            self.begin = oldest.seq();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWS: Taken = Taken {
        deliver: true,
        lost: false,
    };
    const LOST: Taken = Taken {
        deliver: true,
        lost: true,
    };
    const NOTHING: Taken = Taken {
        deliver: false,
        lost: false,
    };

    fn event(seq: i64) -> Frame {
        Frame::Milestones { seq }
    }

    fn seqs(frames: Option<Vec<Arc<Frame>>>) -> Option<Vec<i64>> {
        Some(frames?.iter().map(|frame| frame.seq()).collect())
    }

    #[test]
    fn what_came_after_a_reading_is_known() {
        let mut stream = Stream::after(Some(7));
        let rendered = stream.position();
        assert_eq!(
            stream.take(&Frame::Subscribed {
                seq: 9,
                channels: Vec::new()
            }),
            NOTHING
        );
        assert_eq!(stream.resume_from(), Some(7), "8 and 9 are replayed");
        assert_eq!(
            [
                stream.take(&event(8)),
                stream.take(&event(9)),
                stream.take(&event(9))
            ],
            [NEWS, NEWS, NOTHING]
        );
        let asked = stream.position();
        stream.take(&event(10));
        assert_eq!(seqs(stream.since(rendered)), Some(vec![8, 9, 10]));
        assert_eq!(seqs(stream.since(asked)), Some(vec![10]));
        assert_eq!(seqs(stream.after_seq(10)), Some(vec![]));
        assert_eq!(seqs(stream.after_seq(6)), None);
    }

    #[test]
    fn a_page_that_does_not_say_where_it_begins_begins_with_the_connection() {
        let mut stream = Stream::after(None);
        assert_eq!(
            stream.take(&Frame::Subscribed {
                seq: 9,
                channels: Vec::new()
            }),
            NOTHING
        );
        assert_eq!(
            (stream.resume_from(), stream.take(&event(10))),
            (Some(9), NEWS)
        );
    }

    #[test]
    fn a_hole_is_noticed() {
        let mut stream = Stream::after(Some(7));
        let before = stream.position();
        assert_eq!(stream.take(&event(9)), LOST);
        assert_eq!(
            (
                seqs(stream.since(before)),
                seqs(stream.since(stream.position()))
            ),
            (None, Some(vec![]))
        );
        assert_eq!(
            seqs(stream.after_seq(8)),
            Some(vec![9]),
            "what is read again may be older than the frame"
        );
        assert_eq!(stream.take(&Frame::Pong { seq: 9 }), NOTHING);
        assert_eq!(
            stream.take(&Frame::Pong { seq: 11 }),
            Taken {
                deliver: false,
                lost: true
            }
        );
        assert_eq!(stream.take(&event(12)), NEWS);
        assert_eq!(
            stream.take(&Frame::Gap {
                seq: 20,
                dropped: 8
            }),
            LOST
        );
        assert_eq!(stream.take(&Frame::Imported { seq: 21, issues: 3 }), LOST);
        assert_eq!(stream.take(&event(22)), NEWS);
    }

    #[test]
    fn a_database_that_was_put_back_counts_on_from_its_own_number() {
        let mut stream = Stream::after(Some(2));
        for seq in 3..=43 {
            stream.take(&event(seq));
        }
        assert_eq!(stream.take(&Frame::Resync { seq: 2 }), LOST);
        assert_eq!(stream.resume_from(), Some(2));
        assert_eq!(
            seqs(stream.after_seq(2)),
            Some(vec![]),
            "the old frames are forgotten"
        );
        assert_eq!(
            [stream.take(&event(3)), stream.take(&event(4))],
            [NEWS, NEWS]
        );
        assert_eq!(seqs(stream.after_seq(2)), Some(vec![3, 4]));
    }

    #[test]
    fn only_so_many_are_kept() {
        let mut stream = Stream::after(Some(0));
        let begin = stream.position();
        for seq in 1..=KEPT as i64 {
            stream.take(&event(seq));
        }
        assert_eq!(seqs(stream.since(begin)).map(|all| all.len()), Some(KEPT));
        stream.take(&event(KEPT as i64 + 1));
        assert_eq!(seqs(stream.since(begin)), None);
        assert_eq!(seqs(stream.after_seq(1)).map(|all| all.len()), Some(KEPT));
    }
}
