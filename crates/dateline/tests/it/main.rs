//! The engine from outside: what holds for any input, and what holds for whole pages.

mod cases;
mod language;
mod pages;
mod proofs;
mod properties;
mod spans;
