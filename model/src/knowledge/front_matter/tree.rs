//! YAML as a tree whose nodes know where they stand, so that everything around a change can stay.

use std::{collections::HashMap, ops::Range};

use granit_parser::{Event, Options, Parser, ScalarStyle, Span, StructureStyle};

/// Deepest nesting that is read.
const NESTING_MAX: usize = 64;

/// The number of a node.
pub(super) type NodeId = usize;

/// A value.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Where it stands, without its anchor, its tag and what only separates it from others.
    pub(super) range: Range<usize>,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// A text; plain where it stands without quotes.
    Text { text: String, plain: bool },
    /// Items, between brackets where it is `flow`.
    List { items: Vec<NodeId>, flow: bool },
    /// Keys with their values, between braces where it is `flow`.
    Map {
        pairs: Vec<(NodeId, NodeId)>,
        flow: bool,
    },
    /// Another node by its anchor. It is never followed further than a reader looks, so aliases
    /// cost nothing.
    Alias(NodeId),
}

/// Nodes, of one text or of several.
#[derive(Debug, Default)]
pub(super) struct Tree(Vec<Node>);

/// A list or a map that has not ended.
struct Open {
    id: NodeId,
    map: bool,
    flow: bool,
    children: Vec<NodeId>,
}

impl Tree {
    /// The node, or the one that it stands for.
    pub(super) fn node(&self, id: NodeId) -> &Node {
        match self.0[id].kind {
            Kind::Alias(target) => &self.0[target],
            _ => &self.0[id],
        }
    }

    /// The node itself.
    pub(super) fn place(&self, id: NodeId) -> &Node {
        &self.0[id]
    }

    /// The text of a node that is one.
    pub(super) fn text(&self, id: NodeId) -> Option<&str> {
        match &self.node(id).kind {
            Kind::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Adds the nodes of a YAML document; `None` where it is none, or more than one. The result is
    /// its outermost node.
    pub(super) fn add(&mut self, yaml: &str) -> Option<NodeId> {
        let mut options = Options::default();
        options.emit_comments = false;
        (options.flow_nesting_limit, options.block_nesting_limit) = (NESTING_MAX, NESTING_MAX);
        let (mut stack, mut anchors, mut root, mut documents) =
            (Vec::new(), HashMap::new(), None, 0);
        for step in Parser::new_from_str_with_options(yaml, options) {
            let (event, span) = step.ok()?;
            let done = match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    continue;
                }
                Event::Scalar(text, style, anchor, _) => Some(self.scalar(
                    text.into_owned(),
                    style,
                    anchor,
                    &span,
                    yaml,
                    &mut anchors,
                )?),
                Event::Alias(anchor) => {
                    let target = *anchors.get(&anchor)?;
                    Some(self.push(Kind::Alias(target), span.byte_range()?))
                }
                Event::SequenceStart(style, anchor, _) => {
                    stack.push(self.open(false, style, anchor, &span, &mut anchors)?);
                    None
                }
                Event::MappingStart(style, anchor, _) => {
                    stack.push(self.open(true, style, anchor, &span, &mut anchors)?);
                    None
                }
                Event::SequenceEnd | Event::MappingEnd => Some(self.close(stack.pop()?, &span)?),
                _ => continue,
            };
            let Some(id) = done else { continue };
            match stack.last_mut() {
                Some(open) => open.children.push(id),
                None => root = Some(id),
            }
        }
        root.filter(|_| documents == 1)
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) -> NodeId {
        self.0.push(Node { kind, range });
        self.0.len() - 1
    }

    fn scalar(
        &mut self,
        text: String,
        style: ScalarStyle,
        anchor: usize,
        span: &Span,
        yaml: &str,
        anchors: &mut HashMap<usize, NodeId>,
    ) -> Option<NodeId> {
        let range = span.byte_range()?;
        let end = range.start + yaml.get(range.clone())?.trim_end().len();
        let plain = style == ScalarStyle::Plain;
        let null = plain && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL");
        let id = self.push(
            if null {
                Kind::Null
            } else {
                Kind::Text { text, plain }
            },
            range.start..end,
        );
        anchors.insert(anchor, id);
        Some(id)
    }

    fn open(
        &mut self,
        map: bool,
        style: StructureStyle,
        anchor: usize,
        span: &Span,
        anchors: &mut HashMap<usize, NodeId>,
    ) -> Option<Open> {
        // What it holds is known when it ends; an alias inside of it may name it before.
        let id = self.push(Kind::Null, span.byte_range()?);
        anchors.insert(anchor, id);
        Some(Open {
            id,
            map,
            flow: style == StructureStyle::Flow,
            children: Vec::new(),
        })
    }

    fn close(&mut self, open: Open, span: &Span) -> Option<NodeId> {
        let Open {
            id,
            map,
            flow,
            children,
        } = open;
        let end = |tree: &Tree, child: &NodeId| tree.0[*child].range.end;
        let last = children
            .last()
            .map_or(self.0[id].range.end, |child| end(self, child));
        self.0[id].range.end = if flow { span.byte_range()?.end } else { last };
        self.0[id].kind = if map {
            Kind::Map {
                pairs: children
                    .chunks_exact(2)
                    .map(|pair| (pair[0], pair[1]))
                    .collect(),
                flow,
            }
        } else {
            Kind::List {
                items: children,
                flow,
            }
        };
        Some(id)
    }
}
