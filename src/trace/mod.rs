//! A run as text that leaves the lab. Never changes the run.

pub mod export;
