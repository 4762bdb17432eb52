//! A tamper-evident chain over what is stored about one person.
//!
//! The bytes are hashed as they are stored. Hashes over "canonical" JSON would let two different texts pass as one.

use serde::{Deserialize, Serialize};

use crate::{
    dialogue::digest::{Digest, Hasher},
    fault::debug_like_display,
};

/// The link that stands for one stored line in a [`Chain`]. Keep it beside the line, and after an erasure alone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainLink {
    /// The place in the chain, counted from 0.
    pub number: u64,
    /// The hash of the link before it, or of the chain's beginning.
    pub previous: Digest,
    /// The salted hash of the line's exact bytes.
    pub content: Digest,
    /// The hash of number, previous and content.
    pub hash: Digest,
}

impl ChainLink {
    fn new(number: u64, previous: Digest, content: Digest) -> Self {
        let mut hasher = Hasher::new("consentry.chain.link.v1");
        hasher.number(number);
        hasher.part(previous.bytes());
        hasher.part(content.bytes());
        Self { number, previous, content, hash: hasher.finish() }
    }

    /// Returns whether it stands for exactly these bytes, under the person's salt.
    #[must_use]
    pub fn is_of(&self, salt: &[u8], line: &[u8]) -> bool {
        self.content == content(salt, line)
    }
}

/// The hash of a line's bytes, such that nobody without the salt can try out what they are.
fn content(salt: &[u8], line: &[u8]) -> Digest {
    let mut hasher = Hasher::new("consentry.chain.content.v1");
    hasher.part(salt);
    hasher.part(line);
    hasher.finish()
}

/// The hash that the first link follows.
fn beginning() -> Digest {
    Hasher::new("consentry.chain.beginning.v1").finish()
}

/// The end of a tamper-evident chain over what is stored about one person.
///
/// Each stored line gets a [`ChainLink`]: a hash over the line's exact bytes and the link before it. Whoever changes,
/// inserts, drops or moves a line breaks the chain at that place, and [`verify`] names it. There is one chain for each
/// person, so that erasing one breaks no other.
///
/// The links are not secret and hold no data. After an erasure they stay, while the lines and the person's salt go;
/// then nobody can find out what was in them by trying. For that the salt must be random and of this person alone.
///
/// What a chain cannot show by itself is that lines at the end were cut off together with their links: keep
/// [`head`](Self::head) elsewhere, or sign it.
///
/// ```
/// use consentry::dialogue::{Chain, ChainEntry, verify};
///
/// let mut chain = Chain::new(b"a random salt of this person");
/// let lines = [&b"{\"id\":\"e1\"}"[..], b"{\"id\":\"e2\"}"];
/// let links = lines.map(|line| chain.append(line));
/// let entry = |number: usize, line: &'static [u8]| ChainEntry { link: links[number], record: Some(line) };
///
/// let salt = b"a random salt of this person";
/// assert!(verify(salt, [entry(0, lines[0]), entry(1, lines[1])], chain.head()).is_ok());
/// let broken = verify(salt, [entry(0, lines[0]), entry(1, b"{\"id\":\"e3\"}")], chain.head()).unwrap_err();
/// assert_eq!(broken.number, 1);
/// # let empty: [ChainEntry<'_>; 0] = [];
/// # assert!(verify(salt, empty, chain.head()).is_err());
/// ```
#[derive(Clone, Debug)]
pub struct Chain {
    salt: Vec<u8>,
    number: u64,
    head: Option<ChainLink>,
}

impl Chain {
    /// Makes a chain without links. The salt is random, of this person alone, and destroyed when they are erased.
    #[must_use]
    pub fn new(salt: &[u8]) -> Self {
        Self { salt: salt.to_vec(), number: 0, head: None }
    }

    /// Takes a chain up again after `head`, its last link so far.
    #[must_use]
    pub fn after(salt: &[u8], head: ChainLink) -> Self {
        Self { salt: salt.to_vec(), number: head.number.saturating_add(1), head: Some(head) }
    }

    /// Makes the link for a line that is about to be stored in exactly these bytes.
    pub fn append(&mut self, line: &[u8]) -> ChainLink {
        let previous = self.head.map_or_else(beginning, |head| head.hash);
        let link = ChainLink::new(self.number, previous, content(&self.salt, line));
        self.number = self.number.saturating_add(1);
        self.head = Some(link);
        link
    }

    /// Returns the last link. Kept elsewhere, or signed, it shows whether lines were cut off at the end.
    #[must_use]
    pub const fn head(&self) -> Option<ChainLink> {
        self.head
    }
}

/// A link and, unless it was erased, the line that it stands for; what [`verify`] reads.
#[derive(Clone, Copy, Debug)]
pub struct ChainEntry<'r> {
    /// The link.
    pub link: ChainLink,
    /// The exact bytes that are stored; `None` after an erasure.
    pub record: Option<&'r [u8]>,
}

/// The error of [`verify`]: the first place where a chain does not hold.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the chain is broken at link {number}: {flaw}")]
pub struct Broken {
    /// The number that the link at that place must have.
    pub number: u64,
    /// The flaw at that place.
    pub flaw: Flaw,
}

/// The flaw of a link.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// The number is another, so a line was dropped, inserted or moved.
    #[error("it has another number, so a record was dropped, inserted or moved")]
    Number,
    /// The link follows another one.
    #[error("it does not follow the link before it")]
    Previous,
    /// The line was changed.
    #[error("the stored record is not the one that was linked")]
    Content,
    /// The link itself was changed.
    #[error("the link's own hash is not right")]
    Hash,
    /// Lines are missing, or were added, at the end.
    #[error("the chain does not end where it should")]
    End,
}

/// Checks a person's whole chain, in order, up to the head that it should have.
///
/// # Errors
/// When a link does not hold; the error names the first one.
pub fn verify<'r>(
    salt: &[u8],
    entries: impl IntoIterator<Item = ChainEntry<'r>>,
    head: Option<ChainLink>,
) -> Result<(), Broken> {
    let (mut number, mut last): (u64, Option<ChainLink>) = (0, None);
    for ChainEntry { link, record } in entries {
        let expected = last.map_or_else(beginning, |last| last.hash);
        let flaw = if link.number != number {
            Some(Flaw::Number)
        } else if link.previous != expected {
            Some(Flaw::Previous)
        } else if record.is_some_and(|record| !link.is_of(salt, record)) {
            Some(Flaw::Content)
        } else if link != ChainLink::new(number, expected, link.content) {
            Some(Flaw::Hash)
        } else {
            None
        };
        if let Some(flaw) = flaw {
            return Err(Broken { number, flaw });
        }
        last = Some(link);
        number = number.saturating_add(1);
    }
    if last == head { Ok(()) } else { Err(Broken { number, flaw: Flaw::End }) }
}

debug_like_display!(Broken, Flaw);
