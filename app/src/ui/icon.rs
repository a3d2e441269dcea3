//! One set of icons, drawn inline on a grid of 16.

use crate::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Activity,
    Agent,
    Archive,
    ArrowDown,
    ArrowRight,
    ArrowUp,
    Blocked,
    Board,
    Book,
    Brand,
    Check,
    ChevronDown,
    ChevronRight,
    Clock,
    Close,
    Comment,
    Copy,
    Dots,
    Edit,
    Filter,
    Flag,
    Grip,
    Keyboard,
    List,
    Lock,
    Menu,
    Moon,
    Offline,
    Panel,
    Plus,
    Screen,
    Search,
    Settings,
    Sort,
    Subissues,
    Sun,
    Sync,
    Tag,
    Trash,
    Warning,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Shape::Activity => "M1.5 8.5h3l2-5 3 9.5 2-4.5h3",
            Shape::Agent => {
                "M5 5h6a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM8 5V2.5M6 8.5v1M10 8.5v1M1.5 8v2.5M14.5 8v2.5"
            }
            Shape::Archive => "M2 3h12v3H2zM3 6v6.5h10V6M6.5 9h3",
            Shape::ArrowDown => "M8 3v9M4.5 8.5 8 12l3.5-3.5",
            Shape::ArrowRight => "M3 8h9M8.5 4.5 12 8l-3.5 3.5",
            Shape::ArrowUp => "M8 13V4M4.5 7.5 8 4l3.5 3.5",
            Shape::Blocked => "M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0zM4.2 4.2l7.6 7.6",
            Shape::Board => "M2.5 3.5h3v9h-3zM6.5 3.5h3v6h-3zM10.5 3.5h3v7.5h-3z",
            Shape::Book => {
                "M4 2.5h8.5v11H4a1.5 1.5 0 0 1-1.5-1.5V4A1.5 1.5 0 0 1 4 2.5zM2.5 12A1.5 1.5 0 0 1 4 10.5h8.5"
            }
            Shape::Brand => {
                "M5.2 8a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0zM14.2 3.7a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0zM14.2 12.3a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0zM5.2 7.3l5.7-2.9M5.2 8.7l5.7 2.9"
            }
            Shape::Check => "m3.5 8.5 3 3 6-7",
            Shape::ChevronDown => "m4 6 4 4 4-4",
            Shape::ChevronRight => "m6 4 4 4-4 4",
            Shape::Clock => "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM8 4.5V8l2.5 1.5",
            Shape::Close => "m4 4 8 8M12 4l-8 8",
            Shape::Comment => {
                "M2.5 4A1.5 1.5 0 0 1 4 2.5h8A1.5 1.5 0 0 1 13.5 4v5a1.5 1.5 0 0 1-1.5 1.5H7L4 13.5v-3A1.5 1.5 0 0 1 2.5 9z"
            }
            Shape::Copy => "M6 6h7.5v7.5H6zM10 6V2.5H2.5V10H6",
            Shape::Dots => "M3.5 8h.01M8 8h.01M12.5 8h.01",
            Shape::Edit => "m10.5 3 2.5 2.5L6 12.5l-3 .5.5-3z",
            Shape::Filter => "M2.5 4h11M4.5 8h7M6.5 12h3",
            Shape::Grip => "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
            Shape::Flag => "M3.5 14V2.5h8l-1.5 3 1.5 3h-8",
            Shape::Keyboard => {
                "M1.5 4h13v8.5h-13zM4 6.8h.01M6.7 6.8h.01M9.3 6.8h.01M12 6.8h.01M5 9.8h6"
            }
            Shape::List => "M5 4h9M5 8h9M5 12h9M2 4h.5M2 8h.5M2 12h.5",
            Shape::Lock => "M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
            Shape::Menu => "M2.5 4h11M2.5 8h11M2.5 12h11",
            Shape::Moon => "M13 9.5A5.5 5.5 0 1 1 6.5 3 4.5 4.5 0 0 0 13 9.5z",
            Shape::Offline => {
                "M2 6.4A9 9 0 0 1 6 4.2M10 4.2a9 9 0 0 1 4 2.2M4.4 9.2A5.4 5.4 0 0 1 6.6 8M9.4 8a5.4 5.4 0 0 1 2.2 1.2M8 12.2h.01M3 13 13 3"
            }
            Shape::Panel => "M2 3h12v10H2zM6.2 3v10",
            Shape::Plus => "M8 3v10M3 8h10",
            Shape::Screen => "M2 3h12v8H2zM5.5 13.5h5M8 11v2.5",
            Shape::Search => "M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0zM10.5 10.5 14 14",
            Shape::Settings => {
                "M10 8a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4"
            }
            Shape::Sort => "M4.5 3v10M2 10.5 4.5 13 7 10.5M11.5 13V3M9 5.5 11.5 3 14 5.5",
            Shape::Subissues => {
                "M3 2.5v8A1.5 1.5 0 0 0 4.5 12H8M3 6h5M8 4.5h5.5v3H8zM8 10.5h5.5v3H8z"
            }
            Shape::Sun => {
                "M10.8 8a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9"
            }
            Shape::Sync => {
                "M13.5 7A5.6 5.6 0 0 0 3.6 4.6L2.5 6M2.5 2.8V6h3.2M2.5 9a5.6 5.6 0 0 0 9.9 2.4l1.1-1.4M13.5 13.2V10h-3.2"
            }
            Shape::Tag => "M2.5 2.5H8l5.5 5.5L8 13.5 2.5 8zM5.3 5.3h.01",
            Shape::Trash => "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5 5 13h6l.5-8.5M7 7v3.5M9 7v3.5",
            Shape::Warning => "M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.6h.01",
        }
    }
}

/// An icon. It says nothing to a screen reader: the words beside it do.
#[component]
pub fn Icon(shape: Shape, #[prop(optional)] class: &'static str) -> impl IntoView {
    let class = if class.is_empty() {
        "icon".to_owned()
    } else {
        format!("icon {class}")
    };
    svg(class, format!(r#"<path d="{}"/>"#, shape.path()), None)
}

/// A drawing as one element: it never changes, and a page has hundreds of them. Without a name it
/// is no screen reader's business.
pub(super) fn svg(class: String, drawing: String, name: Option<&'static str>) -> AnyView {
    match name {
        None => {
            view! { <svg class=class viewBox="0 0 16 16" aria-hidden="true" inner_html=drawing></svg> }
        }
        Some(name) => {
            view! { <svg class=class viewBox="0 0 16 16" role="img" aria-label=name inner_html=drawing></svg> }
        }
    }
}
