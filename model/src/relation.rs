//! Edges between issues. Blockers are one graph with one cycle rule for every dialect; `blocked_by`
//! is the same edge seen from the other end.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::{error::Error, id::IssueId};

/// What an edge says, read from its source: `source blocks target`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// The target waits for the source.
    Blocks,
    /// They have to do with each other.
    RelatesTo,
    /// The source says the same as the target.
    DuplicateOf,
}

impl RelationKind {
    /// The stored and wire word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            RelationKind::Blocks => "blocks",
            RelationKind::RelatesTo => "relates_to",
            RelationKind::DuplicateOf => "duplicate_of",
        }
    }
}

/// A directed graph of issues that grows edge by edge and can be asked before each.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    next: HashMap<IssueId, HashSet<IssueId>>,
}

impl Graph {
    /// Adds an edge; `false` when it was there.
    pub fn insert(&mut self, from: IssueId, to: IssueId) -> bool {
        self.next.entry(from).or_default().insert(to)
    }

    /// Takes an edge out.
    pub fn remove(&mut self, from: IssueId, to: IssueId) {
        if let Some(next) = self.next.get_mut(&from) {
            next.remove(&to);
        }
    }

    /// Returns true if the edge is there.
    #[must_use]
    pub fn contains(&self, from: IssueId, to: IssueId) -> bool {
        self.next.get(&from).is_some_and(|next| next.contains(&to))
    }

    /// Returns true if `from` leads to `to`. `from` itself counts as reached.
    #[must_use]
    pub fn reaches(&self, from: IssueId, to: IssueId) -> bool {
        let mut seen = HashSet::from([from]);
        let mut todo = vec![from];
        while let Some(issue) = todo.pop() {
            if issue == to {
                return true;
            }
            todo.extend(
                self.next
                    .get(&issue)
                    .into_iter()
                    .flatten()
                    .copied()
                    .filter(|n| seen.insert(*n)),
            );
        }
        false
    }

    /// May `blocker` block `issue`? Edges are (blocker, blocked), at least all that lead onward
    /// from `issue`.
    pub fn check_blocker(&self, issue: IssueId, blocker: IssueId) -> Result<(), Error> {
        if issue == blocker {
            return Err(Error::SelfBlock);
        }
        if self.reaches(issue, blocker) {
            Err(Error::BlockerCycle)
        } else {
            Ok(())
        }
    }

    /// May `issue` become a part of `parent`? Edges are (child, parent), at least all that lead
    /// upward from `parent`.
    pub fn check_parent(&self, issue: IssueId, parent: IssueId) -> Result<(), Error> {
        if issue == parent {
            return Err(Error::SelfParent);
        }
        if self.reaches(parent, issue) {
            Err(Error::ParentCycle)
        } else {
            Ok(())
        }
    }
}

impl FromIterator<(IssueId, IssueId)> for Graph {
    fn from_iter<I: IntoIterator<Item = (IssueId, IssueId)>>(edges: I) -> Self {
        let mut graph = Graph::default();
        for (from, to) in edges {
            graph.insert(from, to);
        }
        graph
    }
}

/// Returns true if `from` leads to `to` over `edges`, each a pair (from, to). `from` itself counts
/// as reached.
#[must_use]
pub fn reaches(edges: &[(IssueId, IssueId)], from: IssueId, to: IssueId) -> bool {
    edges.iter().copied().collect::<Graph>().reaches(from, to)
}

/// May `blocker` block `issue`? `edges` are pairs (blocker, blocked), at least all that lead onward
/// from `issue`.
pub fn check_blocker(
    edges: &[(IssueId, IssueId)],
    issue: IssueId,
    blocker: IssueId,
) -> Result<(), Error> {
    edges
        .iter()
        .copied()
        .collect::<Graph>()
        .check_blocker(issue, blocker)
}

/// May `issue` become a part of `parent`? `ancestors` are pairs (child, parent), at least all that
/// lead upward from `parent`.
pub fn check_parent(
    ancestors: &[(IssueId, IssueId)],
    issue: IssueId,
    parent: IssueId,
) -> Result<(), Error> {
    ancestors
        .iter()
        .copied()
        .collect::<Graph>()
        .check_parent(issue, parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> IssueId {
        IssueId(i64::from(n))
    }

    #[test]
    fn refusals() {
        let edges = [(id(1), id(2)), (id(2), id(3))];
        assert_eq!(check_blocker(&edges, id(1), id(1)), Err(Error::SelfBlock));
        assert_eq!(
            check_blocker(&edges, id(1), id(3)),
            Err(Error::BlockerCycle)
        );
        assert_eq!(check_blocker(&edges, id(3), id(1)), Ok(()));
        assert_eq!(check_parent(&[], id(1), id(1)), Err(Error::SelfParent));
        assert_eq!(
            check_parent(&[(id(3), id(2)), (id(2), id(1))], id(1), id(3)),
            Err(Error::ParentCycle)
        );
    }

    /// Kahn: a graph without a cycle can be taken apart from its sources.
    fn acyclic(edges: &[(IssueId, IssueId)]) -> bool {
        let mut left = edges.to_vec();
        loop {
            let targets: HashSet<_> = left.iter().map(|e| e.1).collect();
            let before = left.len();
            left.retain(|e| targets.contains(&e.0));
            if left.len() == before {
                return left.is_empty();
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_order_of_edges_makes_a_cycle(tries in proptest::collection::vec((0u8..12, 0u8..12), 0..200)) {
            let mut edges = Vec::new();
            for (blocker, blocked) in tries {
                if check_blocker(&edges, id(blocked), id(blocker)).is_ok() {
                    edges.push((id(blocker), id(blocked)));
                }
            }
            proptest::prop_assert!(acyclic(&edges));
        }
    }
}
