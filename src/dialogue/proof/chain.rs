//! A tamper-evident chain over what is stored about one person.
//!
//! The bytes are hashed as they are stored. Hashes over "canonical" JSON would let two different texts pass as one.
//!
//! # What it shows, and what not
//!
//! | someone | is found by [`verify`] |
//! |---|---|
//! | changes a stored line | yes: [`Flaw::Content`] |
//! | changes a link | yes, by the flaw of the part that was changed |
//! | drops, inserts or moves a line with its link | yes: [`Flaw::Number`] or [`Flaw::Previous`] |
//! | cuts off lines at the end with their links | only against a head that was kept elsewhere: [`Flaw::End`] |
//! | writes the whole chain anew, knowing the salt | only against such a head |
//! | erases lines and salt, and keeps the links | that is allowed; the links still hold |

use serde::{Deserialize, Serialize};

use crate::{
    dialogue::digest::{Digest, Hasher},
    fault::debug_like_display,
};

/// The link that stands for one stored line in a [`Chain`]. Keep it beside the line, and after an erasure alone.
///
/// It has a fixed size, whatever the line. Without the line and the salt nothing about the person can be told from it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainLink {
    /// The place in the chain, counted from 0.
    ///
    /// The number that the first link has is 0, and each has one more than the link before it.
    pub number: u64,
    /// The hash of the link before it, or of the chain's beginning.
    pub previous: Digest,
    /// The salted hash of the line's exact bytes.
    pub content: Digest,
    /// The hash of number, previous and content.
    pub hash: Digest,
}

impl ChainLink {
    /// Makes a link and its hash. [`verify`] makes it again to see whether the hash is right.
    fn new(number: u64, previous: Digest, content: Digest) -> Self {
        let mut hasher = Hasher::new("consentry.chain.link.v1");
        hasher.number(number);
        hasher.part(previous.bytes());
        hasher.part(content.bytes());
        Self { number, previous, content, hash: hasher.finish() }
    }

    /// Returns whether it stands for exactly these bytes, under the person's salt.
    ///
    /// A line break at the end is a byte like any other: hash what is compared later, with or without it.
    ///
    /// ```
    /// use consentry::dialogue::Chain;
    ///
    /// let salt = b"a random salt of this person";
    /// let link = Chain::new(salt).append(br#"{"id":"e1"}"#);
    /// assert!(link.is_of(salt, br#"{"id":"e1"}"#));
    /// assert!(!link.is_of(salt, br#"{"id": "e1"}"#), "a space is a change");
    /// assert!(!link.is_of(b"another salt", br#"{"id":"e1"}"#));
    /// ```
    #[must_use]
    pub fn is_of(&self, salt: &[u8], line: &[u8]) -> bool {
        self.content == content(salt, line)
    }
}

/// The hash of a line's bytes, such that nobody without the salt can try out what they are.
///
/// An event has few possible contents, so without a salt one could hash them all and compare. The salt makes that
/// hopeless once it is destroyed (GDPR Art. 17, recital 26).
fn content(salt: &[u8], line: &[u8]) -> Digest {
    let mut hasher = Hasher::new("consentry.chain.content.v1");
    hasher.part(salt);
    hasher.part(line);
    hasher.finish()
}

/// The hash that the first link follows.
///
/// It is the same for every person and chain, so it says nothing about any of them.
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
///
/// Appending takes time linear in the line. The chain itself holds the salt and the last link, however long it is.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The person's salt.
    salt: Vec<u8>,
    /// The number that the next link gets.
    number: u64,
    /// The last link, if there is one.
    head: Option<ChainLink>,
}

impl Chain {
    /// Makes a chain without links. The salt is random, of this person alone, and destroyed when they are erased.
    ///
    /// Take at least 16 bytes from the operating system's random generator. A salt that several people share would have
    /// to be kept for as long as any of them is.
    #[must_use]
    pub fn new(salt: &[u8]) -> Self {
        Self { salt: salt.to_vec(), number: 0, head: None }
    }

    /// Takes a chain up again after `head`, its last link so far.
    ///
    /// Use it when a service starts again: the last link that was stored is enough, no line has to be read.
    ///
    /// ```
    /// use consentry::dialogue::Chain;
    ///
    /// let salt = b"a random salt of this person";
    /// let mut whole = Chain::new(salt);
    /// let first = whole.append(b"one");
    /// let second = whole.append(b"two");
    ///
    /// let mut resumed = Chain::after(salt, first);
    /// assert_eq!(resumed.append(b"two"), second);
    /// ```
    #[must_use]
    pub fn after(salt: &[u8], head: ChainLink) -> Self {
        Self { salt: salt.to_vec(), number: head.number.saturating_add(1), head: Some(head) }
    }

    /// Makes the link for a line that is about to be stored in exactly these bytes.
    ///
    /// Store line and link together. Where only one of the two was stored before a crash, [`verify`] says so, and the
    /// other can be made again from the line.
    pub fn append(&mut self, line: &[u8]) -> ChainLink {
        let previous = self.head.map_or_else(beginning, |head| head.hash);
        let link = ChainLink::new(self.number, previous, content(&self.salt, line));
        self.number = self.number.saturating_add(1);
        self.head = Some(link);
        link
    }

    /// Returns the last link. Kept elsewhere, or signed, it shows whether lines were cut off at the end.
    ///
    /// `None` for a chain without links.
    #[must_use]
    pub const fn head(&self) -> Option<ChainLink> {
        self.head
    }
}

/// A link and, unless it was erased, the line that it stands for; what [`verify`] reads.
///
/// Where a line is erased its link is checked all the same, only not against bytes.
#[derive(Clone, Copy, Debug)]
pub struct ChainEntry<'r> {
    /// The link.
    pub link: ChainLink,
    /// The exact bytes that are stored; `None` after an erasure.
    pub record: Option<&'r [u8]>,
}

/// The error of [`verify`]: the first place where a chain does not hold.
///
/// Everything before that number holds; what comes after was not looked at.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the chain is broken at link {number}: {flaw}")]
pub struct Broken {
    /// The number that the link at that place must have.
    pub number: u64,
    /// The flaw at that place.
    pub flaw: Flaw,
}

/// The flaw of a link.
///
/// They are looked for in this order, so a link with several flaws has the first.
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
///
/// It reads each entry once, in order, and needs no memory beyond the last link. `head` is the link that was kept
/// elsewhere; `None` says that the chain must be empty. Of a chain whose lines are all erased, any salt may be given,
/// since nothing is hashed with it.
///
/// ```
/// use consentry::dialogue::{Chain, ChainEntry, Flaw, verify};
///
/// let salt = b"a random salt of this person";
/// let mut chain = Chain::new(salt);
/// let links = [chain.append(b"one"), chain.append(b"two")];
/// let entry = |link, record| ChainEntry { link, record };
///
/// // After an erasure the links alone still hold.
/// let erased = links.map(|link| entry(link, None));
/// assert!(verify(b"", erased, chain.head()).is_ok());
/// // A line that was cut off with its link is missed only by the head.
/// let cut = [entry(links[0], Some(&b"one"[..]))];
/// assert!(verify(salt, cut, Some(links[0])).is_ok());
/// assert_eq!(verify(salt, cut, chain.head()).unwrap_err().flaw, Flaw::End);
/// // Lines in another order.
/// let moved = [entry(links[1], Some(&b"two"[..])), entry(links[0], Some(&b"one"[..]))];
/// assert_eq!(verify(salt, moved, chain.head()).unwrap_err().flaw, Flaw::Number);
/// ```
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
