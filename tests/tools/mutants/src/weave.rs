//! Weaves mutants into source text, each behind a switch.
//!
//! An operator becomes `(if crate::mutant(7) { a < b } else { a <= b })`, a function begins with
//! `if crate::mutant(8) { return None; }`, a deleted match arm gets the guard `!crate::mutant(9)`; where a function
//! returns some iterator, its body and the other one become the two sides of one type. What a mutant says
//! instead is the text as it was, so only one is ever on, and text is only ever inserted: types, temporaries and
//! borrows stay what they were. Comments mark where each mutant stands, so that a compiler error can be traced to it.

use std::collections::{HashMap, HashSet};

use syn::{spanned::Spanned, visit::Visit};

use crate::listing::{Mutant, Place};

/// What a function that returns some iterator is changed by.
const ITERATOR: &str = "iterator";

/// The beginning and the end of what belongs to a mutant.
fn marked(id: usize, text: &str) -> String {
    format!("/*mutant {id}*/\n{text}\n/*end*/")
}

/// Text to insert. At one place what closes comes before what opens; of two that open, the one that closes later.
struct Insertion {
    at: usize,
    opens: bool,
    /// Where the other half is.
    other: usize,
    rank: u8,
    text: String,
}

struct Weaver<'s> {
    source: &'s str,
    lines: Vec<usize>,
    mutants: HashMap<(Place, &'s str), Vec<(usize, &'s Mutant)>>,
    insertions: Vec<Insertion>,
    woven: Vec<usize>,
    /// Functions that constants need, which stay as they are.
    fixed: &'s HashSet<String>,
    /// Where other functions say `const`: what is switched while it runs cannot be.
    cuts: Vec<std::ops::Range<usize>>,
}

impl<'s> Weaver<'s> {
    fn offset(&self, place: proc_macro2::LineColumn) -> usize {
        let start = self.lines[place.line - 1];
        let line = &self.source[start..];
        start + line.char_indices().nth(place.column).map_or(line.len(), |(at, _)| at)
    }

    fn range(&self, node: &impl Spanned) -> std::ops::Range<usize> {
        let span = node.span();
        self.offset(span.start())..self.offset(span.end())
    }

    fn at(&self, node: &impl Spanned, genre: &'static str) -> Vec<(usize, &'s Mutant)> {
        let start = node.span().start();
        let place = Place { line: start.line, column: start.column + 1 };
        self.mutants.get(&(place, genre)).cloned().unwrap_or_default()
    }

    fn enters(&mut self, signature: &syn::Signature) -> bool {
        if self.fixed.contains(&signature.ident.to_string()) {
            return false;
        }
        if let Some(keyword) = &signature.constness {
            self.cuts.push(self.range(keyword));
        }
        true
    }

    /// Puts other iterators beside what a function returns that only says `impl Iterator`.
    fn sides(&mut self, block: &syn::Block) {
        let (Some(first), Some(syn::Stmt::Expr(last, None))) = (block.stmts.first(), block.stmts.last()) else {
            return;
        };
        let mutants = self.at(first, ITERATOR);
        let range = self.range(first).start..self.range(last).end;
        if mutants.is_empty() || self.source[range.clone()].contains("return ") {
            return;
        }
        let (mut before, mut after) = (String::new(), String::new());
        for (id, mutant) in mutants {
            let text = marked(id, &mutant.replacement);
            before += &format!("if crate::mutant({id}) {{ crate::Side::Other({text}) }} else {{ crate::Side::Own({{ ");
            after += " }) }";
            self.woven.push(id);
        }
        self.wrap(range, 0, before, &after);
    }

    fn wrap(&mut self, range: std::ops::Range<usize>, rank: u8, before: String, after: &str) {
        let (start, end) = (range.start, range.end);
        self.insertions.push(Insertion { at: start, opens: true, other: end, rank, text: before });
        self.insertions.push(Insertion { at: end, opens: false, other: start, rank, text: after.into() });
    }

    /// Puts other texts before an expression, each with its switch.
    fn choose(&mut self, range: std::ops::Range<usize>, texts: Vec<(usize, String)>) {
        if texts.is_empty() {
            return;
        }
        let mut before = String::from("(");
        for (id, text) in texts {
            before += &format!("if crate::mutant({id}) {{ {} }} else ", marked(id, &text));
            self.woven.push(id);
        }
        self.wrap(range, 1, before + "{ ", " })");
    }
}

impl<'s> Visit<'s> for Weaver<'s> {
    fn visit_block(&mut self, block: &'s syn::Block) {
        if let Some(first) = block.stmts.first() {
            let at = self.range(first).start;
            for (id, mutant) in self.at(first, "FnValue") {
                let text =
                    format!("if crate::mutant({id}) {{ {} }} ", marked(id, &format!("return {};", mutant.replacement)));
                self.insertions.push(Insertion { at, opens: true, other: usize::MAX, rank: 0, text });
                self.woven.push(id);
            }
        }
        syn::visit::visit_block(self, block);
    }

    fn visit_impl_item_fn(&mut self, item: &'s syn::ImplItemFn) {
        if self.enters(&item.sig) {
            self.sides(&item.block);
            syn::visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'s syn::ItemFn) {
        if self.enters(&item.sig) {
            self.sides(&item.block);
            syn::visit::visit_item_fn(self, item);
        }
    }

    // Constants are settled by the compiler.
    fn visit_item_const(&mut self, _: &'s syn::ItemConst) {}
    fn visit_impl_item_const(&mut self, _: &'s syn::ImplItemConst) {}
    fn visit_item_static(&mut self, _: &'s syn::ItemStatic) {}

    fn visit_expr_binary(&mut self, expr: &'s syn::ExprBinary) {
        let (all, left, right) = (self.range(expr), self.range(&expr.left), self.range(&expr.right));
        let (left, right) = (&self.source[left], &self.source[right]);
        let texts = self
            .at(&expr.op, "BinaryOperator")
            .into_iter()
            .map(|(id, mutant)| (id, format!("{left} {} {right}", mutant.replacement)))
            .collect();
        self.choose(all, texts);
        syn::visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_unary(&mut self, expr: &'s syn::ExprUnary) {
        let operand = &self.source[self.range(&expr.expr)];
        let texts = self.at(&expr.op, "UnaryOperator").into_iter().map(|(id, _)| (id, operand.to_owned())).collect();
        self.choose(self.range(expr), texts);
        syn::visit::visit_expr_unary(self, expr);
    }

    fn visit_expr_struct(&mut self, expr: &'s syn::ExprStruct) {
        let all = self.range(expr);
        let mut texts = Vec::new();
        for pair in expr.fields.pairs() {
            let field = self.range(pair.value());
            let end = pair.punct().map_or(field.end, |comma| self.range(comma).end);
            for (id, _) in self.at(*pair.value(), "StructField") {
                texts.push((id, format!("{}{}", &self.source[all.start..field.start], &self.source[end..all.end])));
            }
        }
        self.choose(all, texts);
        syn::visit::visit_expr_struct(self, expr);
    }

    fn visit_arm(&mut self, arm: &'s syn::Arm) {
        for (id, _) in self.at(arm, "MatchArm") {
            let switch = format!("!crate::mutant({id})");
            match &arm.guard {
                Some((_, guard)) => self.wrap(self.range(&**guard), 0, format!("{switch} && ("), ")"),
                None => {
                    let text = marked(id, &format!(" if {switch}"));
                    let at = self.range(&arm.pat).end;
                    self.insertions.push(Insertion { at, opens: false, other: 0, rank: 0, text });
                }
            }
            self.woven.push(id);
        }
        if let Some((_, guard)) = &arm.guard {
            let texts = self.at(&**guard, "MatchArmGuard");
            let texts = texts.into_iter().map(|(id, mutant)| (id, mutant.replacement.clone())).collect();
            self.choose(self.range(&**guard), texts);
        }
        syn::visit::visit_arm(self, arm);
    }
}

/// The source with the mutants in it, and which of them found their place.
pub fn woven(
    source: &str,
    mutants: &[(usize, &Mutant)],
    fixed: &HashSet<String>,
) -> Result<(String, Vec<usize>), String> {
    let mut by_place: HashMap<_, Vec<_>> = HashMap::new();
    for (id, mutant) in mutants {
        let genre = match mutant.function.as_ref().map(|function| function.return_type.as_str()) {
            Some(returns) if mutant.genre == "FnValue" && returns.contains("impl ") => {
                // Of other traits there is no type that is one or the other.
                if !returns.starts_with("-> impl Iterator<") {
                    continue;
                }
                ITERATOR
            }
            _ => mutant.genre.as_str(),
        };
        by_place.entry((mutant.span.start, genre)).or_default().push((*id, *mutant));
    }
    let file = syn::parse_file(source).map_err(|error| error.to_string())?;
    let lines = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut weaver =
        Weaver { source, lines, mutants: by_place, insertions: Vec::new(), woven: Vec::new(), fixed, cuts: Vec::new() };
    weaver.visit_file(&file);
    let Weaver { mut insertions, woven, mut cuts, .. } = weaver;
    cuts.sort_by_key(|cut| cut.start);
    insertions.sort_by_key(|one| {
        // Inner before outer where they close, outer before inner where they open.
        let depth = usize::MAX - one.other;
        let rank = if one.opens { one.rank } else { u8::MAX - one.rank };
        (one.at, one.opens, depth, rank)
    });
    let mut text = String::with_capacity(source.len() * 4);
    let (mut from, mut cuts) = (0, cuts.into_iter().peekable());
    for insertion in &insertions {
        while let Some(cut) = cuts.next_if(|cut| cut.start < insertion.at) {
            text += &source[from..cut.start];
            from = cut.end;
        }
        text += &source[from..insertion.at];
        from = insertion.at;
        text += &insertion.text;
    }
    for cut in cuts {
        text += &source[from..cut.start];
        from = cut.end;
    }
    text += &source[from..];
    Ok((text, woven))
}

/// The mutant that each line belongs to.
pub fn owners(text: &str) -> Vec<Option<usize>> {
    let mut owner = None;
    let mut owners = Vec::new();
    for line in text.lines() {
        let mut seen = owner;
        let mut rest = line;
        while let Some(at) = rest.find("/*") {
            rest = &rest[at..];
            if let Some(id) = rest.strip_prefix("/*mutant ").and_then(|tail| tail.split("*/").next()?.parse().ok()) {
                owner = Some(id);
                seen = seen.or(owner);
            } else if rest.starts_with("/*end*/") {
                seen = seen.or(owner);
                owner = None;
            }
            rest = &rest[2..];
        }
        owners.push(seen);
    }
    owners
}
