//! What was made of texts, kept while there is room: most texts that are shown were shown before.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use hashlink::LruCache;

use super::Document;

/// Room for all that is kept, in bytes.
const ROOM: usize = 32 * 1024 * 1024;
/// What an entry takes beside its texts.
const ENTRY: usize = 200;

/// What is kept of a text.
#[derive(Clone, Debug)]
pub(super) enum Kept {
    /// The slugs of the pages that it may link to.
    Names(Arc<[String]>),
    /// The text in a style.
    Document(Arc<Document>),
}

impl Kept {
    fn size(&self) -> usize {
        ENTRY
            + match self {
                Kept::Names(names) => names.iter().map(|name| name.len() + 32).sum::<usize>(),
                Kept::Document(document) => {
                    document.html.len()
                        + document
                            .headings
                            .iter()
                            .map(|heading| heading.id.len() + heading.text.len() + 64)
                            .sum::<usize>()
                }
            }
    }
}

/// Names a text in a style. Made with keys that nobody outside knows, so that no two texts can be
/// made that have the same.
pub(super) type Key = (u64, u64);

/// The least recently used go first.
pub(super) struct Cache {
    keys: (RandomState, RandomState),
    kept: Mutex<(LruCache<Key, Kept>, usize)>,
    room: usize,
}

static CACHE: LazyLock<Cache> = LazyLock::new(|| Cache::new(ROOM));

/// The cache of this program.
pub(super) fn cache() -> &'static Cache {
    &CACHE
}

impl Cache {
    pub(super) fn new(room: usize) -> Self {
        Cache {
            keys: (RandomState::new(), RandomState::new()),
            kept: Mutex::new((LruCache::new_unbounded(), 0)),
            room,
        }
    }

    pub(super) fn key(&self, of: &impl Hash) -> Key {
        (self.keys.0.hash_one(of), self.keys.1.hash_one(of))
    }

    pub(super) fn get(&self, key: Key) -> Option<Kept> {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .0
            .get(&key)
            .cloned()
    }

    pub(super) fn put(&self, key: Key, value: Kept) {
        let size = value.size();
        if size > self.room / 4 {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (entries, used) = &mut *kept;
        if let Some(old) = entries.insert(key, value) {
            *used -= old.size();
        }
        *used += size;
        while *used > self.room
            && let Some((_, oldest)) = entries.remove_lru()
        {
            *used -= oldest.size();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(size: usize) -> Kept {
        Kept::Document(Arc::new(Document {
            html: "x".repeat(size),
            headings: Vec::new(),
        }))
    }

    #[test]
    fn the_room_is_limited() {
        let cache = Cache::new(10_000);
        let keys: Vec<Key> = (0..20).map(|n| cache.key(&n)).collect();
        for key in &keys {
            cache.put(*key, document(1_000));
            cache.get(keys[0]);
        }
        let here: Vec<bool> = keys.iter().map(|key| cache.get(*key).is_some()).collect();
        assert_eq!(here.iter().filter(|here| **here).count(), 8);
        assert!(here[0] && here[19] && !here[1]);
        cache.put(keys[1], document(5_000));
        assert!(
            cache.get(keys[1]).is_none(),
            "one text does not take all the room"
        );
    }
}
